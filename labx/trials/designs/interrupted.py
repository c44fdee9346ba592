"""Interrupted time series: what changed on a day, against where the series was going."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext_lazy

from labx.core.pages.numbers import DesignGrade
from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look
from labx.trials.designs.interrupted_told import sections
from labx.trials.designs.own_fields import DayField, read_day, read_yes
from labx.trials.designs.stacking import effects_without_arms
from labx.trials.engine.effect import Effect
from labx.trials.engine.quasi.interrupted_series import InterruptedSeries, interrupted_series, placebo_dates
from labx.trials.engine.quasi.interruption import Interruption
from labx.trials.engine.quasi.structural_series import structural_series
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.over_time import SeriesSizeForm, draw_series
from labx.trials.sizing.simulating import Simulation

DAY, COMPARATOR = "series.day", "series.comparator"
SEASONS = {"0": gettext_lazy("None"), "4": gettext_lazy("4: quarters"), "7": gettext_lazy("7: days of the week")}
SEASONS |= {"12": gettext_lazy("12: months"), "52": gettext_lazy("52: weeks")}
ERRORS = {
    "restricted": gettext_lazy("Each point is like the one before (restricted likelihood)"),
    "newey-west": gettext_lazy("Newey and West: for a hundred points or more"),
}
# A step between points may be so many times the usual one: months have 28 to 31 days.
LONGEST_STEP = 1.6


class SeriesForm(forms.Form):
    changed_on = DayField(label=gettext_lazy("Day of the change"), help_text=gettext_lazy("For example 31/12/2026."))
    window = forms.IntegerField(
        label=gettext_lazy("Points left out while it was changing"), min_value=0, max_value=100, initial=0
    )
    season = forms.ChoiceField(
        label=gettext_lazy("Points after which the season returns"), choices=list(SEASONS.items()), initial="0"
    )
    errors = forms.ChoiceField(label=gettext_lazy("How neighbouring points are alike"), choices=list(ERRORS.items()))
    has_slope = forms.BooleanField(
        label=gettext_lazy("The trend may change too, not only the level"), required=False, initial=True
    )
    has_comparator = forms.BooleanField(
        label=gettext_lazy("There is the same series where nothing changed"), required=False
    )


def read(reading: Reading) -> dict[str, Any]:
    reading.only(SeriesForm.base_fields)
    return {
        "changed_on": read_day(reading, "changed_on"),
        "window": reading.whole("window", 0, 100, 0),
        "season": reading.choice("season", tuple(SEASONS), "0"),
        "errors": reading.choice("errors", tuple(ERRORS), "restricted"),
        "has_slope": read_yes(reading, "has_slope", True),
        "has_comparator": read_yes(reading, "has_comparator", False),
    }


def columns(plan: Plan) -> tuple[DataColumn, ...]:
    day = DataColumn(DAY, "day", gettext_lazy("Day of the point"), hint=gettext_lazy("One row a day, week or month."))
    if not plan.options.get("has_comparator"):
        return (day,)
    return day, DataColumn(
        COMPARATOR, "number", gettext_lazy("The same where nothing changed"), hint=gettext_lazy("In the same unit.")
    )


def in_time(plan: Plan, outcome: Outcome, table: Table) -> tuple[Table, FloatArray, Interruption]:
    """The points in the order of time, their outcomes, and the place of the change; refuse a series with holes."""
    rows = table.where(np.argsort(table.numbers[DAY], kind="stable"))
    steps = np.diff(rows.numbers[DAY])
    if len(steps) and (steps.min() <= 0 or steps.max() > LONGEST_STEP * float(np.median(steps))):
        raise CannotEstimate(
            "The effect on this series cannot be estimated.",
            "A point is missing or stands twice: the steps between days are from {least:.0f} to {most:.0f}.",
            "Bring every point once, with the value it had.",
            least=float(steps.min()),
            most=float(steps.max()),
        )
    changed = date.fromisoformat(plan.options["changed_on"]).toordinal() - date(1970, 1, 1).toordinal()
    first = int(np.count_nonzero(rows.numbers[DAY] < changed))
    options = plan.options
    change = Interruption(max(first, 1), options["window"], int(options["season"]), options["has_slope"])
    return rows, values_of(outcome, rows), change


def series(plan: Plan, outcome: Outcome, table: Table) -> InterruptedSeries:
    rows, values, change = in_time(plan, outcome, table)
    codes = tuple(one.code for one in plan.covariates)
    return interrupted_series(
        values,
        change,
        errors=plan.options["errors"],
        confidence=plan.confidence,
        comparator=rows.numbers[COMPARATOR] if plan.options["has_comparator"] else None,
        covariates=rows.matrix(*codes) if codes else None,
        names=codes,
    )


def mean_effect(plan: Plan, outcome: Outcome, table: Table) -> Effect:
    """The mean difference over all points after the change: what the plan promised to report."""
    return series(plan, outcome, table).mean


def lines(plan: Plan, table: Table) -> dict[str, Any]:
    """The primary outcome's points with both lines, for the picture, and the jump and the change of slope."""
    outcome = plan.primary
    known = kind_of(outcome).of(outcome, table)
    rows, values, _change = in_time(plan, outcome, known)
    found = series(plan, outcome, known)
    compared = rows.numbers[COMPARATOR] if plan.options["has_comparator"] else np.zeros(len(rows))
    return {
        "days": rows.numbers[DAY].tolist(),
        "values": (values - compared).tolist(),
        "fitted": found.fitted.tolist(),
        "counterfactual": found.counterfactual.tolist(),
        "level": answer(lambda: found.level),
        "slope": answer(lambda: found.slope) if found.slope else None,
        "autocorrelation": found.autocorrelation,
        "before": found.points_before,
        "after": found.points_after,
    }


