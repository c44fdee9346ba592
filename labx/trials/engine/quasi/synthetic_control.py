"""Synthetic control: one treated place against a mixture of untreated ones that moved like it before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import nnls

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval

FEWEST_DONORS = 5
FEWEST_BEFORE = 6
# A weight below this is 0 but for rounding.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticControl:
    """The treated place less its mixture, and how unusual that is among places where nothing happened.

    `effect` is the mean gap after the start, `gaps` the gap of each period, `weights` the share of each donor in the
    mixture, `error_before` the root of the mean squared gap before. `p_value` is the share of places, the treated one
    among them, whose gap grew at least as much (after over before). `interval` holds the constant effects that this
    comparison does not reject; None where the donors are too few for the confidence or the effect was not constant.
    """

    effect: float
    gaps: FloatArray
    synthetic: FloatArray
    weights: tuple[tuple[str, float], ...]
    error_before: float
    ratio: float
    p_value: float
    interval: Interval | None
    placebo_ratios: tuple[tuple[str, float], ...]
    effect_without_each: tuple[tuple[str, float], ...]


def synthetic_control(
    treated: ArrayLike, donors: ArrayLike, *, names: Sequence[str], first: int, confidence: float
) -> SyntheticControl:
    """Effect on one place, against the mixture of other places that best repeats its past.

    Own code: the weights are one exact problem of least squares with signs, faster than any general solver.

    Args:
        treated: outcome of the treated place, one number a period, shape `(n_periods,)`.
        donors: outcomes of places where nothing happened, shape `(n_donors, n_periods)`.
        names: name of each donor.
        first: place of the first period under the new way, counted from 0.
        confidence: share of such intervals that hold a constant true effect, between 0 and 1.

    Returns:
        Mean gap after the start in the unit of the outcome, the gaps, the weights, and inference by placebos in space:
        the same for every donor as if it had been treated.

    Raises:
        CannotEstimate: fewer than 5 donors or 6 periods before, a treated place beyond all donors in most periods
            before, or a donor without any variation to compare.
        ValueError: shapes disagree or `first` leaves nothing after.

    Assumes:
        The donors were not touched by what was tried, nothing else hit only one of them, and the mixture that fitted
        before would have fitted after. The p-value cannot fall below 1 / (donors + 1).

    Source:
        Abadie, Diamond and Hainmueller (2010), Synthetic control methods for comparative case studies, Journal of the
        American Statistical Association 105, pp. 493-505, on all outcomes before; Firpo and Possebom (2018), Journal of
        Causal Inference 6(2), for the interval.

    Checked against:
        pysyncon 1.7 through tests/references/synthetic_pysyncon.json; scipy 1.17 `minimize(method="SLSQP")`.

    Examples:
        >>> donors = np.array([[1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 2, 2, 2, 2, 2], [9, 7, 5, 3, 1, 0, 1, 2],
        ...                    [0, 5, 0, 5, 0, 5, 0, 5], [8, 6, 7, 5, 3, 0, 9, 1]], dtype=float)
        >>> treated = (donors[0] + donors[1]) / 2 + 4.0 * (np.arange(8) >= 6)
        >>> answer = synthetic_control(treated, donors, names=list("abcde"), first=6, confidence=0.8)
        >>> round(answer.effect, 6), [(name, round(weight, 3)) for name, weight in answer.weights if weight]
        (4.0, [('a', 0.5), ('b', 0.5)])
    """
    require_open_share("confidence", confidence)
    values, others = _read(treated, donors, names, first)
    _require_inside(values[:first], others[:, :first])
    weights = mixture(values[:first], others[:, :first])
    gaps = values - weights @ others
    before, after = _spread(gaps[:first]), _spread(gaps[first:])
    placebos = [_ratio(_gaps_without(others, place), first) for place in range(len(others))]
    ratio = after / max(before, ROUNDING * _spread(values[:first]))
    without = [_effect_without(values, others, place, first) for place in range(len(others))]
    return SyntheticControl(
        effect=float(gaps[first:].mean()),
        gaps=gaps,
        synthetic=np.asarray(weights @ others),
        weights=tuple((name, float(weight)) for name, weight in zip(names, weights, strict=True)),
        error_before=before,
        ratio=ratio,
        p_value=(1 + sum(placebo >= ratio for placebo in placebos)) / (1 + len(placebos)),
        interval=_interval(gaps[first:], before, placebos, confidence),
        placebo_ratios=tuple(zip(names, placebos, strict=True)),
        effect_without_each=tuple(zip(names, without, strict=True)),
    )


def placebo_in_time(
    treated: ArrayLike, donors: ArrayLike, *, names: Sequence[str], first: int, pretended: int, confidence: float
) -> SyntheticControl:
    """The same analysis at a date before the real one, on the periods before it, when there was nothing to find.

    Args:
        treated: as for `synthetic_control`.
        donors: as for `synthetic_control`.
        names: name of each donor.
        first: place of the first period of the real change.
        pretended: place of the first period of the pretended change, before `first`.
        confidence: as for `synthetic_control`.

    Returns:
        What the analysis would have said: an effect near 0 is comfort.

    Raises:
        CannotEstimate: as `synthetic_control`.
        ValueError: the pretended change does not lie before the real one, or shapes disagree.

    Assumes:
        Nothing happened at the pretended date.

    Source:
        Abadie, Diamond and Hainmueller (2015), American Journal of Political Science 59(2), pp. 495-510.

    Checked against:
        `synthetic_control` on the periods before.

    Examples:
        >>> donors = np.sin(np.outer(np.arange(1, 6), np.arange(12)))
        >>> treated = donors[:2].mean(axis=0) + 3.0 * (np.arange(12) >= 10)
        >>> answer = placebo_in_time(treated, donors, names=list("abcde"), first=10, pretended=7, confidence=0.8)
        >>> abs(round(answer.effect, 6))
        0.0
    """
    values, others = _read(treated, donors, names, first)
    if not 0 < pretended < first:
        raise ValueError(f"pretended is {pretended}; it must lie before the real change at {first}.")
    return synthetic_control(values[:first], others[:, :first], names=names, first=pretended, confidence=confidence)


def mixture(target: FloatArray, donors: FloatArray) -> FloatArray:
    """Shares of the donors, 0 or more and adding up to 1, whose mixture is nearest to the target.

    With shares that add up to 1 the distance is the length of the mixed differences from the target. Least squares with
    signs on these differences and one more row of ones against 1 has its answer in the same direction: whatever the
    total, a nearer mixture makes its loss smaller.
    """
    scale = max(float(np.abs(donors - target).max()), np.finfo(np.float64).tiny)
    rows = np.vstack([((donors - target) / scale).T, np.ones(len(donors))])
    shares, _ = nnls(rows, np.append(np.zeros(len(target)), 1.0))
    shares = shares / shares.sum()
    shares[shares < ROUNDING] = 0
    return np.asarray(shares / shares.sum())


def _gaps_without(others: FloatArray, place: int) -> tuple[FloatArray, FloatArray]:
    return others[place], np.delete(others, place, axis=0)


def _ratio(pair: tuple[FloatArray, FloatArray], first: int) -> float:
    """How much the gap of a place grew from before to after."""
    values, others = pair
    gaps = values - mixture(values[:first], others[:, :first]) @ others
    return _spread(gaps[first:]) / max(_spread(gaps[:first]), ROUNDING * max(_spread(values[:first]), ROUNDING))


def _effect_without(values: FloatArray, others: FloatArray, place: int, first: int) -> float:
    _, rest = _gaps_without(others, place)
    return float((values - mixture(values[:first], rest[:, :first]) @ rest)[first:].mean())


def _interval(after: FloatArray, before: float, placebos: list[float], confidence: float) -> Interval | None:
    """Constant effects that leave the treated place's ratio no larger than enough placebos'."""
    allowed = math.floor((1 - confidence) * (len(placebos) + 1) * (1 + ROUNDING))
    if allowed < 1:
        return None
    # At least this many placebos must be as extreme, so the ratio may reach the one in that place from the top.
    reach = (sorted(placebos, reverse=True)[allowed - 1] * before) ** 2
    middle = float(after.mean())
    spare = reach - float(((after - middle) ** 2).mean())
    if spare < 0:
        return None
    return Interval(middle - math.sqrt(spare), middle + math.sqrt(spare), confidence)


def _spread(gaps: FloatArray) -> float:
    return math.sqrt(float((gaps**2).mean()))


def _read(treated: ArrayLike, donors: ArrayLike, names: Sequence[str], first: int) -> tuple[FloatArray, FloatArray]:
    values = vector("treated place", treated)
    others = np.stack(
        [vector(name, row) for name, row in zip(names, np.asarray(donors, dtype=np.float64), strict=True)]
    )
    if others.shape[1] != len(values):
        raise ValueError(
            f"The treated place has {len(values)} periods and the donors {others.shape[1]}. Give the same."
        )
    if not 0 < first < len(values):
        raise ValueError(f"first is {first}; it must leave periods before and after.")
    if len(others) < FEWEST_DONORS or first < FEWEST_BEFORE:
        raise CannotEstimate(
            "No synthetic control can be made.",
            "There are {donors} places to mix and {before} periods before; {least} and {periods} are the fewest.",
            "Find more places where nothing happened, or older periods.",
            donors=len(others),
            before=first,
            least=FEWEST_DONORS,
            periods=FEWEST_BEFORE,
        )
    return values, others


def _require_inside(values: FloatArray, others: FloatArray) -> None:
    outside = int(np.count_nonzero((values > others.max(axis=0)) | (values < others.min(axis=0))))
    if outside > len(values) / 2:
        raise CannotEstimate(
            "No synthetic control can be made.",
            "In {outside} of {periods} periods before, the place lies beyond all others: no mixture repeats it.",
            "Use rates instead of counts, look for places more like it, or compare changes instead of levels.",
            outside=outside,
            periods=len(values),
        )
