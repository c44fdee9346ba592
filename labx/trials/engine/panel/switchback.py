"""Switchback: one place switches between two ways of working, block of time by block of time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray, require_positive, vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.adjustment_by_unit import adjusted_difference_by_unit
from labx.trials.engine.effect import Effect


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Mean outcome, or ratio of sums, and treatment of each block of time, by unit and then by time.

    `before` is the treatment of the unit's block just before, NaN where there is none. Shapes `(n_blocks,)`.
    """

    mean: FloatArray
    treatment: FloatArray
    before: FloatArray
    unit: NDArray[np.intp]
    number: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Switchback:
    """Effect between blocks; what lingers from the block before, None when too few blocks follow one another."""

    effect: Effect
    carry_over: Effect | None
    blocks: int
    left_out: int


def switchback(
    outcome: ArrayLike,
    *,
    treatment: ArrayLike,
    unit: ArrayLike,
    time: ArrayLike,
    over: ArrayLike | None = None,
    block_length: float,
    washout: float,
    confidence: float,
) -> Switchback:
    """Effect of a treatment that was switched on and off by blocks of time, the start of each block left out.

    Each block counts once, by the mean of its outcomes or the ratio of its sums: what happens within a block is alike
    and no evidence of its own. Units (places) are compared with themselves.

    Args:
        outcome: one number an observation, shape `(n_observations,)`.
        treatment: 1 while the new way was on and 0 otherwise, the same within a block, shape `(n_observations,)`.
        unit: code of the place that switches, shape `(n_observations,)`.
        time: time of the observation since the first block began, 0 or more, in one unit of time, same shape.
        over: what a block's numbers are divided by once they are added up (days, calls), for rates and ratios, same
            shape; None for means of observations.
        block_length: length of a block, above 0, in the unit of time.
        washout: how long the block before still acts; observations nearer to the start of their block are left out.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        Effect in the unit of the outcome (HC2 errors over blocks), the lingering effect of the block before, the number
        of blocks and of observations left out. A lingering effect whose interval leaves out 0 says: longer washout.

    Raises:
        CannotEstimate: fewer blocks than coefficients, one treatment only, a block with both or with nothing to divide
            by, or no variation.
        ValueError: lengths differ, or a time lies outside its range.

    Assumes:
        Each block's treatment was drawn at random, and nothing lingers beyond the washout. A series with a strong trend
        or season needs many blocks, or blocks drawn in pairs: then put the pair into `unit`.

    Source:
        Bojinov, Simchi-Levi and Zhao (2023), Design and analysis of switchback experiments, Management Science 69(7),
        pp. 3759-3777; Senn (2002), Cross-over Trials in Clinical Research, on carry-over.

    Checked against:
        statsmodels 0.15 `OLS(...).fit(cov_type="HC2")` on block means and on block ratios; simulated coverage.

    Examples:
        >>> hour, on = np.arange(48) + 0.5, np.repeat([1, 0, 0, 1, 1, 0, 1, 0], 6)
        >>> answer = switchback(3 * on + np.sin(hour), treatment=on, unit=np.zeros(48), time=hour, block_length=6,
        ...                     washout=1, confidence=0.95)
        >>> round(answer.effect.estimate, 2), answer.blocks, answer.left_out
        (2.99, 8, 8)
    """
    values, treated, times = vector("outcome", outcome), vector("treatment", treatment), vector("time", time)
    codes, weights = np.asarray(unit), np.ones(len(values)) if over is None else vector("over", over)
    if not all(given.shape == values.shape for given in (treated, times, codes, weights)):
        raise ValueError("Outcome, treatment, unit and time differ in length. Give each observation one of each.")
    if times.min() < 0:
        raise ValueError("A time lies before the first block. Count time from where the first block began.")
    blocks, left_out = _blocks(np.column_stack([values, weights]), treated, codes, times, block_length, washout)
    return Switchback(
        effect=_compared(blocks.mean, blocks.treatment, np.empty((len(blocks.mean), 0)), blocks.unit, confidence),
        carry_over=_carried_over(blocks, confidence),
        blocks=len(blocks.mean),
        left_out=left_out,
    )


