"""Power by carrying the trial out many times on the computer, where no formula is right."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from labx.stats.checks import require_whole
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.stats.intervals import share_interval

CHUNK = 50


@dataclass(frozen=True, slots=True)
class SimulatedPower:
    """Share of simulated trials that found the effect, the interval chance leaves it, and how many gave no answer."""

    power: float
    interval: Interval
    replications: int
    unanswered: int


def simulated_power(
    finds: Callable[[np.random.Generator], bool],
    *,
    replications: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> SimulatedPower:
    """Power of any design and analysis, by simulation.

    Args:
        finds: draws one trial with the effect worth finding and analyses it as planned; True when it finds the effect.
            A trial that raises CannotEstimate counts as not finding it.
        replications: trials to carry out, 100 or more; 2,000 tell the power to about 2 points.
        seed: of the draws, stored with the result.
        progress: called now and then with the trials done and those planned.

    Returns:
        The power with Wilson's 95 % interval for it.

    Raises:
        ValueError: too few replications.

    Assumes:
        That what `finds` draws is like what will come.

    Source:
        Morris, White and Crowther (2019), Using simulation studies to evaluate statistical methods, Statistics in
        Medicine 38, pp. 2074-2102.

    Checked against:
        `power_of_means` for the comparison of two means.

    Examples:
        >>> found = simulated_power(lambda random: random.random() < 0.8, replications=1000, seed=1)
        >>> found.interval.contains(0.8), found.replications
        (True, 1000)
    """
    require_whole("replications", replications, least=100)
    found = unanswered = 0
    for number, child in enumerate(np.random.SeedSequence(seed).spawn(replications), start=1):
        try:
            found += finds(np.random.default_rng(child))
        except CannotEstimate:
            unanswered += 1
        if progress is not None and (number % CHUNK == 0 or number == replications):
            progress(number, replications)
    return SimulatedPower(
        found / replications, share_interval(found, replications, confidence=0.95), replications, unanswered
    )
