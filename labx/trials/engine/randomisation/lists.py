"""Lists of arms drawn beforehand: simple, complete, in blocks, by clusters, by pairs."""

import math
from collections.abc import Iterator, Mapping, Sequence

from labx.trials.engine.assignment import arm_of, require_weights
from labx.trials.engine.randomisation.generator import Stream, whole_sizes

WHOLE = 1e-9


def simple_list(seed: str, weights: Sequence[float], *, name: str = "") -> Iterator[int]:
    """Arms of units as they come, each drawn by itself, without end.

    Args:
        seed: 64 hexadecimal digits in small letters.
        weights: share of each arm, 0 or more, together 1.
        name: the list's name, where the trial has several.

    Returns:
        Places of arms in `weights`, from 0, one for each unit.

    Raises:
        ValueError: the seed or the weights are none.

    Assumes:
        Sizes of the arms may differ by chance: by 20 % and more below 100 units. Then prefer blocks.

    Source:
        Friedman, Furberg and DeMets (2010), Fundamentals of Clinical Trials, chapter 6.

    Checked against:
        tests/references/randomisation_vectors.json, made with coreutils' `sha256sum`.

    Examples:
        >>> from itertools import islice
        >>> list(islice(simple_list("00" * 32, (0.5, 0.5)), 8))
        [1, 0, 0, 0, 0, 0, 1, 0]
    """
    require_weights(weights)
    stream = Stream(seed, f"simple:{name}")
    while True:
        yield arm_of(stream.fraction(), weights)


def complete_list(seed: str, units: int, weights: Sequence[float], *, name: str = "") -> list[int]:
    """Arms of a known number of units: the sizes are fixed, the order is shuffled.

    Args:
        seed: 64 hexadecimal digits in small letters.
        units: number of units, 1 or more.
        weights: share of each arm, 0 or more, together 1.
        name: the list's name, where the trial has several.

    Returns:
        Places of arms, one for each unit. Units left over when shares are no whole numbers go to arms by lot.

    Raises:
        ValueError: the seed, the number or the weights are none.

    Assumes:
        All units are known before the first is allocated.

    Source:
        Knuth (1997), The Art of Computer Programming 2, section 3.4.2, algorithm P (shuffling).

    Checked against:
        tests/references/randomisation_vectors.json; uniformity of all orders by simulation.

    Examples:
        >>> sorted(complete_list("00" * 32, 6, (0.5, 0.5)))
        [0, 0, 0, 1, 1, 1]
    """
    require_weights(weights)
    if units < 1:
        raise ValueError(f"units is {units}; it must be 1 or more.")
    stream = Stream(seed, f"complete:{name}")
    sizes = whole_sizes(units, weights, stream)
    return stream.shuffled([arm for arm, size in enumerate(sizes) for _unit in range(size)])


def block_list(seed: str, sizes: Sequence[int], weights: Sequence[float], *, name: str = "") -> Iterator[int]:
    """Arms of units as they come, in shuffled blocks, so that the arms grow alike; without end.

    Args:
        seed: 64 hexadecimal digits in small letters.
        sizes: sizes of blocks, one of which is drawn for each block; two sizes or more hide where a block ends.
        weights: share of each arm, together 1; each size times each share must be a whole number.
        name: the stratum, where each has a list of its own.

    Returns:
        Places of arms, one for each unit.

    Raises:
        ValueError: a size does not fit the weights, or an argument is none.

    Assumes:
        Whoever allocates does not know the sizes of the blocks and has not seen the arms of earlier units; otherwise
        the last of a block can be foreseen.

    Source:
        Friedman, Furberg and DeMets (2010), Fundamentals of Clinical Trials, chapter 6; Matts and Lachin (1988),
        Controlled Clinical Trials 9, pp. 327-344.

    Checked against:
        tests/references/randomisation_vectors.json.

    Examples:
        >>> from itertools import islice
        >>> first = list(islice(block_list("00" * 32, (4,), (0.5, 0.5)), 8))
        >>> sum(first[:4]), sum(first[4:])
        (2, 2)
    """
    require_blocks(sizes, weights)
    stream = Stream(seed, f"blocks:{name}")
    while True:
        size = sizes[stream.below(len(sizes))]
        yield from stream.shuffled([arm for arm, weight in enumerate(weights) for _unit in range(round(size * weight))])


