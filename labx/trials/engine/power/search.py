"""The smallest whole number that is enough, and the points of a curve."""

import math
from collections.abc import Callable

from labx.stats.checks import require_whole
from labx.stats.errors import CannotEstimate

MOST = 10**9


def smallest_enough(is_enough: Callable[[int], bool], *, least: int) -> int:
    """Return the smallest whole number from `least` on for which `is_enough` holds, and holds ever after.

    Raises:
        CannotEstimate: no number up to a thousand million is enough.
    """
    enough = least
    while not is_enough(enough):
        enough *= 2
        if enough > MOST:
            raise CannotEstimate(
                "No number of units gives this power.",
                "Even {most:,} would not be enough.",
                "Plan for a larger effect, more clusters, or a lower power.",
                most=MOST,
            )
    too_few = max(least - 1, enough // 2)
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        if is_enough(middle):
            enough = middle
        else:
            too_few = middle
    return enough


def power_curve(
    power_at: Callable[[int], float], *, smallest: int, largest: int, points: int
) -> tuple[tuple[int, float], ...]:
    """Power at sizes spread evenly on the scale of logarithms, for a picture.

    Args:
        power_at: power of a size.
        smallest: first size, 1 or more.
        largest: last size, above the first.
        points: about how many sizes, 2 or more; fewer where whole numbers coincide.

    Returns:
        Sizes and their power, both ends included.

    Raises:
        ValueError: the sizes are not in order, or there are fewer than two points.

    Examples:
        >>> power_curve(lambda size: size / 100, smallest=1, largest=100, points=3)
        ((1, 0.01), (10, 0.1), (100, 1.0))
    """
    require_whole("smallest", smallest, least=1)
    require_whole("largest", largest, least=smallest + 1)
    require_whole("points", points, least=2)
    step = math.log(largest / smallest) / (points - 1)
    sizes = {round(smallest * math.exp(step * place)) for place in range(points)} | {smallest, largest}
    return tuple((size, power_at(size)) for size in sorted(sizes))
