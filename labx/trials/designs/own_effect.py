"""Kinds of outcome as a design with units that are not independent compares them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.trials.analysis.comparing import Kinds, require_mean
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Way
from labx.trials.engine.effect import Effect
from labx.trials.kinds import rate, share
from labx.trials.kinds.declare import Kind
from labx.trials.kinds.linear import margin_by
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome

Comparison = Callable[[Outcome, Table, Table, float], Effect]


def compared_by(effect: Comparison, ways: Mapping[str, Way] | None = None) -> Kinds:
    """Every kind with this comparison, or its way's, in the place of its own; none takes units as independent."""

    def own(outcome: Outcome) -> Kind:
        way = (ways or {}).get(outcome.kind)
        by = (way and way.effect) or effect
        return replace(kind_of(outcome), effect=by, linear=by, relative=None, beside=None, margin=margin_by(by))

    return own


def joined(
    outcome: Outcome, tried: Table, comparison: Table, code: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.str_]]:
    """Outcomes, arms (1 for the change) and one code of both groups' units."""
    if kind_of(outcome).is_share:
        for rows in (tried, comparison):
            share.require_yes_or_no(outcome, rows)
    both = [values_of(outcome, rows) for rows in (tried, comparison)]
    arms = np.repeat([1.0, 0.0], [len(values) for values in both])
    return np.concatenate(both), arms, np.concatenate([tried.codes[code], comparison.codes[code]])


def covered(outcome: Outcome, table: Table, place: int, codes: tuple[str, ...]) -> tuple[Table, Table, Any]:
    """Both groups' units that have the outcome and every covariate, and these covariates in the order of `joined`."""
    require_mean(kind_of(outcome), outcome)
    known = kind_of(outcome).of(outcome, table).complete(*codes)
    sides = known.arm(place), known.arm(0)
    return *sides, np.concatenate([side.matrix(*codes) for side in sides])


def divided(outcome: Outcome, tried: Table, comparison: Table) -> NDArray[np.float64]:
    """What the numbers of a rate or ratio are divided by, in the order of `joined`; a few events are refused."""
    if outcome.kind == "rate":
        rate.require_events(outcome, tried, comparison)
    return np.concatenate([divisor(outcome, rows) for rows in (tried, comparison)])


def divisor(outcome: Outcome, rows: Table) -> NDArray[np.float64]:
    found: NDArray[np.float64] = (
        rate.exposure(outcome, rows) if outcome.kind == "rate" else rows.numbers[outcome.part("over")]
    )
    return found
