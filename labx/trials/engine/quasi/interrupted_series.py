"""Interrupted time series: what changed, measured against where the series was going."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.effect import Effect
from labx.trials.engine.quasi.autocorrelated import SeriesFit, customary_lags, fit_newey_west, fit_restricted
from labx.trials.engine.quasi.interruption import FEWEST_AFTER, FEWEST_BEFORE, Interruption, series_table

Errors = Literal["restricted", "newey-west"]


@dataclass(frozen=True, slots=True, eq=False)
class InterruptedSeries:
    """What changed at the interruption, and the lines to draw.

    `level` is the jump, `slope` the change of the trend in the outcome's unit a point (None where only the level may
    change), `mean` the average over all points after. `fitted` and `counterfactual` hold one value a point of the
    series; `autocorrelation` is that of neighbouring points.
    """

    level: Effect
    slope: Effect | None
    mean: Effect
    autocorrelation: float
    fitted: FloatArray
    counterfactual: FloatArray
    points_before: int
    points_after: int


@dataclass(frozen=True, slots=True)
class PlaceboDates:
    """Effects found at dates before the change, when there was nothing to find.

    `share_as_extreme` is the share of those dates whose effect lies as far from 0, in standard errors, as that of the
    real one.
    """

    places: tuple[int, ...]
    effects: tuple[Effect, ...]
    share_as_extreme: float


def interrupted_series(
    outcome: ArrayLike,
    interruption: Interruption,
    *,
    errors: Errors,
    confidence: float,
    comparator: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    names: Sequence[str] = (),
) -> InterruptedSeries:
    """Effect of something that began at a known time, by segmented regression.

    outcome = b0 + b1 time + b2 after + b3 (time since the change, 0 before it) + season + covariates + error.

    Args:
        outcome: one number a point, equally spaced in time, shape `(n_points,)`.
        interruption: when it began, the window left out, the season, and whether the trend may change.
        errors: "restricted" for errors of the first autoregressive order by restricted likelihood with Satterthwaite's
            degrees of freedom; "newey-west" for long series (100 points and more).
        confidence: share of such intervals that hold the true effect, between 0 and 1.
        comparator: the same outcome where nothing changed (another portal, region, service), in the same unit, shape
            `(n_points,)`. The analysis is then of the difference.
        covariates: values that the change did not move, shape `(n_points, n_covariates)`.
        names: names of the covariates, used in messages.

    Returns:
        Effects in the unit of the outcome: the jump, the change of slope a point, the mean over the points after.

    Raises:
        CannotEstimate: fewer than 12 points or two seasons before, fewer than 3 after, columns that determine one
            another, a complete fit, or a series that wanders.
        ValueError: lengths differ.

    Assumes:
        Without the change the line and season before would have gone on, nothing else happened at that time, and the
        outcome was measured in the same way throughout. Long series whose level wanders want `structural_series`;
        intervals of short series with strong autocorrelation come out too narrow whatever the method.

    Source:
        Wagner, Soumerai, Zhang and Ross-Degnan (2002), Journal of Clinical Pharmacy and Therapeutics 27, pp. 299-309;
        Turner and others (2021), BMC Medical Research Methodology 21, 181; Lopez Bernal, Cummins and Gasparrini (2018),
        International Journal of Epidemiology 47(6), for comparators.

    Checked against:
        statsmodels 0.15 `OLS(cov_type="HAC")` and `GLS`; the British seat-belt law (-0.150 on the logarithm).

    Examples:
        >>> places = np.arange(36)
        >>> series = 50 + places + 8 * (places >= 24) + np.sin(places ** 2)
        >>> answer = interrupted_series(series, Interruption(first=24), errors="restricted", confidence=0.95)
        >>> round(answer.level.estimate, 1), round(answer.slope.estimate, 1), answer.level.interval.contains(8)
        (7.6, 0.0, True)
    """
    values = _compared(vector("outcome", outcome), comparator)
    table = series_table(values, interruption, covariates=covariates, names=names)
    kept = table.kept
    if errors == "restricted":
        fit = fit_restricted(values[kept], table.columns[kept], kept)
    else:
        fit = fit_newey_west(values[kept], table.columns[kept], lags=customary_lags(len(kept)))
    width = table.columns.shape[1]
    single = np.eye(width)
    after = table.columns[interruption.settled :] - table.counterfactual[interruption.settled :]
    return InterruptedSeries(
        level=_effect(fit, single[0], confidence),
        slope=_effect(fit, single[1], confidence) if interruption.has_slope else None,
        mean=_effect(fit, after.mean(axis=0), confidence),
        autocorrelation=fit.autocorrelation,
        fitted=table.columns @ fit.coefficients,
        counterfactual=table.counterfactual @ fit.coefficients,
        points_before=interruption.first,
        points_after=len(values) - interruption.settled,
    )


def placebo_dates(
    outcome: ArrayLike,
    interruption: Interruption,
    *,
    errors: Errors,
    confidence: float,
    comparator: ArrayLike | None = None,
) -> PlaceboDates:
    """Effects that the same analysis finds at other dates, in the points before the real change.

    Args:
        outcome: one number a point, shape `(n_points,)`.
        interruption: the real change; each placebo has the same window and season.
        errors: as for `interrupted_series`.
        confidence: share of such intervals that hold the true effect, between 0 and 1.
        comparator: as for `interrupted_series`.

    Returns:
        The dates tried, their jumps, and the share of them as far from 0 in standard errors as the real one.

    Raises:
        CannotEstimate: no other date has enough points before and after it; or as `interrupted_series`.
        ValueError: lengths differ.

    Assumes:
        Nothing changed at the dates tried. Neighbouring dates share most of their points: this is a picture of how
        often such a jump appears by itself, not a test.

    Source:
        Lopez Bernal, Cummins and Gasparrini (2017), Interrupted time series regression, International Journal of
        Epidemiology 46(1), pp. 348-355.

    Checked against:
        `interrupted_series` on the points before the change, date by date.

    Examples:
        >>> places = np.arange(40)
        >>> series = 50 + places + 8 * (places >= 30) + np.sin(places ** 2)
        >>> found = placebo_dates(series, Interruption(first=30), errors="restricted", confidence=0.95)
        >>> found.places[0], found.places[-1], found.share_as_extreme
        (12, 27, 0.0)
    """
    values = _compared(vector("outcome", outcome), comparator)
    real = interrupted_series(values, interruption, errors=errors, confidence=confidence).level
    before = values[: interruption.first]
    earliest = max(FEWEST_BEFORE, 2 * interruption.season_length)
    places = range(earliest, len(before) - interruption.window - FEWEST_AFTER + 1)
    found: dict[int, Effect] = {}
    for place in places:
        other = Interruption(place, interruption.window, interruption.season_length, interruption.has_slope)
        try:
            found[place] = interrupted_series(before, other, errors=errors, confidence=confidence).level
        except CannotEstimate:
            continue
    if not found:
        raise CannotEstimate(
            "No other date can be tried.",
            "The points before the change are too few to be split once more.",
            "Collect older points.",
        )
    size = abs(real.estimate / real.standard_error)
    as_extreme = [abs(effect.estimate / effect.standard_error) >= size for effect in found.values()]
    return PlaceboDates(tuple(found), tuple(found.values()), sum(as_extreme) / len(as_extreme))


def _compared(values: FloatArray, comparator: ArrayLike | None) -> FloatArray:
    if comparator is None:
        return values
    others = vector("comparator", comparator)
    if len(others) != len(values):
        raise ValueError(f"There are {len(values)} points and {len(others)} of the comparator. Give as many of each.")
    return values - others


def _effect(fit: SeriesFit, contrast: FloatArray, confidence: float) -> Effect:
    return Effect.of(
        estimate=float(contrast @ fit.coefficients),
        standard_error=float(np.sqrt(contrast @ fit.covariance @ contrast)),
        degrees_of_freedom=fit.degrees_of_freedom(contrast),
        confidence=confidence,
    )