def require_blocks(sizes: Sequence[int], weights: Sequence[float]) -> None:
    """Refuse block sizes in which the weights give no whole numbers of units."""
    require_weights(weights)
    if not sizes:
        raise ValueError("There is no size of a block. Give one or more, such as 4 and 6.")
    for size in sizes:
        if any(not math.isclose(size * weight, round(size * weight), abs_tol=WHOLE) for weight in weights):
            raise ValueError(
                f"A block of {size} cannot be parted by the weights {tuple(weights)}. Choose another size."
            )


def cluster_list(seed: str, clusters: Sequence[str], weights: Sequence[float], *, name: str = "") -> dict[str, int]:
    """Arm of every cluster: whole schools or offices are drawn, in fixed sizes.

    Args:
        seed: 64 hexadecimal digits in small letters.
        clusters: codes of the clusters, each once, in any order.
        weights: share of each arm, together 1.
        name: the list's name, where the trial has several.

    Returns:
        For each cluster the place of its arm.

    Raises:
        ValueError: a cluster stands twice, or an argument is none.

    Assumes:
        Everyone in a cluster is in its arm, and people do not choose their cluster after the draw.

    Source:
        Hayes and Moulton (2017), Cluster Randomised Trials, chapter 5. Clusters are taken in the order of their codes'
        UTF-8 bytes, so that the order of the list changes nothing.

    Checked against:
        `complete_list` of as many units; tests/references/randomisation_vectors.json.

    Examples:
        >>> arms = cluster_list("00" * 32, ["b", "a", "d", "c"], (0.5, 0.5))
        >>> sorted(arms), sum(arms.values())
        (['a', 'b', 'c', 'd'], 2)
    """
    ordered = sorted(clusters, key=str.encode)
    if len(set(ordered)) < len(ordered):
        raise ValueError("A cluster stands twice in the list. Name each once.")
    return dict(zip(ordered, complete_list(seed, len(ordered), weights, name=f"clusters:{name}"), strict=True))


def pair_list(seed: str, pairs: Mapping[str, Sequence[str]], *, name: str = "") -> dict[str, int]:
    """Arm of every unit of matched pairs: a coin decides within each pair.

    Args:
        seed: 64 hexadecimal digits in small letters.
        pairs: for each pair's code its two units.
        name: the list's name, where the trial has several.

    Returns:
        For each unit 0 or 1; in each pair one of each.

    Raises:
        ValueError: a pair has not two units, or a unit stands twice.

    Assumes:
        Pairs were made before the draw, of units alike in what matters.

    Source:
        Imai, King and Nall (2009), Statistical Science 24(1), pp. 29-53. Pairs are taken in the order of their codes'
        UTF-8 bytes, units within a pair likewise.

    Checked against:
        tests/references/randomisation_vectors.json.

    Examples:
        >>> arms = pair_list("00" * 32, {"north": ["a", "b"], "south": ["c", "d"]})
        >>> arms["a"] + arms["b"], arms["c"] + arms["d"]
        (1, 1)
    """
    stream, found = Stream(seed, f"pairs:{name}"), dict[str, int]()
    for pair in sorted(pairs, key=str.encode):
        units = sorted(pairs[pair], key=str.encode)
        if len(units) != 2 or len({*units, *found}) < 2 + len(found):
            raise ValueError(f"The pair “{pair}” needs two units that stand in no other pair. Make the pairs again.")
        tried = stream.below(2)
        found |= {unit: int(place == tried) for place, unit in enumerate(units)}
    return found


def require_pairs(codes: Sequence[str]) -> None:
    """Refuse codes that do not stand two by two."""
    if len(codes) < 2 or len(codes) % 2:
        raise ValueError(f"{len(codes)} units make no pairs. Name two for each pair.")
