"""Lists of the figures."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.core.pages.numbers import DesignGrade
from labx.portfolio.figures.counting import Counted
from labx.portfolio.figures.doing import Share
from labx.portfolio.figures.models import Bound
from labx.portfolio.models import Claim, Stage
from labx.portfolio.story import card_of

STATES = [("standing", _("standing")), ("withdrawn", _("withdrawn"))]
NO_DENOMINATOR = _("not said")


def claim_url(claim: Claim) -> str:
    if claim.is_readable:
        return reverse("figures:claim", args=[claim.pk])
    return reverse("portfolio:record", args=[claim.project.slug])


CLAIMS = Table(
    name="numeros-publicados",
    caption=_("Register of published numbers"),
    noun=(_("published number"), _("published numbers")),
    columns=(
        Column(key="indicator", label=_("Indicator"), link=claim_url),
        Column(key="value", label=_("Value"), value=lambda claim: card_of(claim).value_text, sort="value"),
        Column(key="interval", label=_("Interval"), value=lambda claim: card_of(claim).interval_text, sortable=False),
        Column(key="design_grade", label=_("Design"), choices=DesignGrade.choices, sort="fifths"),
        Column(key="denominator", label=_("Out of"), value=lambda c: c.denominator or NO_DENOMINATOR, sortable=False),
        Column(key="baseline", label=_("Baseline"), sortable=False),
        Column(key="definition", label=_("Definition"), sortable=False),
        Column(key="cut_off", label=_("Counted until"), kind="date"),
        Column(key="project", label=_("Project"), path="project__title"),
        Column(
            key="state",
            label=_("State"),
            value=lambda claim: "withdrawn" if claim.withdrawn_at else "standing",
            choices=STATES,
            sort="withdrawn_at",
            badge=lambda state: "warning" if state == "withdrawn" else "neutral",
        ),
        Column(key="withdrawn_why", label=_("Why withdrawn"), sortable=False),
        Column(key="analysis", label=_("Frozen analysis"), value=lambda c: c.evidence.reference_digest, sortable=False),
    ),
    filters=(
        Filter(
            key="desenho", label=_("Design"), phrase=_("by {choice}"), choices=DesignGrade.choices, path="design_grade"
        ),
        Filter(
            key="estado",
            label=_("State"),
            phrase="{choice}",
            choices=STATES,
            narrow=lambda claims, value: claims.filter(withdrawn_at__isnull=value == "standing"),
        ),
        Filter(
            key="denominador",
            label=_("Denominator"),
            phrase="{choice}",
            choices=[("sim", _("with a denominator")), ("nao", _("without a denominator"))],
            narrow=lambda claims, value: (
                claims.exclude(denominator="") if value == "sim" else claims.filter(denominator="")
            ),
        ),
    ),
    search=("indicator", "sentence", "definition", "project__title"),
    order="-cut_off",
    empty=Empty(
        title=_("No published number yet"),
        text=_("Each number that a project publishes will stand here with all that is needed to doubt it."),
    ),
)
REPORTED = Table(
    name="numeros-comunicados",
    caption=_("Reported numbers"),
    noun=(_("statement"), _("statements")),
    columns=(
        Column(key="indicator", label=_("Indicator"), value=lambda row: row.title, sortable=False),
        Column(key="source", label=_("Source"), value=lambda row: row.reporter, sort="source"),
        Column(key="words", label=_("In the source's words")),
        Column(key="value", label=_("Value"), kind="number"),
        Column(key="bound", label=_("How it is said"), choices=Bound.choices),
        Column(key="as_of", label=_("Date it speaks of"), sortable=False),
        Column(key="definition", label=_("Definition"), value=lambda _row: _("unknown"), sortable=False),
        Column(key="fact_grade", label=_("Fact grade")),
        Column(key="note", label=_("What to beware of"), value=lambda row: row.warning, sortable=False),
    ),
    order="source",
    per_page=50,
    empty=Empty(
        title=_("No reported number loaded"),
        text=_("Numbers that others give of this laboratory stand here with their source, and are never counted."),
    ),
)


def events_table(counted: Counted) -> Table:
    """The events behind one counter; their order is that of time, so that any page can be read by itself."""
    return Table(
        name=counted.measure.name.replace(".", "-"),
        caption=_("Events behind the number"),
        noun=(_("event"), _("events")),
        columns=(
            Column(key="time", label=_("When"), kind="moment", sortable=False),
            Column(key="subject", label=_("Who or what"), sortable=False),
            Column(key="project", label=_("Project"), sortable=False),
            Column(key="id", label=_("Event"), sortable=False),
        ),
        per_page=50,
        empty=Empty(title=_("No event yet"), text=_("Nothing that this number counts has happened in this part.")),
    )


COUNTERS = Table(
    name="numeros",
    caption=_("The laboratory's numbers"),
    noun=(_("number"), _("numbers")),
    columns=(
        Column(key="title", label=_("What"), value=lambda one: str(one.measure.title), sortable=False),
        Column(key="value", label=_("Number"), kind="number", decimals=0, sortable=False),
        Column(key="note", label=_("If there is none, why"), value=lambda one: one.told, sortable=False),
        Column(
            key="definition",
            label=_("Definition"),
            value=lambda one: f"{one.measure.definition} {one.dedupe}",
            sortable=False,
        ),
        Column(key="cut_off", label=_("Counted until"), kind="moment", sortable=False),
        Column(key="name", label=_("Code"), value=lambda one: one.measure.name, sortable=False),
    ),
    per_page=100,
    empty=Empty(title=_("No number yet"), text=_("Numbers come from events; none is declared.")),
)


def typical_table(name: str, caption: Any, what: Any) -> Table:
    return Table(
        name=name,
        prefix=f"{name}-",
        caption=caption,
        noun=(_("line"), _("lines")),
        columns=(
            Column(key="label", label=what, sortable=False),
            Column(key="days", label=_("Median of days"), kind="number", decimals=1),
            Column(key="ended", label=_("That ended"), kind="number"),
            Column(key="lasting", label=_("Still lasting"), kind="number"),
        ),
        per_page=50,
        empty=Empty(title=_("Nothing to count yet"), text=_("Days are counted once a project enters a stage.")),
    )


STAGES = typical_table("etapas", _("Days in each stage"), _("Stage"))
BLOCKERS = typical_table("bloqueios", _("Days behind each kind of blocker"), _("Kind"))


def share_table(one: Share) -> Table:
    """Every project of the denominator, and whether it counts."""
    counted = {project.pk for project in one.some}
    return Table(
        name=one.name,
        caption=_("Projects behind the share"),
        noun=(_("project"), _("projects")),
        columns=(
            Column(
                key="title", label=_("Project"), link=lambda project: reverse("portfolio:record", args=[project.slug])
            ),
            Column(key="counts", label=_("Counts"), kind="flag", value=lambda project: project.pk in counted),
            Column(key="stage", label=_("Stage"), choices=Stage.choices),
        ),
        search=("title",),
        order="title",
        empty=Empty(title=_("No project yet"), text=_("No project has come far enough to be counted here.")),
    )