def placebos(plan: Plan, table: Table) -> dict[str, Any]:
    outcome = plan.primary
    rows, values, change = in_time(plan, outcome, kind_of(outcome).of(outcome, table))
    found = placebo_dates(
        values,
        change,
        errors=plan.options["errors"],
        confidence=plan.confidence,
        comparator=rows.numbers[COMPARATOR] if plan.options["has_comparator"] else None,
    )
    return {"tried": len(found.places), "share_as_extreme": found.share_as_extreme}


def wandering(plan: Plan, table: Table) -> Any:
    """The structural model, beside the plan's own: for what hangs on the straight line."""
    outcome = plan.primary
    rows, values, change = in_time(plan, outcome, kind_of(outcome).of(outcome, table))
    codes = tuple(one.code for one in plan.covariates)
    compared = rows.numbers[COMPARATOR] if plan.options["has_comparator"] else np.zeros(len(rows))
    return structural_series(
        values - compared,
        change,
        confidence=plan.confidence,
        covariates=rows.matrix(*codes) if codes else None,
        names=codes,
    )


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    return {
        "effects": effects_without_arms(plan, table, lambda outcome, rows: mean_effect(plan, outcome, rows)),
        "lines": answer(lambda: lines(plan, table)),
        "placebos": answer(lambda: placebos(plan, table)),
        "wandering": answer(lambda: wandering(plan, table)),
    }


SERIES = Design(
    code="series",
    title=gettext_lazy("A series interrupted by a change"),
    when=gettext_lazy("When all got it on one day and there are at least twelve points before, better twenty-four."),
    grade=DesignGrade.SERIES,
    analyse=analyse,
    form=SeriesForm,
    read=read,
    columns=columns,
    sections=sections,
    simulation=Simulation(draw_series, mean_effect),
    asks=SeriesSizeForm,
    kinds=("mean",),
    schemes=("none",),
    has_arms=False,
    better="stepped_wedge",
    assumptions=(
        gettext_lazy("Without the change the line and the season before would have gone on."),
        gettext_lazy("Nothing else happened at that time that acts on the outcome."),
        gettext_lazy("It was measured in the same way throughout."),
    ),
    threats=(
        gettext_lazy("History: something else happened"),
        gettext_lazy("A line that was never straight"),
        gettext_lazy("Instrumentation: it was measured in another way"),
        gettext_lazy("Few points: intervals come out too narrow"),
    ),
    method=gettext_lazy("Segmented regression, mean of the points after against the line before"),
)
