"""Group-sequential looks: how large an effect must be to stop a trial at each of them."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from labx.stats.checks import require_open_share, require_positive
from labx.stats.distributions import normal_quantile, normal_share_below, t_quantile
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.sequential.walk import chances, criticals_that_spend

Spending = Literal["obrien_fleming", "pocock"]
LARGEST_SHARE = 1 - 1e-15


@dataclass(frozen=True, slots=True)
class LookEffect:
    """An effect at one look. `interval` holds at this and all other looks together; `critical` is how many standard
    errors it reaches; `spent` the share of false alarms allowed until now; `is_decided` when it leaves out 0."""

    estimate: float
    standard_error: float
    critical: float
    interval: Interval
    spent: float
    is_decided: bool


def spending_boundary(fractions: Sequence[float], *, spending: Spending, confidence: float) -> tuple[float, ...]:
    """Standard errors by which an effect must differ from 0 at each look, so that all looks together hold the level.

    Args:
        fractions: share of the planned information (of the planned units, mostly) in at each look so far, rising, above
            0 and up to 1. The looks need not be those that were planned.
        spending: "obrien_fleming" (very strict early, almost the usual level at the end) or "pocock" (about as strict
            at every look).
        confidence: share of trials without an effect in which no look finds one, between 0 and 1 (0.95).

    Returns:
        One critical value a look, two-sided. 8.5 stands for "not at this look": nothing gets there.

    Raises:
        ValueError: the fractions do not rise or lie outside 0 to 1, or the spending is unknown.

    Assumes:
        Nearly normal estimates whose information adds up, and that the time of a look is not chosen by what was seen.

    Source:
        Lan and DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70(3), pp. 659-663;
        Armitage, McPherson and Rowe (1969), Journal of the Royal Statistical Society A 132 for the integration.

    Checked against:
        Published boundaries of five equal looks at 5 %: 4.877, 3.357, 2.680, 2.290, 2.031 and 2.438, 2.427, 2.410,
        2.397, 2.386 (Reboussin, DeMets, Kim and Lan 2000, Controlled Clinical Trials 21); simulated walks.

    Examples:
        >>> looks = spending_boundary([0.5, 1.0], spending="obrien_fleming", confidence=0.95)
        >>> [round(critical, 3) for critical in looks]
        [2.963, 1.969]
    """
    require_open_share("confidence", confidence)
    _require_rising(fractions)
    return criticals_that_spend(fractions, lambda fraction: _spent(fraction, spending, 1 - confidence))


def look_effect(
    *,
    estimate: float,
    standard_error: float,
    degrees_of_freedom: float,
    fractions: Sequence[float],
    spending: Spending,
    confidence: float,
) -> LookEffect:
    """An effect at the latest look, with an interval that holds at every look.

    Args:
        estimate: the effect, tried arm minus comparison arm.
        standard_error: of the estimate, above 0.
        degrees_of_freedom: of the standard error, above 0; infinity for a normal estimate.
        fractions: share of the planned information in at each look until this one, as for `spending_boundary`. At the
            planned end write 1, whatever the information turned out to be.
        spending: as for `spending_boundary`.
        confidence: share of trials in which the intervals of all looks hold the true effect, between 0 and 1.

    Returns:
        The effect with its repeated interval and whether the trial may stop for it.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `spending_boundary`. The estimate of a trial stopped early tends to be too large; the interval does not.

    Source:
        Jennison and Turnbull (1989), Interim analyses: the repeated confidence interval approach, Journal of the Royal
        Statistical Society B 51(3), pp. 305-361; the normal critical value is turned into one of Student's t with the
        same tail.

    Checked against:
        `spending_boundary`, itself checked against published tables; coverage by simulation in the tests.

    Examples:
        >>> effect = look_effect(estimate=6, standard_error=2, degrees_of_freedom=float("inf"), fractions=[0.5],
        ...     spending="obrien_fleming", confidence=0.95)
        >>> round(effect.interval.lower, 3), round(effect.spent, 5), effect.is_decided
        (0.075, 0.00305, True)
    """
    require_positive("standard_error", standard_error)
    normal = spending_boundary(fractions, spending=spending, confidence=confidence)[-1]
    share = min(normal_share_below(normal), LARGEST_SHARE)
    critical = normal if math.isinf(degrees_of_freedom) else t_quantile(share, degrees_of_freedom)
    interval = Interval(estimate - critical * standard_error, estimate + critical * standard_error, confidence)
    return LookEffect(
        estimate=estimate,
        standard_error=standard_error,
        critical=critical,
        interval=interval,
        spent=_spent(fractions[-1], spending, 1 - confidence),
        is_decided=not interval.contains(0.0),
    )


def power_of_looks(
    *, drift: float, fractions: Sequence[float], spending: Spending, confidence: float
) -> tuple[float, ...]:
    """Chance that each look is the first to find an effect of a given size.

    Args:
        drift: true effect divided by the standard error that is planned for the end (2.8 gives a power of 0.8 without
            looks); its sign does not matter.
        fractions: planned looks, as for `spending_boundary`.
        spending: as for `spending_boundary`.
        confidence: as for `spending_boundary`.

    Returns:
        One chance a look; their sum is the power.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `spending_boundary`.

    Source:
        Jennison and Turnbull (2000), Group Sequential Methods with Applications to Clinical Trials, chapter 19.

    Checked against:
        Jennison and Turnbull (2000), table 7.2 for the inflation of the sample by Pocock's and by O'Brien and Fleming's
        looks; simulated walks.

    Examples:
        >>> found = power_of_looks(drift=2.8016, fractions=[0.5, 1], spending="pocock", confidence=0.95)
        >>> [round(chance, 3) for chance in found]
        [0.43, 0.321]
    """
    if not math.isfinite(drift):
        raise ValueError(f"drift is {drift}; it must be finite.")
    criticals = spending_boundary(fractions, spending=spending, confidence=confidence)
    return tuple(below + above for below, above in chances(fractions, criticals, abs(drift)))


def conditional_power(*, statistic: float, fraction: float, critical: float, drift: float | None) -> float:
    """Chance that the end of the trial finds the effect, given what is in so far: low chances speak for futility.

    Args:
        statistic: estimate divided by its standard error at this look, turned so that above 0 is better.
        fraction: share of the planned information that is in, between 0 and 1.
        critical: critical value planned for the end, above 0.
        drift: effect the trial was planned for, divided by the standard error planned for the end; None for the effect
            seen so far.

    Returns:
        The chance, between 0 and 1, that the final statistic exceeds the critical value on the better side.

    Raises:
        CannotEstimate: nothing or everything is in.

    Assumes:
        As `spending_boundary`. Stopping for futility costs no false alarms; that it was allowed stands in the plan.
        Under some 20 % for the planned effect is a customary reason to stop.

    Source:
        Lachin (2005), A review of methods for futility stopping based on conditional power, Statistics in Medicine 24,
        pp. 2747-2764.

    Checked against:
        Simulated ends of walks in the tests.

    Examples:
        >>> round(conditional_power(statistic=1, fraction=0.5, critical=1.96, drift=2.8016), 4)
        0.5828
        >>> round(conditional_power(statistic=1, fraction=0.5, critical=1.96, drift=None), 4)
        0.2201
    """
    require_positive("critical", critical)
    if not 0 < fraction < 1:
        raise CannotEstimate(
            "The chance of a finding at the end cannot be computed.",
            "Nothing is in yet, or everything is.",
            "Ask for it between the first data and the planned end.",
        )
    now = statistic * math.sqrt(fraction)
    ahead = now / fraction if drift is None else drift
    return normal_share_below((now + ahead * (1 - fraction) - critical) / math.sqrt(1 - fraction))


def _spent(fraction: float, spending: Spending, level: float) -> float:
    """Share of false alarms allowed once this much information is in; half of it on each side."""
    if spending == "obrien_fleming":
        return 4 * normal_share_below(-normal_quantile(1 - level / 4) / math.sqrt(fraction))
    if spending == "pocock":
        return level * math.log(1 + (math.e - 1) * fraction)
    raise ValueError(f"spending is “{spending}”; write “obrien_fleming” or “pocock”.")


def _require_rising(fractions: Sequence[float]) -> None:
    steps = [0.0, *fractions]
    if len(steps) < 2 or any(later <= earlier for earlier, later in itertools.pairwise(steps)) or steps[-1] > 1:
        raise ValueError("The looks must come one after the other, above 0 and up to 1 of the planned information.")
