"""Several trials of one thing, taken together: what it does on average, and what a next trial may find."""

from collections.abc import Mapping
from typing import Any

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
from labx.trials.engine.meta.random_effects import RandomEffects, random_effects
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.repeated import ERROR, TrialsSizeForm, draw_trials
from labx.trials.sizing.simulating import Simulation
from labx.trials.telling.verdicts import p_text


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return (
        DataColumn("unit", "code", gettext_lazy("Trial"), hint=gettext_lazy("Its name or place, one row each.")),
        DataColumn(ERROR, "number", gettext_lazy("Standard error of its effect")),
    )


def together(plan: Plan, outcome: Outcome, table: Table) -> RandomEffects:
    return random_effects(
        values_of(outcome, table),
        table.numbers[ERROR],
        names=[str(name) for name in table.codes["unit"]],
        confidence=plan.confidence,
    )


def mean(plan: Plan, outcome: Outcome, table: Table) -> Effect:
    return together(plan, outcome, table).mean


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    outcome = plan.primary
    known = kind_of(outcome).of(outcome, table)
    return {
        "effects": effects_without_arms(plan, table, lambda one, rows: mean(plan, one, rows)),
        "trials": answer(lambda: together(plan, outcome, known)),
    }


def sections(told: Any) -> list[Section]:
    part = told.result["parts"]["trials"]
    return [] if "cannot" in part else [forest(told, part)]


def forest(told: Any, part: dict[str, Any]) -> Section:
    """Each trial with its interval and weight, the mean, and what a next one may find."""
    outcome, kind = told.plan.primary, told.primary.kind

    def estimate(label: str, value: float, interval: dict[str, float], arm: str) -> Estimate:
        low, high = interval["lower"], interval["upper"]
        words = {"value": written(value), "low": written(low), "high": written(high)}
        text = _("%(value)s, from %(low)s to %(high)s") % words
        return Estimate(label=label, value=value, low=low, high=high, text=text, arm=arm)

    def written(value: float) -> str:
        return str(kind.written(outcome, value, signed=True))

    rows = [estimate(one["name"], one["estimate"], one["interval"], "comparison") for one in part["rows"]]
    middle = part["mean"]["estimate"]
    rows.append(estimate(_("Mean"), middle, part["mean"]["interval"], "tried"))
    if part["prediction"]:
        rows.append(estimate(_("A next trial like these"), middle, part["prediction"], "tried"))
    chart = interval_plot(
        rows,
        title=_("The trials and their mean"),
        description=_("Each line is a trial with its own interval; the mean allows for their differences."),
        axis=outcome.unit,
    )
    return Section(
        title=_("Trial by trial"),
        sentences=[*differing(part["heterogeneity"]), following(part["prediction"])],
        chart=chart,
        heads=[_("Trial"), _("Effect"), _("Weight in the mean")],
        rows=[[one["name"], written(one["estimate"]), formats.percent(one["weight"], 1)] for one in part["rows"]],
        level="reader",
    )


def differing(found: dict[str, Any]) -> list[str]:
    """How much the true effects differ."""
    words = {
        "share": formats.percent(found["share"], 0),
        "deviation": formats.number(found["deviation"], 3),
        "p": p_text(found["p_value"]),
    }
    if found["variance"] == 0:
        return [_("The trials differ no more than chance makes them (p = %(p)s).") % words]
    return [
        _(
            "%(share)s of the differences between trials are more than chance: true effects have a standard deviation "
            "of %(deviation)s (p = %(p)s)."
        )
        % words
    ]


def following(found: dict[str, Any] | None) -> str:
    """Where the interval of a next trial comes from, or why there is none."""
    if found is None:
        return _("Two trials do not show how much trials differ, so nothing is said of a next one.")
    return _(
        "The interval of a next trial counts how little these trials tell of their differences; with few trials it is "
        "wide."
    )


TOGETHER = Design(
    code="together",
    title=gettext_lazy("Several trials taken together"),
    when=gettext_lazy("When the same thing was tried by lottery in several places: what it does, how that differs."),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    columns=columns,
    sections=sections,
    simulation=Simulation(draw_trials, mean),
    asks=TrialsSizeForm,
    kinds=("mean",),
    schemes=("outside",),
    has_arms=False,
    is_repeated=True,
    assumptions=(
        gettext_lazy("In each trial the groups were drawn by lot."),
        gettext_lazy("No trial was left out because of its result."),
        gettext_lazy("The trials tried the same thing and measured it in the same unit."),
        gettext_lazy("No person is in two of them."),
    ),
    threats=(
        gettext_lazy("Trials that found nothing and were never published"),
        gettext_lazy("Weak trials: their faults are averaged, not removed"),
    ),
    method=gettext_lazy(
        "Random effects (restricted likelihood), interval of Hartung, Knapp, Sidik and Jonkman; a next trial by "
        "confidence distributions (Nagashima, Noma and Furukawa)"
    ),
)
