"""Whether an effect is shown to be small enough, or not too bad: equivalence and non-inferiority."""

from dataclasses import dataclass

from labx.stats.checks import require_open_share, require_positive
from labx.stats.distributions import normal_share_below, t_share_below
from labx.trials.engine.effect import Effect
from labx.trials.engine.reading import Better
from labx.trials.engine.shares.counts import Counts
from labx.trials.engine.shares.score import difference_score


@dataclass(frozen=True, slots=True)
class MarginTest:
    """P-value against an effect as bad as the margin, and whether it is small enough at the level."""

    margin: float
    p_value: float
    is_shown: bool


def equivalence(effect: Effect, *, margin: float, level: float) -> MarginTest:
    """Whether the effect is shown to lie within a margin on both sides: two one-sided tests.

    A p-value above 0.05 for the effect itself does not show that there is none; this can.

    Args:
        effect: the effect, tried arm minus comparison arm.
        margin: largest difference that does not matter, above 0, in the unit of the outcome.
        level: chance of claiming equivalence when the effect is as large as the margin, between 0 and 1 (0.05).

    Returns:
        The larger of both one-sided p-values; shown when it is at most the level, which is when the interval with
        confidence 1 - 2 x level lies within the margin.

    Raises:
        ValueError: the margin is not above 0, or the level no share.

    Assumes:
        As the estimate does; and a margin fixed before the data were seen.

    Source:
        Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15(6), pp. 657-680.

    Checked against:
        statsmodels 0.15 `ttost_ind(usevar="unequal")`.

    Examples:
        >>> effect = Effect.of(estimate=0.5, standard_error=1, degrees_of_freedom=100, confidence=0.95)
        >>> equivalence(effect, margin=3, level=0.05).is_shown, equivalence(effect, margin=2, level=0.05).is_shown
        (True, False)
    """
    require_positive("margin", margin)
    return _tested(margin, max(_p_below(effect, -margin), _p_above(effect, margin)), level)


def non_inferiority(effect: Effect, *, margin: float, better: Better, level: float) -> MarginTest:
    """Whether the tried arm is shown to be not worse than the comparison arm by the margin or more.

    Args:
        effect: the effect, tried arm minus comparison arm.
        margin: smallest loss that would matter, above 0, in the unit of the outcome.
        better: "higher" when more of the outcome is better, "lower" when less is.
        level: chance of claiming it when the loss is as large as the margin, between 0 and 1 (0.025 is customary).

    Returns:
        The one-sided p-value; shown when it is at most the level.

    Raises:
        ValueError: the margin is not above 0, or the level no share.

    Assumes:
        As `equivalence`. People who did not get what they were assigned to make arms look alike: read it together with
        the analysis of those who did.

    Source:
        Piaggio and others (2012), Reporting of noninferiority and equivalence randomized trials, JAMA 308(24).

    Checked against:
        scipy 1.17 `ttest_ind(equal_var=False, alternative="greater")` of values moved by the margin.

    Examples:
        >>> effect = Effect.of(estimate=-1, standard_error=1, degrees_of_freedom=100, confidence=0.95)
        >>> test = non_inferiority(effect, margin=4, better="higher", level=0.025)
        >>> round(test.p_value, 5), test.is_shown
        (0.0017, True)
    """
    require_positive("margin", margin)
    p_value = _p_below(effect, -margin) if better == "higher" else _p_above(effect, margin)
    return _tested(margin, p_value, level)


def share_equivalence(treated: Counts, control: Counts, *, margin: float, level: float) -> MarginTest:
    """Whether two shares are shown to differ by less than a margin, by two one-sided score tests.

    Args:
        treated: people of the tried arm who did it, among all its people.
        control: the same in the comparison arm.
        margin: largest difference of shares that does not matter, between 0 and 1.
        level: chance of claiming equivalence when the difference is as large as the margin, between 0 and 1.

    Returns:
        The larger of both one-sided p-values; shown when it is at most the level.

    Raises:
        ValueError: margin or level is no share.

    Assumes:
        As `share_difference`; and a margin fixed before the data were seen.

    Source:
        Farrington and Manning (1990), Statistics in Medicine 9, pp. 1447-1454, with Miettinen and Nurminen's variance.

    Checked against:
        The interval of `share_difference` with confidence 1 - 2 x level, itself checked against published tables.

    Examples:
        >>> share_equivalence(Counts(500, 44925), Counts(505, 44910), margin=0.002, level=0.05).is_shown
        True
    """
    require_open_share("margin", margin)
    above = normal_share_below(-difference_score(treated, control, -margin))
    below = normal_share_below(difference_score(treated, control, margin))
    return _tested(margin, max(above, below), level)


def share_non_inferiority(
    treated: Counts, control: Counts, *, margin: float, better: Better, level: float
) -> MarginTest:
    """Whether the tried arm's share is shown to be not worse by the margin or more, by a score test.

    Args:
        treated: people of the tried arm who did it, among all its people.
        control: the same in the comparison arm.
        margin: smallest loss that would matter, as a difference of shares between 0 and 1.
        better: "higher" when a higher share is better, "lower" when a lower one is.
        level: chance of claiming it when the loss is as large as the margin, between 0 and 1 (0.025 is customary).

    Returns:
        The one-sided p-value; shown when it is at most the level.

    Raises:
        ValueError: margin or level is no share.

    Assumes:
        As `share_equivalence`.

    Source:
        Farrington and Manning (1990), Statistics in Medicine 9, pp. 1447-1454, with Miettinen and Nurminen's variance.

    Checked against:
        The interval of `share_difference` with confidence 1 - 2 x level, itself checked against published tables.

    Examples:
        >>> deaths = Counts(500, 44925), Counts(505, 44910)
        >>> share_non_inferiority(*deaths, margin=0.002, better="lower", level=0.025).is_shown
        True
    """
    require_open_share("margin", margin)
    if better == "higher":
        return _tested(margin, normal_share_below(-difference_score(treated, control, -margin)), level)
    return _tested(margin, normal_share_below(difference_score(treated, control, margin)), level)


def _p_below(effect: Effect, bound: float) -> float:
    """One-sided p-value of an effect at the bound or below."""
    return t_share_below((bound - effect.estimate) / effect.standard_error, effect.degrees_of_freedom)


def _p_above(effect: Effect, bound: float) -> float:
    """One-sided p-value of an effect at the bound or above."""
    return t_share_below((effect.estimate - bound) / effect.standard_error, effect.degrees_of_freedom)


def _tested(margin: float, p_value: float, level: float) -> MarginTest:
    require_open_share("level", level)
    return MarginTest(margin, p_value, is_shown=p_value <= level)
