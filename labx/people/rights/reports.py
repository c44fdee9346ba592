"""An impact assessment as a document that an authority or a board can be handed."""

from django.utils.translation import gettext as _

from labx.core.accounts import Names
from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.people.rights.actions.assessments import is_needed
from labx.people.rights.models import Assessment, Risk, Trigger


def assessment_pdf(assessment: Assessment) -> bytes:
    """The same texts as the page, in the same order, in the reader's language."""
    risks = list(assessment.risks.all())
    return pdf(
        "rights/assessment.typ",
        title=assessment.title,
        about=_("Impact assessment %(code)s (GDPR, article 35)") % {"code": assessment.code},
        facts=facts_of(assessment),
        parts=[
            (_("What is done with which data"), assessment.description),
            (_("Why it is needed, and why less would not do"), assessment.necessity),
        ],
        risks_title=_("What could happen to people"),
        no_risk=_("No risk is written down yet."),
        headers=[_("Risk"), _("Before, of 16"), _("After, of 16")],
        rows=[[risk.what, formats.number(risk.before), formats.number(risk.left)] for risk in risks],
        method=_("A risk is likelihood times severity, each from 1 (negligible) to 4 (maximum)."),
        risks=[{"what": risk.what, "lines": lines_of(risk)} for risk in risks],
        advice_title=_("Advice of the data-protection officer"),
        advice=advice_of(assessment),
    )


def facts_of(assessment: Assessment) -> list[tuple[str, str]]:
    triggers = ", ".join(str(Trigger(name).label) for name in assessment.triggers) or _("none")
    needed = _("yes") if is_needed(assessment.triggers) else _("no")
    facts = [
        (_("What makes it necessary"), triggers),
        (_("The law asks for it"), needed),
        (_("Begun on"), formats.day(assessment.created_at)),
        (_("To be reviewed on"), formats.day(assessment.review_on)),
        (_("Edition"), str(assessment.edition)),
    ]
    if activity := assessment.activity:
        facts.insert(2, (_("Processing activity"), f"{activity.title} ({activity.get_basis_display()})"))
    return facts


def lines_of(risk: Risk) -> list[tuple[str, str]]:
    likelihood, severity = risk.get_likelihood_display(), risk.get_severity_display()
    left = {"likelihood": risk.get_likelihood_left_display(), "severity": risk.get_severity_left_display()}
    told = _("Likelihood %(likelihood)s, severity %(severity)s.")
    return [
        (_("Before"), told % {"likelihood": likelihood, "severity": severity}),
        (_("What is done about it"), risk.measures),
        (_("What remains"), told % left),
    ]


def advice_of(assessment: Assessment) -> list[tuple[str, str]]:
    if assessment.advised_at is None:
        return [(_("Advice"), _("Not given yet."))]
    by = {"name": Names()(assessment.advised_by), "day": formats.day(assessment.advised_at)}
    return [
        (_("Advice"), str(assessment.get_verdict_display())),
        (_("Reasons"), assessment.advice),
        (_("Given by"), _("%(name)s, on %(day)s") % by),
    ]
