"""Check that the arms have the sizes that were planned."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from labx.stats.checks import require_positive, require_whole
from labx.stats.distributions import chi_square_share_above
from labx.stats.errors import CannotEstimate

SMALLEST_EXPECTED = 5
ALARM = 0.001
WEIGHT_TOLERANCE = 1e-9
TIE_TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """Expected sizes of the arms and how surprising the observed are; `is_exact` when nothing was approximated."""

    expected: tuple[float, ...]
    p_value: float
    is_exact: bool

    @property
    def is_alarming(self) -> bool:
        """Whether the arms differ from the plan beyond reasonable doubt (p below 0.001)."""
        return self.p_value < ALARM


def sample_ratio(counts: Sequence[int], weights: Sequence[float]) -> SampleRatio:
    """Test of the arms' sizes against the planned weights.

    A mismatch means that units were lost or added after assignment in a way that depends on the arm: then no comparison
    of the arms can be trusted until the cause is found.

    Args:
        counts: units observed in each arm, 0 or more; two arms or more.
        weights: planned share of each arm, in the same order, above 0 and together 1.

    Returns:
        Expected sizes and the p-value: Pearson's chi-square, or the exact binomial test when there are two arms and one
        expects fewer than 5 units.

    Raises:
        CannotEstimate: there are no units, or more than two arms and one expects fewer than 5.
        ValueError: counts and weights do not fit together.

    Assumes:
        Units assigned independently with these weights. Lists with fixed sizes (blocks) always fit: for them this test
        shows only losses. Looked at every day it alarms more often than it says.

    Source:
        Pearson (1900), Philosophical Magazine 50, pp. 157-175; alarm at 0.001 after Kohavi, Tang and Xu (2020),
        Trustworthy Online Controlled Experiments, chapter 21.

    Checked against:
        scipy 1.17 `chisquare` and `binomtest`; tests/references/sample_ratio_scipy.json.

    Examples:
        >>> ratio = sample_ratio([510, 490], [0.5, 0.5])
        >>> ratio.expected, round(ratio.p_value, 4), ratio.is_exact, ratio.is_alarming
        ((500.0, 500.0), 0.5271, False, False)
    """
    require_plan(counts, weights)
    total = sum(counts)
    if total == 0:
        raise CannotEstimate(
            "The sizes of the arms cannot be checked.",
            "There are no units yet.",
            "Wait for the first units, or check the import.",
        )
    expected = tuple(total * weight for weight in weights)
    if min(expected) >= SMALLEST_EXPECTED:
        statistic = sum((count - plan) ** 2 / plan for count, plan in zip(counts, expected, strict=True))
        return SampleRatio(expected, chi_square_share_above(statistic, len(counts) - 1), is_exact=False)
    if len(counts) == 2:
        return SampleRatio(expected, _binomial_p(counts[0], total, weights[0]), is_exact=True)
    raise CannotEstimate(
        "The sizes of the arms cannot be checked.",
        "With {total} units one of the {arms} arms expects fewer than {least}.",
        "Wait for more units, or check two arms at a time.",
        total=total,
        arms=len(counts),
        least=SMALLEST_EXPECTED,
    )


def require_plan(counts: Sequence[int], weights: Sequence[float]) -> None:
    """Refuse counts and weights that do not belong together."""
    if len(counts) != len(weights) or len(counts) < 2:
        raise ValueError(
            f"There are {len(counts)} counts and {len(weights)} weights; give one of each for two arms or more."
        )
    for place, (count, weight) in enumerate(zip(counts, weights, strict=True), start=1):
        require_whole(f"count of arm {place}", count, least=0)
        require_positive(f"weight of arm {place}", weight)
    if not math.isclose(math.fsum(weights), 1, abs_tol=WEIGHT_TOLERANCE):
        raise ValueError(f"The weights add up to {math.fsum(weights)}; they must add up to 1.")


def _binomial_p(count: int, total: int, weight: float) -> float:
    """Probability of all counts that are no likelier than the observed one."""
    possible = np.arange(total + 1)
    ways = special.gammaln(total + 1) - special.gammaln(possible + 1) - special.gammaln(total - possible + 1)
    probability = np.exp(ways + special.xlogy(possible, weight) + special.xlog1py(total - possible, -weight))
    # Counts as likely as the observed one must not drop out by rounding.
    is_no_likelier = probability <= probability[count] * (1 + TIE_TOLERANCE)
    return min(1.0, float(probability[is_no_likelier].sum()))
