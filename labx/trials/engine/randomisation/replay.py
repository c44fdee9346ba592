"""Drawing a whole lottery again from its revealed seed, and saying where a log differs from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat

from labx.trials.engine.randomisation.generator import seed_hash
from labx.trials.engine.randomisation.lists import (
    block_list,
    cluster_list,
    complete_list,
    pair_list,
    require_pairs,
    simple_list,
)
from labx.trials.engine.randomisation.minimisation import Allocated, minimised

LISTED = ("clusters", "pairs", "wedge")


@dataclass(frozen=True, slots=True)
class Lottery:
    """How units are drawn: the scheme, the shares of the arms, and what the scheme needs.

    `units` is the length of a complete list; `clusters` are the codes that are drawn as wholes, in pairs one after
    another, or for their place in an order of `steps` steps.
    """

    scheme: str
    weights: tuple[float, ...]
    blocks: tuple[int, ...] = ()
    units: int = 0
    clusters: tuple[str, ...] = ()
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of an allocation log: number from 1, stratum or cluster, what it was balanced by, place of its arm.

    Where an order is drawn, the place is that of its step, from 0.
    """

    number: int
    arm: int
    stratum: str = ""
    factors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that the seed does not give; `expected` is None where the seed gives none at all."""

    number: int
    expected: int | None
    found: int


def next_arm(lottery: Lottery, seed: str, earlier: Sequence[Drawn], *, stratum: str, factors: Mapping[str, str]) -> int:
    """Arm of the next unit, given all that were drawn before it.

    Args:
        lottery: how units are drawn.
        seed: 64 hexadecimal digits in small letters.
        earlier: every unit drawn before, in order.
        stratum: code of the unit's stratum, or of its cluster; empty where there is none.
        factors: for minimisation, the unit's value of each factor.

    Returns:
        Place of the arm in the lottery's weights, from 0.

    Raises:
        ValueError: a complete list has come to its end, a cluster is not on the list, or an argument is none.

    Assumes:
        Units are drawn one at a time, by somebody who sees neither the seed nor the rest of the list.

    Source:
        Our own composition of the lists of `lists.py` and `minimisation.py`.

    Checked against:
        Drawing the whole list at once, in the tests.

    Examples:
        >>> lottery = Lottery("blocks", (0.5, 0.5), blocks=(2,))
        >>> first = next_arm(lottery, "00" * 32, [], stratum="a", factors={})
        >>> first + next_arm(lottery, "00" * 32, [Drawn(1, first, "a")], stratum="a", factors={})
        1
    """
    if lottery.scheme == "minimisation":
        known = [Allocated(one.factors, one.arm) for one in earlier]
        return minimised(seed, known, factors, lottery.weights)
    if lottery.scheme in LISTED:
        arms = listed_arms(lottery, seed)
        if stratum not in arms:
            raise ValueError(f"The cluster “{stratum}” is not on the list that was sealed.")
        return arms[stratum]
    place = sum(one.stratum == stratum for one in earlier) if lottery.scheme == "strata" else len(earlier)
    return nth_arm(lottery, seed, stratum, place)


def listed_arms(lottery: Lottery, seed: str) -> dict[str, int]:
    """Arm, or step, of every unit of a list that is known before the draw.

    Args:
        lottery: whole clusters, pairs, or an order of steps (`wedge`), with the codes of its units.
        seed: 64 hexadecimal digits in small letters.

    Returns:
        For each code the place of its arm from 0; for an order the place of its step from 0.

    Raises:
        ValueError: the codes make no pairs, stand twice, or an argument is none.

    Assumes:
        The list was fixed before the draw. Steps have as many units as each other, but for one.

    Source:
        Pairs: Imai, King and Nall (2009), Statistical Science 24(1), pp. 29-53. Orders: Hussey and Hughes (2007),
        Contemporary Clinical Trials 28, pp. 182-191, section 2. Pair number n of the list has the name `pn`, and an
        order is a list of clusters over the steps, each with the same share.

    Checked against:
        `pair_list` and `cluster_list`, in the tests.

    Examples:
        >>> arms = listed_arms(Lottery("pairs", (0.5, 0.5), clusters=("a", "b", "c", "d")), "00" * 32)
        >>> arms["a"] + arms["b"], arms["c"] + arms["d"]
        (1, 1)
        >>> order = Lottery("wedge", (0.5, 0.5), clusters=("a", "b", "c", "d"), steps=2)
        >>> sorted(listed_arms(order, "00" * 32).values())
        [0, 0, 1, 1]
    """
    if lottery.scheme == "pairs":
        require_pairs(lottery.clusters)
        members = zip(lottery.clusters[::2], lottery.clusters[1::2], strict=True)
        return pair_list(seed, {f"p{number}": both for number, both in enumerate(members, start=1)})
    if lottery.scheme == "wedge":
        if lottery.steps < 2 or lottery.steps > len(lottery.clusters):
            raise ValueError(f"{len(lottery.clusters)} places cannot begin in {lottery.steps} steps. Choose 2 or more.")
        return cluster_list(seed, lottery.clusters, (1 / lottery.steps,) * lottery.steps, name="wedge")
    return cluster_list(seed, lottery.clusters, lottery.weights)


def nth_arm(lottery: Lottery, seed: str, stratum: str, place: int) -> int:
    """Return the arm at a place, from 0, of a list drawn beforehand."""
    if lottery.scheme == "complete":
        arms = complete_list(seed, lottery.units, lottery.weights)
        if place >= len(arms):
            raise ValueError(f"The list of {lottery.units} units has come to its end.")
        return arms[place]
    return next(islice(sealed_list(lottery, seed, stratum), place, None))


def sealed_list(lottery: Lottery, seed: str, stratum: str) -> Iterator[int]:
    """Return the list without end that a scheme draws; each stratum has its own."""
    if lottery.scheme == "simple":
        return simple_list(seed, lottery.weights)
    if lottery.scheme in ("blocks", "strata"):
        return block_list(seed, lottery.blocks, lottery.weights, name=stratum if lottery.scheme == "strata" else "")
    raise ValueError(f"“{lottery.scheme}” draws no list.")


def replay(lottery: Lottery, seed: str, committed: str, log: Sequence[Drawn]) -> list[Fault]:
    """Every line of an allocation log that the revealed seed does not give.

    Args:
        lottery: how units were to be drawn, from the frozen plan.
        seed: the revealed seed.
        committed: SHA-256 of the seed, as the frozen plan says it.
        log: the allocation log, in order.

    Returns:
        One fault a line that differs; none when the lottery was carried out as promised.

    Raises:
        ValueError: the seed is not the one that was sealed, or numbers are missing from the log.

    Assumes:
        The log is whole: what was left out at its end cannot be seen here, only in the audit chain.

    Source:
        Our own.

    Checked against:
        Logs changed in one line each, in the tests.

    Examples:
        >>> lottery = Lottery("simple", (0.5, 0.5))
        >>> log = [Drawn(1, 1), Drawn(2, 0), Drawn(3, 1)]
        >>> replay(lottery, "00" * 32, seed_hash("00" * 32), log)
        [Fault(number=3, expected=0, found=1)]
    """
    if seed_hash(seed) != committed:
        raise ValueError("This seed is not the one whose SHA-256 was frozen with the plan.")
    if [line.number for line in log] != list(range(1, len(log) + 1)):
        raise ValueError("Numbers are missing from the log, or stand twice. Ask for the whole log.")
    expected = expected_arms(lottery, seed, log)
    return [Fault(line.number, arm, line.arm) for line, arm in zip(log, expected, strict=True) if arm != line.arm]


def expected_arms(lottery: Lottery, seed: str, log: Sequence[Drawn]) -> Iterator[int | None]:
    """Give the arm that the seed gives each line; nothing where it gives none. Each list is drawn once."""
    if lottery.scheme in ("simple", "blocks", "strata"):
        lists = {name: sealed_list(lottery, seed, name) for name in {name_of(lottery, line) for line in log}}
        yield from (next(lists[name_of(lottery, line)]) for line in log)
    elif lottery.scheme == "complete":
        yield from islice(chain(complete_list(seed, lottery.units, lottery.weights), repeat(None)), len(log))
    elif lottery.scheme in LISTED:
        arms = listed_arms(lottery, seed)
        yield from (arms.get(line.stratum) for line in log)
    else:
        for place, line in enumerate(log):
            yield next_arm(lottery, seed, log[:place], stratum=line.stratum, factors=line.factors)


def name_of(lottery: Lottery, line: Drawn) -> str:
    """Return which list a line is drawn from."""
    return line.stratum if lottery.scheme == "strata" else ""
