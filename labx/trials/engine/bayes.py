"""What a stated prior belief and the data say together: chances of an effect, for those who decide by them."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import require_open_share, require_positive
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.stats.interval import Interval
from labx.trials.engine.reading import Better
from labx.trials.engine.shares.counts import Counts

NODES, WEIGHTS = np.polynomial.legendre.leggauss(100)
TAIL = 1e-15


@dataclass(frozen=True, slots=True)
class BetaPrior:
    """Belief about a share before the data: like having seen `successes` and `failures` already; both above 0.

    BetaPrior(1, 1) holds all shares equally likely.
    """

    successes: float
    failures: float

    def __post_init__(self) -> None:
        require_positive("successes of the prior", self.successes)
        require_positive("failures of the prior", self.failures)


@dataclass(frozen=True, slots=True)
class NormalPrior:
    """Belief about an effect before the data: its mean, and how far from it effects usually lie, above 0."""

    mean: float
    standard_deviation: float

    def __post_init__(self) -> None:
        require_positive("standard_deviation of the prior", self.standard_deviation)


@dataclass(frozen=True, slots=True)
class Belief:
    """Belief about an effect after the data.

    `better_chance` is the chance that the tried arm is better at all; `worthwhile_chance` that it is better by the
    smallest worthwhile effect, None where the plan named none. `interval` holds the effect with the stated chance.
    """

    mean: float
    interval: Interval
    better_chance: float
    worthwhile_chance: float | None


def believed_share_difference(
    treated: Counts,
    control: Counts,
    *,
    prior: BetaPrior,
    better: Better,
    worthwhile: float | None,
    confidence: float,
) -> Belief:
    """Belief about the difference of two shares, the same prior for both arms.

    Args:
        treated: people of the tried arm who did it, among all its people.
        control: the same in the comparison arm.
        prior: belief about either share before the data, stated in the plan.
        better: "higher" when a higher share is better, "lower" when a lower one is.
        worthwhile: smallest difference worth having, above 0; None when the plan fixed none.
        confidence: chance that the interval holds the difference, between 0 and 1.

    Returns:
        Belief about treated minus control, as a difference of shares.

    Raises:
        ValueError: confidence is no share, or the smallest worthwhile difference is not above 0.

    Assumes:
        Independent people, assigned one by one. The chances depend on the prior: print it beside them. They are no
        licence to look at the data every day and stop when they please.

    Source:
        Gelman and others (2013), Bayesian Data Analysis, 3rd ed., section 2.4 and exercise 3.3; integrated
        numerically.

    Checked against:
        scipy 1.17: `quad` of the product of both densities; the closed sum for whole-numbered priors.

    Examples:
        >>> belief = believed_share_difference(Counts(56, 70), Counts(48, 80), prior=BetaPrior(1, 1), better="higher",
        ...     worthwhile=0.1, confidence=0.95)
        >>> round(belief.mean, 4), round(belief.better_chance, 4), round(belief.worthwhile_chance, 4)
        (0.1941, 0.9959, 0.9038)
    """
    tried, compared = _updated(treated, prior), _updated(control, prior)

    def below(difference: float) -> float:
        return _chance_below(difference, tried, compared)

    mean = tried[0] / sum(tried) - compared[0] / sum(compared)
    return _belief(below, mean, _ends(below, confidence), better, worthwhile)


def believed_effect(
    *,
    estimate: float,
    standard_error: float,
    prior: NormalPrior,
    better: Better,
    worthwhile: float | None,
    confidence: float,
) -> Belief:
    """Belief about an effect whose estimate is nearly normal, from a normal prior.

    Args:
        estimate: the effect, tried arm minus comparison arm, in the unit of the outcome.
        standard_error: of the estimate, above 0.
        prior: belief about the effect before the data, stated in the plan, in the same unit.
        better: "higher" when more of the outcome is better, "lower" when less is.
        worthwhile: smallest effect worth having, above 0; None when the plan fixed none.
        confidence: chance that the interval holds the effect, between 0 and 1.

    Returns:
        Belief about the effect: the mean of prior and estimate, each weighted by its precision.

    Raises:
        ValueError: confidence is no share, or a number lies outside its range.

    Assumes:
        An estimate from some hundred units. The chances depend on the prior: print it beside them.

    Source:
        Gelman and others (2013), Bayesian Data Analysis, 3rd ed., section 2.5, equation 2.12.

    Checked against:
        Hand arithmetic, and scipy 1.17 `quad` of prior times likelihood.

    Examples:
        >>> belief = believed_effect(estimate=4, standard_error=1, prior=NormalPrior(0, 1), better="higher",
        ...     worthwhile=None, confidence=0.95)
        >>> belief.mean, round(belief.better_chance, 4)
        (2.0, 0.9977)
    """
    require_positive("standard_error", standard_error)
    require_open_share("confidence", confidence)
    precision, prior_precision = 1 / standard_error**2, 1 / prior.standard_deviation**2
    mean = (precision * estimate + prior_precision * prior.mean) / (precision + prior_precision)
    deviation = 1 / math.sqrt(precision + prior_precision)
    margin = normal_quantile((1 + confidence) / 2) * deviation

    def below(effect: float) -> float:
        return normal_share_below((effect - mean) / deviation)

    return _belief(below, mean, Interval(mean - margin, mean + margin, confidence), better, worthwhile)


def _updated(arm: Counts, prior: BetaPrior) -> tuple[float, float]:
    return prior.successes + arm.successes, prior.failures + arm.trials - arm.successes


def _chance_below(difference: float, tried: tuple[float, float], compared: tuple[float, float]) -> float:
    """Chance that the tried share less the other lies below `difference`, integrated over the other share.

    On the scale of arcsines the density has no poles. Where the tried share would leave 0 to 1 its chance has a corner:
    each side is integrated by itself.
    """
    tails = special.betaincinv(*compared, [TAIL, 1 - TAIL])
    corners = (min(1.0, max(0.0, -difference)), min(1.0, max(0.0, 1 - difference)))
    edges = np.arcsin(np.sqrt(np.sort([*tails, *np.clip(corners, *tails)])))
    total = weighed = 0.0
    for start, end in itertools.pairwise(edges):
        angle = (end - start) / 2 * NODES + (start + end) / 2
        logarithms = (2 * compared[0] - 1) * np.log(np.sin(angle)) + (2 * compared[1] - 1) * np.log(np.cos(angle))
        density = (end - start) * WEIGHTS * np.exp(logarithms - special.betaln(*compared))
        share = np.clip(np.sin(angle) ** 2 + difference, 0.0, 1.0)
        total += float(density.sum())
        weighed += float(density @ special.betainc(*tried, share))
    return weighed / total


def _ends(below: Callable[[float], float], confidence: float) -> Interval:
    require_open_share("confidence", confidence)
    tail = (1 - confidence) / 2

    def end(share: float) -> float:
        return float(brentq(lambda difference: below(difference) - share, -1.0, 1.0, xtol=1e-14))

    return Interval(end(tail), end(1 - tail), confidence)


def _belief(
    below: Callable[[float], float], mean: float, interval: Interval, better: Better, worthwhile: float | None
) -> Belief:
    def chance(bound: float) -> float:
        return 1 - below(bound) if better == "higher" else below(-bound)

    if worthwhile is not None:
        require_positive("worthwhile", worthwhile)
    return Belief(mean, interval, chance(0.0), None if worthwhile is None else chance(worthwhile))
