"""Impact assessments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.gate import requires
from labx.core.policy import allows
from labx.people.rights import forms, queries
from labx.people.rights.actions import assessments as actions
from labx.people.rights.models import Assessment, Risk, Trigger
from labx.people.rights.reports import assessment_pdf
from labx.people.rights.tables import ASSESSMENTS
from labx.people.rights.views.page import acted, sent, tabs


def url_of(assessment: Assessment) -> str:
    return reverse("rights:assessment", args=[assessment.code])


@requires("rights.read_registers")
def index(request: HttpRequest) -> HttpResponse:
    listing = ASSESSMENTS.read(request, queries.assessments())
    may_write = allows(request.actor, "rights.write_registers")
    shown = {
        "listing": listing,
        "tabs": tabs(request, "assessments"),
        "title": _("Impact assessments"),
        "action": _("Begin an assessment") if may_write else "",
        "action_url": reverse("rights:new_assessment"),
    }
    return listing.download() or render(request, "rights/list.html", shown)


@requires("rights.write_registers")
def new(request: HttpRequest) -> HttpResponse:
    return acted(
        request,
        forms.AssessmentForm(sent(request)),
        lambda **words: actions.begin_assessment(by=request.actor, **words),
        done=_("The assessment is begun. Next: what could happen to people."),
        there=url_of,
        title=_("Begin an assessment"),
        submit=_("Begin it"),
        cancel=reverse("rights:assessments"),
    )


@requires("rights.read_registers", record=queries.assessment_by_code)
def record(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    shown = {
        "assessment": assessment,
        "tabs": tabs(request, "assessments"),
        "triggers": [Trigger(name).label for name in assessment.triggers],
        "is_needed": actions.is_needed(assessment.triggers),
        "may_write": allows(request.actor, "rights.write_registers"),
        "may_advise": allows(request.actor, "rights.advise"),
    }
    return render(request, "rights/assessment.html", shown)


@requires("rights.read_registers", record=queries.assessment_by_code)
def as_pdf(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return HttpResponse(
        assessment_pdf(assessment),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="avaliacao-{assessment.code}.pdf"',
            "Cache-Control": "no-store",
        },
    )


@requires("rights.write_registers", record=queries.assessment_by_code)
def edit(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    stored = Assessment.objects.get(pk=assessment.pk)
    return acted(
        request,
        forms.EditAssessmentForm(sent(request), instance=assessment, initial={"edition": assessment.edition}),
        lambda **words: actions.edit_assessment(by=request.actor, assessment=stored, **words),
        done=_("Saved."),
        there=url_of,
        title=_("Edit the assessment"),
        submit=_("Save"),
        cancel=url_of(stored),
    )


@requires("rights.write_registers", record=queries.assessment_by_code)
def add_risk(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return acted(
        request,
        forms.RiskForm(sent(request)),
        lambda **words: actions.add_risk(by=request.actor, assessment=assessment, **words),
        done=_("Saved."),
        there=lambda _risk: url_of(assessment),
        title=_("Add a risk"),
        submit=_("Add it"),
        cancel=url_of(assessment),
    )


@requires("rights.write_registers", record=queries.risk_by_id)
@require_POST
def remove_risk(request: HttpRequest, risk: Risk) -> HttpResponse:
    actions.remove_risk(by=request.actor, risk=risk)
    return redirect("rights:assessment", risk.assessment.code)


@requires("rights.advise", record=queries.assessment_by_code)
def advise(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    words = {"verdict": assessment.verdict, "advice": assessment.advice, "review_on": assessment.review_on}
    return acted(
        request,
        forms.AdviceForm(sent(request), initial=words),
        lambda **given: actions.advise(by=request.actor, assessment=assessment, **given),
        done=_("The advice is recorded."),
        there=url_of,
        title=_("Advise"),
        submit=_("Record the advice"),
        cancel=url_of(assessment),
    )
