"""What rests on what, and what would fall: logic over links between things, whatever they are. Pure: no Django."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Relation(StrEnum):
    """`LEADS_TO` says where a thing comes from (an idea led to a prototype) and carries no weight of proof."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    LEADS_TO = "leads_to"


@dataclass(frozen=True)
class Link(Generic[T]):
    """`source` supports, contradicts or led to `target`."""

    source: T
    target: T
    relation: Relation


@dataclass(frozen=True)
class Consequences(Generic[T]):
    """What happens when some things fall: `fallen` holds those too; the three sets share nothing."""

    fallen: frozenset[T]
    weakened: frozenset[T]
    relieved: frozenset[T]


def path(links: Iterable[Link[T]], start: T, end: T) -> list[T]:
    """The shortest way from `start` to `end` along the links, both ends included; empty where there is none."""
    onward = neighbours(links)
    came_from: dict[T, T] = {}
    waiting = [start]
    while waiting and end not in came_from and waiting[0] != end:
        here = waiting.pop(0)
        for there in onward.get(here, []):
            if there not in came_from and there != start:
                came_from[there] = here
                waiting.append(there)
    if end != start and end not in came_from:
        return []
    found = [end]
    while found[-1] != start:
        found.append(came_from[found[-1]])
    return found[::-1]


def loop_closed_by(links: Iterable[Link[T]], source: T, target: T) -> list[T]:
    """The loop that a link from `source` to `target` would close, beginning and ending at `source`; else empty."""
    back = path(links, target, source)
    return [source, *back] if back else []


def neighbours(links: Iterable[Link[T]]) -> dict[T, list[T]]:
    onward: dict[T, list[T]] = {}
    for link in links:
        onward.setdefault(link.source, []).append(link.target)
    return onward


def consequences(links: Collection[Link[T]], falling: Iterable[T]) -> Consequences[T]:
    """What falls, what is weakened and what is relieved when these things fall.

    A thing falls when it had support and all of its support has fallen. It is weakened when it stands, and some of its
    support has fallen or is weakened. It is relieved when it is neither, and something that contradicts it has fallen.
    What never had any support falls only by itself.

    Args:
        links: without loops (`loop_closed_by` keeps them out); with loops the answer is the least one.
        falling: what falls first.

    Examples:
        >>> supports = Relation.SUPPORTS
        >>> links = [Link("a", "c", supports), Link("b", "c", supports), Link("c", "d", supports)]
        >>> sorted(consequences(links, ["a"]).weakened), sorted(consequences(links, ["a", "b"]).fallen)
        (['c', 'd'], ['a', 'b', 'c', 'd'])
    """
    resting = supported_by(links)
    fallen = set(falling)
    grows = True
    while grows:
        new = {target for target, sources in resting.items() if target not in fallen and sources <= fallen}
        fallen |= new
        grows = bool(new)
    weakened = spread(resting, fallen)
    eased = {link.target for link in links if link.relation == Relation.CONTRADICTS and link.source in fallen}
    return Consequences(frozenset(fallen), frozenset(weakened), frozenset(eased - fallen - weakened))


def supported_by(links: Iterable[Link[T]]) -> dict[T, set[T]]:
    resting: dict[T, set[T]] = {}
    for link in links:
        if link.relation == Relation.SUPPORTS:
            resting.setdefault(link.target, set()).add(link.source)
    return resting


def spread(resting: dict[T, set[T]], fallen: set[T]) -> set[T]:
    """Everything that stands and rests, however far away, on something that fell."""
    weakened: set[T] = set()
    grows = True
    while grows:
        shaken = fallen | weakened
        new = {target for target, sources in resting.items() if target not in shaken and sources & shaken}
        weakened |= new
        grows = bool(new)
    return weakened


def layers(nodes: Sequence[T], links: Collection[Link[T]]) -> list[list[T]]:
    """The nodes in rows: links lead to lower rows, and what belongs together stands near together.

    Rows are as high as they can be (longest path); within a row the order follows the mean place of the row above.
    Where a test bears on the idea that led to it, the way of the story goes down and the proof goes back up.
    """
    kept = without_loops(set(nodes), links)
    depth = dict.fromkeys(nodes, 0)
    for _round in nodes:
        moved = [link for link in kept if depth[link.target] <= depth[link.source]]
        if not moved:
            break
        for link in moved:
            depth[link.target] = max(depth[link.target], depth[link.source] + 1)
    rows = [[node for node in nodes if depth[node] == row] for row in range(max(depth.values(), default=-1) + 1)]
    place: dict[T, float] = {}
    for row in rows:
        row.sort(key=lambda node: mean_place(node, kept, place))
        place |= {node: (position + 0.5) / len(row) for position, node in enumerate(row)}
    return rows


def without_loops(known: set[T], links: Iterable[Link[T]]) -> list[Link[T]]:
    """The links between these nodes, those of the story first, without those that would close a loop."""
    kept: list[Link[T]] = []
    for link in sorted(links, key=lambda link: link.relation != Relation.LEADS_TO):
        if {link.source, link.target} <= known and not loop_closed_by(kept, link.source, link.target):
            kept.append(link)
    return kept


def mean_place(node: T, links: Iterable[Link[T]], place: dict[T, float]) -> float:
    above = [place[link.source] for link in links if link.target == node and link.source in place]
    return sum(above) / len(above) if above else 0.5
