"""Check that the arms have the sizes that were planned, looked at after every person."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

from labx.stats.errors import CannotEstimate
from labx.trials.engine.sample_ratio import require_plan

ALARM = 0.01
# Like 1,000 units seen beforehand with the planned shares: mismatches of a few in a hundred are looked for.
CONCENTRATION = 1000


@dataclass(frozen=True, slots=True)
class WatchedRatio:
    """Expected sizes of the arms, and a p-value that may be compared at every look; the smallest so far counts."""

    expected: tuple[float, ...]
    p_value: float

    @property
    def is_alarming(self) -> bool:
        """Whether the arms differ from the plan more than 1 trial in 100 ever shows, at any look."""
        return self.p_value < ALARM


def watched_sample_ratio(counts: Sequence[int], weights: Sequence[float]) -> WatchedRatio:
    """Test of the arms' sizes against the planned weights that may be read every day.

    Args:
        counts: units so far in each arm, 0 or more; two arms or more.
        weights: planned share of each arm, in the same order, above 0 and together 1.

    Returns:
        Expected sizes and the p-value.

    Raises:
        CannotEstimate: there are no units yet.
        ValueError: counts and weights do not fit together.

    Assumes:
        Units assigned independently with these weights. At one look it is less sharp than `sample_ratio`, which is the
        test to read once, at the end.

    Source:
        Lindon and Malek (2022), Anytime-valid inference for multinomial count data, NeurIPS 35.

    Checked against:
        The Dirichlet mixture integrated by scipy 1.17 `quad` for two arms; false alarms over all looks by simulation.

    Examples:
        >>> watched_sample_ratio([5100, 4900], [0.5, 0.5]).is_alarming
        False
        >>> watched_sample_ratio([50000, 48000], [0.5, 0.5]).is_alarming
        True
    """
    require_plan(counts, weights)
    total = sum(counts)
    if total == 0:
        raise CannotEstimate(
            "The sizes of the arms cannot be checked.",
            "There are no units yet.",
            "Wait for the first units, or check the import.",
        )
    evidence = special.gammaln(CONCENTRATION) - special.gammaln(CONCENTRATION + total)
    for count, weight in zip(counts, weights, strict=True):
        prior = CONCENTRATION * weight
        evidence += special.gammaln(prior + count) - special.gammaln(prior) - count * math.log(weight)
    return WatchedRatio(tuple(total * weight for weight in weights), math.exp(min(0.0, -float(evidence))))
