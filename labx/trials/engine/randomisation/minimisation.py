"""Minimisation: whoever comes goes mostly to the arm that keeps the arms alike in what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labx.stats.checks import require_open_share
from labx.trials.engine.assignment import arm_of, require_weights
from labx.trials.engine.randomisation.generator import Stream

PREFERRED = 0.8
TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Allocated:
    """A unit allocated earlier: what was known of it, and its arm."""

    factors: Mapping[str, str]
    arm: int


def minimised(
    seed: str,
    earlier: Sequence[Allocated],
    factors: Mapping[str, str],
    weights: Sequence[float],
    *,
    preferred: float = PREFERRED,
) -> int:
    """Arm of the next unit by Pocock and Simon's method with a random element.

    For each arm the imbalance is added up that would follow: over the factors, among earlier units that share the new
    one's value, the largest less the smallest number in an arm (each divided by the arm's share). One of the arms with
    the least imbalance gets the unit with the chance `preferred`, otherwise one of the others by their shares.

    Args:
        seed: 64 hexadecimal digits in small letters.
        earlier: all units allocated before, in their order.
        factors: for each factor the value of the new unit.
        weights: share of each arm, above 0, together 1.
        preferred: chance of an arm with the least imbalance, between 0 and 1; 1 - preferred keeps the next arm unknown.

    Returns:
        Place of the arm in `weights`.

    Raises:
        ValueError: an argument is none, or an earlier unit lacks a factor.

    Assumes:
        Few factors, each of few values, that matter for the outcome. The analysis adjusts for the same factors.

    Source:
        Pocock and Simon (1975), Sequential treatment assignment with balancing for prognostic factors, Biometrics 31,
        pp. 103-115: range as the measure, equal weight of the factors.

    Checked against:
        tests/references/randomisation_vectors.json; their worked example (50 patients, four factors) by hand in the
        tests.

    Examples:
        >>> earlier = [Allocated({"sex": "f"}, 0), Allocated({"sex": "f"}, 0), Allocated({"sex": "f"}, 1)]
        >>> minimised("00" * 32, earlier, {"sex": "f"}, (0.5, 0.5), preferred=0.999)
        1
    """
    require_weights(weights)
    require_open_share("preferred", preferred)
    if min(weights) <= 0:
        raise ValueError("An arm has the weight 0. Leave it out: nobody would ever go there.")
    stream = Stream(seed, f"minimisation:{len(earlier)}")
    totals = [imbalance(arm, earlier, factors, weights) for arm in range(len(weights))]
    best = [arm for arm, total in enumerate(totals) if total <= min(totals) + TIE]
    others = [arm for arm in range(len(weights)) if arm not in best]
    chosen = best if not others or stream.fraction() < preferred else others
    shares = [weights[arm] for arm in chosen]
    return chosen[arm_of(stream.fraction() * sum(shares), shares)]


def imbalance(arm: int, earlier: Sequence[Allocated], factors: Mapping[str, str], weights: Sequence[float]) -> float:
    """Return how unlike the arms would be in the new unit's values, if it went to this arm."""
    total = 0.0
    for factor, value in factors.items():
        counts = [0.0] * len(weights)
        counts[arm] = 1
        for unit in earlier:
            if factor not in unit.factors:
                raise ValueError(f"An earlier unit has no value of “{factor}”. Balance by what is known of everyone.")
            counts[unit.arm] += unit.factors[factor] == value
        scaled = [count / weight for count, weight in zip(counts, weights, strict=True)]
        total += max(scaled) - min(scaled)
    return total
