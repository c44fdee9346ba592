"""Kinds of outcome as a design with units that are not independent compares them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.trials.analysis.comparing import Kinds
from labx.trials.analysis.table import Table
from labx.trials.engine.effect import Effect
from labx.trials.kinds import share
from labx.trials.kinds.declare import Kind
from labx.trials.kinds.linear import margin_by
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome

Comparison = Callable[[Outcome, Table, Table, float], Effect]


def compared_by(effect: Comparison) -> Kinds:
    """Every kind with this comparison in the place of its own; nothing that takes units as independent is left."""

    def own(outcome: Outcome) -> Kind:
        return replace(
            kind_of(outcome), effect=effect, linear=effect, relative=None, beside=None, margin=margin_by(effect)
        )

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
    known = kind_of(outcome).of(outcome, table).complete(*codes)
    sides = known.arm(place), known.arm(0)
    return *sides, np.concatenate([side.matrix(*codes) for side in sides])
