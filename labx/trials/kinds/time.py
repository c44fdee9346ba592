"""Time until something happens, also where it has not happened to everybody when the trial ends."""

from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from labx.stats.errors import CannotEstimate
from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.survival import (
    Times,
    difference_of_restricted_means,
    restricted_mean,
    restricted_mean_with_variance,
)
from labx.trials.engine.permutation.statistics import mean_times_drawn
from labx.trials.kinds.declare import Kind, Redrawn
from labx.trials.kinds.linear import margin_by
from labx.trials.plan.shape import Outcome


def columns(outcome: Outcome) -> tuple[DataColumn, ...]:
    happened = _("Whether it happened: 1, or 0 where it had not when last seen")
    return (
        DataColumn(outcome.code, "number", outcome.label, is_after=True, is_required=False),
        DataColumn(outcome.part("happened"), "number", happened, is_after=True, is_required=False),
    )


def times(outcome: Outcome, table: Table) -> Times:
    values, happened = table.numbers[outcome.code], table.numbers[outcome.part("happened")]
    moments(values)
    if not np.isin(happened, (0, 1)).all() or values.min() < 0:
        raise CannotEstimate(
            "The times of “{outcome}” cannot be compared.",
            "A time is below 0, or its mark is neither 0 nor 1.",
            "Correct the two columns in the file, and import it again.",
            outcome=outcome.label,
        )
    return Times.of(values, happened)


def summary(outcome: Outcome, table: Table) -> dict[str, Any]:
    try:
        value = restricted_mean(times(outcome, table), horizon=outcome.horizon or 0.0) if len(table) else None
    except (CannotEstimate, ValueError):
        value = None
    return {"measured": len(table), "value": value, "spread": None}


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return difference_of_restricted_means(
        times(outcome, tried), times(outcome, comparison), horizon=outcome.horizon or 0.0, confidence=confidence
    )


def shared(outcome: Outcome, _tried: Table, _other: Table, comparison: Table) -> float:
    return restricted_mean_with_variance(times(outcome, comparison), outcome.horizon or 0.0)[1]


def redrawn(outcome: Outcome, table: Table) -> Redrawn:
    times(outcome, table)
    happened = table.numbers[outcome.part("happened")]
    horizon = outcome.horizon or 0.0
    return Redrawn(statistic=mean_times_drawn(table.numbers[outcome.code], happened, horizon=horizon))


TIME = Kind(
    code="time",
    title=_("Time until something happens"),
    when=_("Days until an answer, a job, a return: also where it has not happened to everybody at the end."),
    instead=_("Compare by its mean to whom it happened by a day fixed now: 1 for yes and 0 for no."),
    method=_("Difference of mean times up to the horizon (Kaplan and Meier)"),
    formula="∫₀ʰ S₁ − ∫₀ʰ S₀ ± t · √(Σ (∫ₜʰ S)² d/(r(r − d))), both groups added",
    summary=summary,
    effect=effect,
    linear=effect,
    margin=margin_by(effect),
    shared=shared,
    redrawn=redrawn,
    columns=columns,
    asks=("unit", "worthwhile", "margin", "horizon"),
    definition=_(
        "Mean of “%(outcome)s” counted up to the plan's horizon in the group “%(tried)s” minus the same in the group "
        "“%(comparison)s”, by the group each was assigned to."
    ),
)
