"""Sizes for ordered answers and for rates: the spread that their effect has in one unit, as if it were a mean."""

import math
from collections.abc import Sequence

from labx.stats.checks import require_positive

TOGETHER = 1e-9


def spread_of_ordered_answers(shares: Sequence[float]) -> float:
    """Spread of the logarithm of the odds ratio of ordered answers, for one unit.

    Divided by the root of the units in each of two equal arms and multiplied by the root of 2, it is the standard error
    that the trial will have: sizes of means can be taken with it.

    Args:
        shares: share of each answer today, two or more, 0 or more each and together 1; best the mean of both arms.

    Returns:
        Spread, in logarithms of an odds ratio: 2 with two answers used alike, smaller with more, never below 1.732.

    Raises:
        ValueError: shares are fewer than two, below 0 or not together 1, or one answer is given by all.

    Assumes:
        Proportional odds, and an effect that is not large (odds ratios from a third to 3).

    Source:
        Whitehead (1993), Sample size calculations for ordered categorical data, Statistics in Medicine 12(24),
        pp. 2257-2271: n = 6 (z + z)² / (effect² (1 - sum of shares³)) in each arm.

    Checked against:
        Hand arithmetic, and standard errors of `proportional_odds` in simulated trials, in the tests.

    Examples:
        >>> round(spread_of_ordered_answers([0.5, 0.5]), 6), round(spread_of_ordered_answers([0.2] * 5), 4)
        (2.0, 1.7678)
    """
    if len(shares) < 2 or min(shares) < 0 or abs(sum(shares) - 1) > TOGETHER or max(shares) >= 1:
        raise ValueError(f"The shares of the answers are {list(shares)}: give two or more that are together 1.")
    return math.sqrt(3 / (1 - sum(share**3 for share in shares)))


def spread_of_events(*, rate: float, exposure: float, crowding: float = 1.0) -> float:
    """Spread of the rate that one unit shows, where each event comes by itself or where events crowd.

    Args:
        rate: events for one unit of exposure, above 0; of two arms the mean, the rate of each weighed by the size of
            the other arm.
        exposure: what one unit's events are counted over, on average, above 0.
        crowding: how many times as much the events of units vary as by chance, above 0; 1 where each comes by itself.

    Returns:
        Root of crowding x rate / exposure, in events for one unit of exposure: sizes of means can be taken with it.

    Raises:
        ValueError: an argument is not above 0.

    Assumes:
        With a crowding of 1, events that come independently at a steady rate (Poisson). Above 1, the crowding seen in
        earlier data, of units watched for about as long: it grows with what units are watched for.

    Source:
        Rothman, Greenland and Lash (2008), p. 245, for the variance of a rate.

    Checked against:
        Simulated events, each alone and crowding (gamma mixtures), in the tests.

    Examples:
        >>> spread_of_events(rate=0.04, exposure=4)
        0.1
    """
    require_positive("rate", rate)
    require_positive("exposure", exposure)
    require_positive("crowding", crowding)
    return math.sqrt(crowding * rate / exposure)