def _blocks(
    numbers: FloatArray,
    treated: FloatArray,
    codes: NDArray[np.generic],
    times: FloatArray,
    block_length: float,
    washout: float,
) -> tuple[Blocks, int]:
    """From outcome and what it is divided by, shape `(n_observations, 2)`, and how many observations are left out."""
    require_positive("block_length", block_length)
    if not 0 <= washout < block_length:
        raise ValueError(f"washout is {washout}; it must be 0 or more and shorter than a block of {block_length}.")
    number = np.floor(times / block_length)
    kept = times - number * block_length >= washout
    _require_observations(kept)
    units = np.unique(codes, return_inverse=True)[1]
    keys, place = np.unique(np.column_stack([units, number])[kept], axis=0, return_inverse=True)
    values, weights = np.ascontiguousarray(numbers[kept].T)
    bottoms = np.asarray(np.bincount(place, weights=weights), dtype=np.float64)
    _require_divisors(bottoms)
    centre = float(values.sum() / weights.sum())
    mean = np.bincount(place, weights=values - centre * weights) / bottoms + centre
    share = np.bincount(place, weights=treated[kept]) / np.bincount(place)
    _require_one_treatment(share)
    follows = np.flatnonzero((np.diff(keys[:, 0]) == 0) & (np.diff(keys[:, 1]) == 1))
    before = np.full(len(mean), np.nan)
    before[follows + 1] = share[follows]
    blocks = Blocks(mean, share, before, keys[:, 0].astype(np.intp), keys[:, 1].astype(np.intp))
    return blocks, int(np.count_nonzero(~kept))


def _require_observations(kept: NDArray[np.bool_]) -> None:
    if not kept.any():
        raise CannotEstimate(
            "The effect of switching cannot be estimated.",
            "Every observation lies within the washout of its block.",
            "Choose longer blocks or a shorter washout, before looking at the outcomes.",
        )


def _require_divisors(bottoms: FloatArray) -> None:
    empty = int(np.count_nonzero(bottoms <= 0))
    if empty:
        raise CannotEstimate(
            "The effect of switching cannot be estimated.",
            "In {empty} blocks what the outcome is divided by adds up to 0 or less.",
            "Choose longer blocks in a new plan, or check the column of the denominator.",
            empty=empty,
        )


def _require_one_treatment(share: FloatArray) -> None:
    mixed = int(np.count_nonzero((share != 0) & (share != 1)))
    if mixed:
        raise CannotEstimate(
            "The effect of switching cannot be estimated.",
            "In {mixed} blocks the treatment changed within the block.",
            "Check the length of the blocks and the time at which the first began.",
            mixed=mixed,
        )


def _compared(
    mean: FloatArray, treatment: FloatArray, others: FloatArray, unit: NDArray[np.intp], confidence: float
) -> Effect:
    """Difference between blocks of one unit, by least squares with a column a unit."""
    units = (unit[:, None] == np.unique(unit)[1:]).astype(np.float64)
    columns = np.column_stack([others, units])
    names = [*["treatment of the same block"] * others.shape[1], *(f"unit {code}" for code in np.unique(unit)[1:])]
    return adjusted_difference_by_unit(mean, treatment, columns, names=names, confidence=confidence)


def _carried_over(blocks: Blocks, confidence: float) -> Effect | None:
    """Effect of the block before among blocks with the same treatment of their own."""
    has = np.isfinite(blocks.before)
    if not has.any():
        return None
    try:
        return _compared(
            blocks.mean[has], blocks.before[has], blocks.treatment[has][:, None], blocks.unit[has], confidence
        )
    except CannotEstimate:
        # The check is an aside: blocks that are enough for the effect may be too few for it.
        return None
