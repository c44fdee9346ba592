"""Whether events crowd on few units: then a rate's interval that takes each event alone is too narrow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import vector
from labx.stats.distributions import chi_square_share_above
from labx.stats.errors import CannotEstimate

ALARM = 0.01
# So many events must be expected of an average unit's arm together, or chi-square tells nothing.
FEWEST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Crowding:
    """How much more the events of units vary than events that come by themselves: 1 says no more."""

    factor: float
    statistic: float
    degrees_of_freedom: int
    p_value: float

    @property
    def is_alarming(self) -> bool:
        """Whether events crowd more than 1 trial in 100 shows where each comes by itself."""
        return self.p_value < ALARM


def crowding_of_events(arms: Sequence[tuple[ArrayLike, ArrayLike]]) -> Crowding:
    """Test of whether events of the same unit come together, beyond what each arm's rate explains.

    Args:
        arms: for each arm the events of each unit, shape `(n_units,)`, whole numbers from 0, and what each unit's
            events were counted over, same shape, above 0; missing values are refused.

    Returns:
        Pearson's chi-square divided by its degrees of freedom, the statistic, the degrees and the upper p-value.

    Raises:
        CannotEstimate: fewer than 20 events in all, or no arm has two units.
        ValueError: events and exposures of an arm differ in number.

    Assumes:
        One rate in each arm. A small p-value says that people differ in their rates or that one event brings another:
        take an interval that goes by units then. With less than one event for each unit the p-value is rough.

    Source:
        McCullagh and Nelder (1989), Generalized Linear Models, 2nd edition, section 6.2.3 (Pearson's statistic).

    Checked against:
        statsmodels 0.15 `GLM(family=Poisson, exposure=...).fit().pearson_chi2`, in the tests.

    Examples:
        >>> found = crowding_of_events([([9, 0, 1, 0, 0], [1] * 5), ([0, 8, 0, 0, 2], [1] * 5)])
        >>> round(found.factor, 2), found.is_alarming
        (6.88, True)
    """
    statistic, degrees, seen = 0.0, 0, 0.0
    for events, exposures in arms:
        counts, over = vector("events", events), vector("exposures", exposures)
        if len(counts) != len(over):
            raise ValueError(
                f"There are {len(counts)} counts of events and {len(over)} exposures. Give each unit both."
            )
        seen += float(counts.sum())
        expected = over * counts.sum() / over.sum()
        statistic += float(np.sum((counts - expected) ** 2 / np.maximum(expected, np.finfo(float).tiny)))
        degrees += len(counts) - 1
    if seen < FEWEST_EVENTS or degrees < 1:
        raise CannotEstimate(
            "Whether events crowd on few units cannot be said.",
            "There were fewer than {fewest} events, or one unit in each group.",
            "Read the interval as if each event came by itself, and with care.",
            fewest=FEWEST_EVENTS,
        )
    return Crowding(statistic / degrees, statistic, degrees, chi_square_share_above(statistic, degrees))
