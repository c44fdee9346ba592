"""What an interval allows to be said, chosen by rule and never by eye."""

from enum import StrEnum
from typing import Literal

from labx.stats.checks import require_positive
from labx.stats.interval import Interval

Better = Literal["higher", "lower"]


class Reading(StrEnum):
    """What the data show about the tried arm; the page has one sentence for each."""

    BETTER_AND_WORTHWHILE = "better_and_worthwhile"
    BETTER_PERHAPS_WORTHWHILE = "better_perhaps_worthwhile"
    BETTER_BUT_TOO_LITTLE = "better_but_too_little"
    BETTER = "better"
    PERHAPS_WORTHWHILE = "perhaps_worthwhile"
    NO_DIFFERENCE_THAT_MATTERS = "no_difference_that_matters"
    UNCLEAR = "unclear"
    PERHAPS_HARMFUL = "perhaps_harmful"
    WORSE = "worse"
    WORSE_BUT_LITTLE = "worse_but_little"
    WORSE_PERHAPS_HARMFUL = "worse_perhaps_harmful"
    WORSE_AND_HARMFUL = "worse_and_harmful"


def read_interval(interval: Interval, *, better: Better, minimum_worthwhile: float | None) -> Reading:
    """Reading of an effect's interval against no effect and against the smallest effect worth having.

    With the effect turned so that above 0 is better, and m the smallest worthwhile effect:

    | lower end     | upper end     | reading                      |
    |---------------|---------------|------------------------------|
    | >= m          |               | `BETTER_AND_WORTHWHILE`      |
    | above 0       | >= m          | `BETTER_PERHAPS_WORTHWHILE`  |
    | above 0       | < m           | `BETTER_BUT_TOO_LITTLE`      |
    | 0 or below    | >= m          | `PERHAPS_WORTHWHILE`, or `UNCLEAR` when the lower end is <= -m |
    | above -m      | 0 to below m  | `NO_DIFFERENCE_THAT_MATTERS` |
    | <= -m         | 0 to below m  | `PERHAPS_HARMFUL`            |
    | above -m      | below 0       | `WORSE_BUT_LITTLE`           |
    | <= -m         | below 0       | `WORSE_PERHAPS_HARMFUL`      |
    |               | <= -m         | `WORSE_AND_HARMFUL`          |

    Without m only `BETTER`, `UNCLEAR` and `WORSE` can be said.

    Args:
        interval: interval of the effect, tried arm minus comparison arm, in the unit of the outcome.
        better: "higher" when more of the outcome is better, "lower" when less is.
        minimum_worthwhile: smallest effect worth having, above 0 and in the unit of the outcome whatever the better
            direction; None when the protocol fixed none.

    Returns:
        The reading.

    Raises:
        ValueError: `minimum_worthwhile` is not above 0, or `better` is neither word.

    Assumes:
        `minimum_worthwhile` was fixed before the data were seen. The same size counts as harm in the other direction.

    Source:
        Our own table. Its middle rows follow the reading of equivalence from an interval: Schuirmann (1987), Journal of
        Pharmacokinetics and Biopharmaceutics 15(6), pp. 657-680.

    Checked against:
        A slow rule in the tests that tries points of the interval one by one.

    Examples:
        >>> interval = Interval(lower=-7.0, upper=-1.0, confidence=0.95)
        >>> read_interval(interval, better="lower", minimum_worthwhile=4.0).value
        'better_perhaps_worthwhile'
        >>> read_interval(interval, better="higher", minimum_worthwhile=None).value
        'worse'
    """
    if better not in ("higher", "lower"):
        raise ValueError(f"better is “{better}”; write “higher” or “lower”.")
    turned = interval if better == "higher" else interval.mirrored()
    if minimum_worthwhile is None:
        return _read_sign(turned)
    require_positive("minimum_worthwhile", minimum_worthwhile)
    if turned.lower > 0:
        return _read_gain(turned, minimum_worthwhile)
    if turned.upper < 0:
        return _read_loss(turned, minimum_worthwhile)
    may_be_worthwhile = turned.upper >= minimum_worthwhile
    may_be_harmful = turned.lower <= -minimum_worthwhile
    if may_be_worthwhile:
        return Reading.UNCLEAR if may_be_harmful else Reading.PERHAPS_WORTHWHILE
    return Reading.PERHAPS_HARMFUL if may_be_harmful else Reading.NO_DIFFERENCE_THAT_MATTERS


def _read_sign(turned: Interval) -> Reading:
    if turned.contains(0):
        return Reading.UNCLEAR
    return Reading.BETTER if turned.lower > 0 else Reading.WORSE


def _read_gain(turned: Interval, minimum_worthwhile: float) -> Reading:
    if turned.lower >= minimum_worthwhile:
        return Reading.BETTER_AND_WORTHWHILE
    if turned.upper >= minimum_worthwhile:
        return Reading.BETTER_PERHAPS_WORTHWHILE
    return Reading.BETTER_BUT_TOO_LITTLE


def _read_loss(turned: Interval, minimum_worthwhile: float) -> Reading:
    if turned.upper <= -minimum_worthwhile:
        return Reading.WORSE_AND_HARMFUL
    if turned.lower <= -minimum_worthwhile:
        return Reading.WORSE_PERHAPS_HARMFUL
    return Reading.WORSE_BUT_LITTLE
