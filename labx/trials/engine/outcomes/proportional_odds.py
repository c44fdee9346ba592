"""Ordered answers by proportional odds: one odds ratio for every place at which good may be told from bad."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.distributions import chi_square_share_above
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.effect import Effect

# What Newton's next step would still gain, and rounding as a share of the height.
ENOUGH, ROUNDING = 1e-20, 1e-12


@dataclass(frozen=True, slots=True)
class ProportionalOdds:
    """How much higher the odds of a better answer are, and whether one ratio does for all places.

    `effect` is the logarithm of the odds ratio, `ratio` and `interval` the ratio itself. `misfit_p_value` belongs to
    `misfit`, chi-square with `misfit_degrees` degrees of freedom: small when the ratio differs from place to place;
    None with two levels, where there is but one place.
    """

    effect: Effect
    ratio: float
    interval: Interval
    misfit: float
    misfit_degrees: int
    misfit_p_value: float | None


def proportional_odds(treated: ArrayLike, control: ArrayLike, *, confidence: float) -> ProportionalOdds:
    """Odds of a higher answer in the tried arm against the comparison arm, the same wherever the line is drawn.

    Args:
        treated: answers of the tried arm, as numbers in order, shape `(n_treated,)`; missing values are refused.
        control: answers of the comparison arm, shape `(n_control,)`.
        confidence: share of such intervals that hold the true ratio, between 0 and 1.

    Returns:
        Logarithm of the odds ratio with standard error and interval, the ratio, and a test of its being one. Above 1
        the tried arm answers higher. Distances between answers mean nothing.

    Raises:
        CannotEstimate: all answers equal, or no answer of one arm lies above any of the other.
        ValueError: confidence is no share between 0 and 1.

    Assumes:
        Independent units, assigned one by one, some 50 in each arm (there 95 % held 94 to 96 of 100, with five levels),
        and levels that are few beside them. Where
        `misfit_p_value` is small, one ratio does not tell the whole: show the shares at each level.

    Source:
        McCullagh (1980), Regression models for ordinal data, Journal of the Royal Statistical Society B 42(2),
        pp. 109-142. The test compares with a table in which nothing is assumed (likelihood ratio).

    Checked against:
        statsmodels 0.15 `OrderedModel(distr="logit")`, and `Logit` with two levels.

    Examples:
        >>> found = proportional_odds([1, 2, 3, 3, 3, 2], [1, 1, 2, 3, 2, 1], confidence=0.95)
        >>> round(found.effect.estimate, 3), round(found.ratio, 2), found.misfit_degrees
        (1.609, 5.0, 1)
    """
    require_open_share("confidence", confidence)
    table = _table(vector("treated", treated), vector("control", control))
    at, likelihood, information = _highest(table, _start(table))
    effect = Effect.of(
        estimate=float(at[-1]),
        standard_error=math.sqrt(float(np.linalg.inv(information)[-1, -1])),
        degrees_of_freedom=float(table.sum()) - len(at),
        confidence=confidence,
    )
    free = float(special.xlogy(table, table / table.sum(axis=1, keepdims=True)).sum())
    misfit, degrees = max(2 * (free - likelihood), 0.0), table.shape[1] - 2
    return ProportionalOdds(
        effect=effect,
        ratio=math.exp(effect.estimate),
        interval=Interval(math.exp(effect.interval.lower), math.exp(effect.interval.upper), confidence),
        misfit=misfit,
        misfit_degrees=degrees,
        misfit_p_value=chi_square_share_above(misfit, degrees) if degrees else None,
    )


@dataclass(frozen=True, slots=True, eq=False)
class OddsPulls:
    """Logarithm of the odds ratio, and how far each unit of each arm pulls it, in the order given; together 0."""

    estimate: float
    treated: FloatArray
    control: FloatArray


def pulls_on_odds(treated: ArrayLike, control: ArrayLike) -> OddsPulls:
    """How far each unit pulls the logarithm of the odds ratio: what errors by place or by pair are made of.

    Args:
        treated: answers of the tried arm, as for `proportional_odds`.
        control: answers of the comparison arm, as for `proportional_odds`.

    Returns:
        The estimate of `proportional_odds`, and by how much each unit moves it (its influence).

    Raises:
        CannotEstimate: as `proportional_odds`.

    Assumes:
        As `proportional_odds`, but for independence: units that belong together are added up before squaring.

    Source:
        Huber (1967), Proceedings of the Fifth Berkeley Symposium 1, pp. 221-233; White (1982), Econometrica 50(1),
        pp. 1-25: the slope of each unit's likelihood through the inverse of the whole's bend.

    Checked against:
        statsmodels 0.15 `OrderedModel(distr="logit").fit(cov_type="HC0")`: the root of the sum of the squares.

    Examples:
        >>> found = pulls_on_odds([1, 2, 3, 3, 3, 2], [1, 1, 2, 3, 2, 1])
        >>> round(found.estimate, 3), [round(float(pull), 2) for pull in found.treated[:3]]
        (1.609, [-0.67, -0.07, 0.27])
    """
    arms = [vector("treated", treated), vector("control", control)]
    table = _table(*arms)
    at, _likelihood, information = _highest(table, _start(table))
    last, levels = np.linalg.inv(information)[-1], np.unique(np.concatenate(arms))
    pulls = []
    for answers, is_tried in zip(arms, (1.0, 0.0), strict=True):
        below = special.expit(at[:-1] - is_tried * at[-1])
        shares, dense = np.diff(below, prepend=0.0, append=1.0), below * (1 - below)
        # One unit at each level: its likelihood's slope in the thresholds and the effect, as `_climb` adds them up.
        slopes = (np.eye(len(shares))[:, :-1] - np.eye(len(shares))[:, 1:]) * dense / shares[:, np.newaxis]
        by_level = slopes @ (last[:-1] - is_tried * last[-1])
        pulls.append(np.asarray(by_level[np.searchsorted(levels, answers)], dtype=np.float64))
    return OddsPulls(float(at[-1]), *pulls)


def _start(table: FloatArray) -> FloatArray:
    places = np.cumsum(table.sum(axis=0))[:-1] / table.sum()
    return np.append(special.logit(places), 0.0)


def _table(tried: FloatArray, compared: FloatArray) -> FloatArray:
    """Units of the tried arm, then of the comparison arm, at each level that occurs."""
    if tried.min() >= compared.max() or compared.min() >= tried.max():
        raise CannotEstimate(
            "The odds ratio cannot be estimated.",
            "No answer of one arm lies above any of the other, or all are equal.",
            "Report the outcomes of both arms as they are.",
        )
    levels = np.unique(np.concatenate([tried, compared]))
    return np.array([[np.count_nonzero(arm == level) for level in levels] for arm in (tried, compared)], dtype=float)


def _highest(table: FloatArray, start: FloatArray) -> tuple[FloatArray, float, FloatArray]:
    """Newton's way up the likelihood, which has one peak (Pratt, 1981): where, how high, and how bent."""
    at, (height, slope, bend) = start, _climb(table, start)
    step = np.linalg.solve(bend, slope)
    while float(slope @ step) > ENOUGH:
        # Half the way while thresholds would change places or it leads down, but for rounding.
        while (np.diff((at + step)[:-1]) <= 0).any() or _climb(table, at + step)[0] < height - ROUNDING * abs(height):
            step = step / 2
        at = at + step
        height, slope, bend = _climb(table, at)
        step = np.linalg.solve(bend, slope)
    return at, height, bend


def _climb(table: FloatArray, at: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Log-likelihood, its slope and its bend downwards, in the thresholds and the effect (the last)."""
    height, slope, bend = 0.0, np.zeros(len(at)), np.zeros((len(at), len(at)))
    for counts, is_tried in zip(table, (1.0, 0.0), strict=True):
        below = special.expit(at[:-1] - is_tried * at[-1])
        shares = np.diff(below, prepend=0.0, append=1.0)
        dense = below * (1 - below)
        pull, weight = counts / shares, counts / shares**2
        inner = np.diag(dense**2 * (weight[:-1] + weight[1:]) - dense * (1 - 2 * below) * (pull[:-1] - pull[1:]))
        beside = np.arange(len(dense) - 1)
        inner[beside, beside + 1] = inner[beside + 1, beside] = -weight[1:-1] * dense[:-1] * dense[1:]
        chain = np.column_stack([np.eye(len(dense)), np.full(len(dense), -is_tried)])
        height += float(special.xlogy(counts, shares).sum())
        slope += chain.T @ (dense * (pull[:-1] - pull[1:]))
        bend += chain.T @ inner @ chain
    return height, slope, bend
