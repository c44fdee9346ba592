"""How a statistic that gathers information wanders, and the chance that it leaves a corridor at one of its looks."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import FloatArray

# Beyond 8.5 standard deviations the normal density adds nothing that matters.
REACH = 8.5
# Nodes for each standard deviation of a step, and the sizes they are rounded up to: rules are made once.
NODES_PER_STEP, SIZES = 4, (64, 128, 256, 512, 1024)


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Places of the walk at one look while it is still inside the corridor, and their density times the node's width.

    The walk is the statistic times the root of the information: its steps are independent.
    """

    fraction: float
    places: FloatArray
    mass: FloatArray

    @classmethod
    def start(cls) -> "Walk":
        return cls(0.0, np.zeros(1), np.ones(1))

    def crossing(self, fraction: float, drift: float, critical: float) -> tuple[float, float]:
        """Return the chances that the next look finds the walk below and above the corridor."""
        step = fraction - self.fraction
        edge = critical * math.sqrt(fraction)
        ahead = self.places + drift * step
        spread = math.sqrt(step)
        below = self.mass @ special.ndtr((-edge - ahead) / spread)
        above = self.mass @ special.ndtr((ahead - edge) / spread)
        return float(below), float(above)

    def kept(self, fraction: float, drift: float, critical: float, next_step: float) -> "Walk":
        """Return the walk at the next look as far as it stayed inside; `next_step` says how fine it is needed."""
        step = fraction - self.fraction
        edge = min(critical, REACH + abs(drift) * math.sqrt(fraction)) * math.sqrt(fraction)
        finest = math.sqrt(min(step, next_step))
        nodes, weights = rule(min(NODES_PER_STEP * 2 * edge / finest, SIZES[-1]))
        places = edge * nodes
        gaps = (places[:, np.newaxis] - self.places - drift * step) / math.sqrt(step)
        density = np.exp(-gaps * gaps / 2) @ self.mass / math.sqrt(2 * math.pi * step)
        return Walk(fraction, places, edge * weights * density)


def rule(least: float) -> tuple[FloatArray, FloatArray]:
    """Return nodes and weights between -1 and 1, at least so many."""
    return _rule(next(size for size in SIZES if size >= least))


@cache
def _rule(size: int) -> tuple[FloatArray, FloatArray]:
    return np.polynomial.legendre.leggauss(size)


def chances(fractions: Sequence[float], criticals: Sequence[float], drift: float) -> tuple[tuple[float, float], ...]:
    """Return for each look the chance to leave below and above, having stayed inside until then."""
    walk, found = Walk.start(), []
    for place, (fraction, critical) in enumerate(zip(fractions, criticals, strict=True)):
        found.append(walk.crossing(fraction, drift, critical))
        if place + 1 < len(fractions):
            walk = walk.kept(fraction, drift, critical, fractions[place + 1] - fraction)
    return tuple(found)


def criticals_that_spend(fractions: Sequence[float], spent: Callable[[float], float]) -> tuple[float, ...]:
    """Return for each look the critical value at which the chance of a false alarm so far is `spent(fraction)`."""
    walk, before, found = Walk.start(), 0.0, []
    for place, fraction in enumerate(fractions):
        allowed = spent(fraction) - before
        here = walk

        def excess(critical: float, here: Walk = here, fraction: float = fraction, allowed: float = allowed) -> float:
            return sum(here.crossing(fraction, 0.0, critical)) - allowed

        critical = REACH if excess(REACH) >= 0 else float(brentq(excess, 0.0, REACH, xtol=1e-12))
        found.append(critical)
        before += sum(walk.crossing(fraction, 0.0, critical))
        if place + 1 < len(fractions):
            walk = walk.kept(fraction, 0.0, critical, fractions[place + 1] - fraction)
    return tuple(found)
