"""Whether events crowd on few units: then an interval that takes each event alone is too narrow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from labx.stats.checks import FloatArray, vector
from labx.stats.errors import CannotEstimate

ALARM = 0.01
# With fewer in all, crowding that matters would hardly ever be seen.
FEWEST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Crowding:
    """Whether the events of units vary more than events that come by themselves.

    `factor` describes: Pearson's chi-square divided by its degrees of freedom, 1 where nothing crowds. `statistic` and
    `p_value` (one-sided) test.
    """

    factor: float
    statistic: float
    p_value: float

    @property
    def is_alarming(self) -> bool:
        """Whether events crowd more than 1 trial in 100 shows where each comes by itself."""
        return self.p_value < ALARM


def crowding_of_events(arms: Sequence[tuple[ArrayLike, ArrayLike]]) -> Crowding:
    """Test of whether events of the same unit come together, beyond what each arm's rate explains.

    Args:
        arms: for each arm the events of each unit, shape `(n_units,)`, whole numbers from 0, and what each unit's
            events were counted over, same shape, above 0; missing values are refused. Exposures may differ widely.

    Returns:
        Pearson's chi-square divided by its degrees of freedom, the score statistic (0 on average and of standard
        deviation 1 where nothing crowds) and its upper p-value.

    Raises:
        CannotEstimate: fewer than 20 events in all, or no arm with events has two units.
        ValueError: events and exposures of an arm differ in number.

    Assumes:
        One rate in each arm. A small p-value says that people differ in their rates or that one event brings another:
        take an interval that goes by units then. A large one does not show that nothing crowds: with few events the
        test finds only strong crowding. The statistic's mean and variance are exact given each arm's events; its skew
        is that of Poisson events, put in by a gamma distribution (Pearson's type III).

    Source:
        Dean and Lawless (1989), Tests for detecting overdispersion in Poisson regression models, Journal of the
        American Statistical Association 84, pp. 467-472: the sum of (y - mu)² - y, centred for the fitted rates.

    Checked against:
        statsmodels 0.15 `test_poisson_dispersion` (Dean's B) but for the centring, and `GLM(...).fit().pearson_chi2`
        for the factor; how often it alarms where nothing crowds, by simulation; both in the tests.

    Examples:
        >>> found = crowding_of_events([([9, 0, 1, 0, 0], [1] * 5), ([0, 8, 0, 0, 2], [1] * 5)])
        >>> round(found.factor, 2), round(found.statistic, 2), found.is_alarming
        (6.88, 12.39, True)
    """
    told = [_told(*_of(events, exposures)) for events, exposures in arms]
    seen, degrees = sum(one.events for one in told), sum(one.degrees for one in told)
    variance = math.fsum(one.variance for one in told)
    if seen < FEWEST_EVENTS or variance <= 0:
        raise CannotEstimate(
            "Whether events crowd on few units cannot be said.",
            "There were fewer than {fewest} events, or one unit in each group.",
            "Read the interval with care: it may be too narrow.",
            fewest=FEWEST_EVENTS,
        )
    statistic = math.fsum(one.excess for one in told) / math.sqrt(variance)
    skewness = math.fsum(one.third for one in told) / variance**1.5
    factor = math.fsum(one.pearson for one in told) / degrees
    return Crowding(factor, statistic, _share_above(statistic, skewness))


@dataclass(frozen=True, slots=True)
class _Told:
    """What one arm adds: events, degrees of freedom, both sums of squares, and moments of the second."""

    events: float
    degrees: int
    pearson: float = 0.0
    excess: float = 0.0
    variance: float = 0.0
    third: float = 0.0


def _of(events: ArrayLike, exposures: ArrayLike) -> tuple[FloatArray, FloatArray]:
    counts, over = vector("events", events), vector("exposures", exposures)
    if len(counts) != len(over):
        raise ValueError(f"There are {len(counts)} counts of events and {len(over)} exposures. Give each unit both.")
    return counts, over


def _told(counts: FloatArray, over: FloatArray) -> _Told:
    events = float(counts.sum())
    if events == 0 or len(counts) < 2:
        return _Told(events, len(counts) - 1)
    shares = over / over.sum()
    expected = events * shares
    squares, cubes = float(np.sum(shares**2)), float(np.sum(shares**3))
    # Given their total the events fall on units by the units' shares: from that the mean and the variance are exact.
    centred = np.sum((counts - expected) ** 2 - counts) + events * squares
    variance = 2 * events * (events - 1) * (squares - 2 * cubes + squares**2) + 4 * events * (cubes - squares**2)
    return _Told(
        events,
        len(counts) - 1,
        pearson=float(np.sum((counts - expected) ** 2 / expected)),
        excess=float(centred),
        variance=variance,
        third=float(np.sum(8 * expected**3 + 4 * expected**2)),
    )


def _share_above(statistic: float, skewness: float) -> float:
    """Upper tail of a gamma distribution moved and stretched to mean 0, variance 1 and this skewness, above 0."""
    shape = 4 / skewness**2
    return float(special.gammaincc(shape, max(0.0, shape + 2 * statistic / skewness)))
