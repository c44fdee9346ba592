"""Sizes of the blocks of a lottery: several, for with one size the end of each block can be foreseen."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from labx.trials.engine.randomisation.lists import require_blocks

IN_BLOCKS = ("blocks", "strata")
LARGEST = 100


def usual_sizes(shares: Sequence[float]) -> tuple[int, ...]:
    """Twice and three times the smallest block that the shares part evenly; nothing where none does."""
    smallest = next((size for size in range(2, LARGEST // 3 + 1) if fits(size, shares)), 0)
    return (2 * smallest, 3 * smallest) if smallest else ()


def fits(size: int, shares: Sequence[float]) -> bool:
    try:
        require_blocks([size], shares)
    except ValueError:
        return False
    return True


def fault_of(sizes: Sequence[int], shares: Sequence[float]) -> str:
    """Why these sizes may not be frozen; nothing where they may."""
    if len(set(sizes)) < 2:
        return _(
            "Write two sizes or more, such as %(sizes)s. With one size, whoever knows the last groups can tell the "
            "next one."
        ) % {"sizes": " ".join(map(str, usual_sizes(shares))) or "4 6"}
    unfit = [str(size) for size in sizes if not fits(size, shares)]
    if unfit:
        return _("Blocks of %(sizes)s cannot be parted by the planned shares: choose other sizes.") % {
            "sizes": ", ".join(unfit)
        }
    return ""
