"""Difference-in-differences: who got the change, before and after, against who had not got it yet."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.charts.intervals import Estimate, interval_plot
from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look, Section
from labx.trials.designs.stacking import effects_without_arms
from labx.trials.engine.effect import Effect
from labx.trials.engine.panel.group_time import FEWEST_UNITS, GroupTime, group_time_effects
from labx.trials.engine.panel.two_way import TwoWay, two_way
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.over_time import ChangesSizeForm, draw_changes
from labx.trials.sizing.simulating import Simulation
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line
from labx.trials.telling.verdicts import cannot_say, p_text

PERIOD, TREATED = "change.period", "change.treated"
COMPARED = {
    "not_yet": gettext_lazy("Those who had not got it yet, or never got it"),
    "never": gettext_lazy("Only those who never got it"),
}
MUCH_NEGATIVE = 0.1


class ChangesForm(forms.Form):
    compared = forms.ChoiceField(label=gettext_lazy("Compared with"), choices=list(COMPARED.items()), initial="not_yet")


def read(reading: Reading) -> dict[str, Any]:
    reading.only(("compared",))
    return {"compared": reading.choice("compared", tuple(COMPARED), "not_yet")}


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return (
        DataColumn(
            "unit", "code", gettext_lazy("Place or office"), hint=gettext_lazy("The same word in every period.")
        ),
        DataColumn(PERIOD, "number", gettext_lazy("Period"), hint=gettext_lazy("A number, such as the year.")),
        DataColumn(
            TREATED, "number", gettext_lazy("Has the change"), hint=gettext_lazy("1 from its start on, else 0.")
        ),
    )


def arguments(outcome: Outcome, table: Table) -> dict[str, Any]:
    return {
        "outcome": values_of(outcome, table),
        "treatment": table.numbers[TREATED],
        "unit": table.codes["unit"],
        "period": table.numbers[PERIOD],
    }


def by_start(plan: Plan, outcome: Outcome, table: Table) -> GroupTime:
    comparison = "never" if plan.options["compared"] == "never" else "not yet"
    return group_time_effects(**arguments(outcome, table), comparison=comparison, confidence=plan.confidence)


def overall(plan: Plan, outcome: Outcome, table: Table) -> Effect:
    return by_start(plan, outcome, table).overall


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    outcome = plan.primary
    known = kind_of(outcome).of(outcome, table)

    def fixed() -> TwoWay:
        return two_way(**arguments(outcome, known), confidence=plan.confidence)

    return {
        "effects": effects_without_arms(plan, table, lambda one, rows: overall(plan, one, rows)),
        "groups": answer(lambda: by_start(plan, outcome, known)),
        "fixed": answer(fixed),
    }


def sections(told: Any) -> list[Section]:
    groups, fixed = told.result["parts"]["groups"], told.result["parts"]["fixed"]
    found = [] if "cannot" in groups else [event_study(told, groups), starts(groups)]
    return [*found, other_way(fixed)]


def event_study(told: Any, groups: dict[str, Any]) -> Section:
    """The effect by how long ago it began, and the same distance before: where it should be nothing."""
    outcome = told.plan.primary
    estimates = [
        Estimate(
            label=since(point["since"]),
            value=point["effect"]["estimate"],
            low=point["effect"]["interval"]["lower"],
            high=point["effect"]["interval"]["upper"],
            text=told.primary.kind.written(outcome, point["effect"]["estimate"], signed=True),
            arm="comparison" if point["since"] < 0 else "tried",
        )
        for point in groups["points"]
    ]
    chart = interval_plot(
        estimates,
        title=_("By periods since the start"),
        description=_("Each point compares with the period just before the start. Before it, nothing should be seen."),
        axis=outcome.unit,
    )
    sentences = [before_sentence(groups["pre_trend"])]
    thin = [since(point["since"]) for point in groups["points"] if point["units"] < FEWEST_UNITS]
    if thin:
        sentences.append(
            _("Fewer than five places are behind: %(points)s. These intervals are too narrow.")
            % {"points": "; ".join(thin)}
        )
    return Section(title=_("Before and after the start"), sentences=sentences, chart=chart, level="reader")


def since(periods: int) -> str:
    if periods < 0:
        return _("%(count)s before") % {"count": formats.number(-periods)}
    return _("%(count)s after") % {"count": formats.number(periods)}


def before_sentence(test: dict[str, Any] | None) -> str:
    if test is None:
        return _("There are not enough periods before the start to see whether the groups moved alike.")
    words = {"p": p_text(test["p_value"])}
    if test["p_value"] < 0.05:
        return _("The groups moved apart before the start already (p = %(p)s): this result is in doubt.") % words
    return (
        _("The data do not show that the groups moved apart before the start (p = %(p)s); this proves little.") % words
    )


def starts(groups: dict[str, Any]) -> Section:
    rows = [
        line(effect_row(_("Began in %(period)s") % {"period": f"{start:g}"}, effect))
        for start, effect in groups["by_start"]
    ]
    words = {"units": formats.number(groups["units"]), "left": formats.number(groups["left_out"])}
    sentence = _("%(units)s places; %(left)s that had it from the first period on were left out.") % words
    return Section(title=_("By when they began"), sentences=[sentence], heads=ESTIMATE_HEADS, rows=rows)


def other_way(fixed: dict[str, Any]) -> Section:
    """The older way, and whether it would mislead here."""
    title = _("Places and periods held fixed")
    if "cannot" in fixed:
        return Section(title=title, sentences=[cannot_say(fixed)])
    sentence = _("Everyone began at the same time: this way and the one above answer the same question.")
    if fixed["is_staggered"]:
        words = {"weight": formats.percent(fixed["negative_weight"], 0)}
        sentence = (
            _("Places began at different times, and this way counts effects backwards (%(weight)s): do not use it.")
            if fixed["negative_weight"] > MUCH_NEGATIVE
            else _("Places began at different times; this way counts some effects backwards (%(weight)s).")
        ) % words
    return Section(
        title=title,
        sentences=[sentence],
        heads=ESTIMATE_HEADS,
        rows=[line(effect_row(_("Least squares, errors by place"), fixed["effect"]))],
    )


CHANGES = Design(
    code="changes",
    title=gettext_lazy("Changes compared with changes"),
    when=gettext_lazy("When some places got it and others not, or later, and all were measured before and after."),
    grade=DesignGrade.COMPARISON,
    analyse=analyse,
    form=ChangesForm,
    read=read,
    columns=columns,
    sections=sections,
    simulation=Simulation(draw_changes, overall),
    asks=ChangesSizeForm,
    kinds=("mean",),
    schemes=("none",),
    has_arms=False,
    is_repeated=True,
    better="stepped_wedge",
    assumptions=(
        gettext_lazy("Without the change all places would have moved alike."),
        gettext_lazy("No place acted on it before its start."),
        gettext_lazy("What one place got did not act on another."),
    ),
    threats=(
        gettext_lazy("Places got it because of how they were doing"),
        gettext_lazy("Something else that came to the same places"),
        gettext_lazy("Few places: errors come out too small"),
    ),
    method=gettext_lazy("Effects by start and period (Callaway and Sant'Anna), averaged over places"),
)
