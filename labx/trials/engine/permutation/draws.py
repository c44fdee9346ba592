"""Ways of drawing an assignment again, as the design drew it."""

from collections.abc import Callable
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray, vector

# From a generator of random numbers to one treatment a unit.
Draw = Callable[[np.random.Generator], FloatArray]

# From here on a random subset is cheaper to correct than to shuffle.
MANY_UNITS = 2000
LEVELS = 256


def complete(treatment: ArrayLike) -> Draw:
    """Draw of the same number of tried units among all units, every choice equally likely.

    Args:
        treatment: treatment of each unit as it was assigned, shape `(n_units,)`; any numbers.

    Returns:
        Function from a generator to another assignment with the same values in another order.

    Raises:
        CannotEstimate: a value is missing or infinite, or there is none.

    Assumes:
        Units were assigned one by one, a fixed number to each arm. A toss of a coin for each unit is near enough,
        given the number that it led to.

    Source:
        Fisher (1935), The Design of Experiments, chapter 2; Rosenbaum (2002), Observational Studies, section 2.4.

    Checked against:
        The 70 assignments of 4 among 8 units, each as often as the others (chi-square, scipy 1.17).

    Examples:
        >>> draw = complete([1, 1, 0, 0])
        >>> sorted(draw(np.random.default_rng(1)).tolist())
        [0.0, 0.0, 1.0, 1.0]
    """
    assigned = vector("treatment", treatment)
    is_indicator = bool(np.isin(assigned, (0, 1)).all())
    if len(assigned) < MANY_UNITS or not is_indicator:
        return lambda random: random.permutation(assigned)
    return lambda random: _subset(random, len(assigned), int(assigned.sum()))


def blocked(treatment: ArrayLike, block: ArrayLike) -> Draw:
    """Draw within each block or stratum, so that each keeps its number of tried units; pairs are blocks of two.

    Args:
        treatment: treatment of each unit as it was assigned, shape `(n_units,)`.
        block: code of the block of each unit, shape `(n_units,)`; text or numbers.

    Returns:
        Function from a generator to another assignment.

    Raises:
        ValueError: the lengths differ.

    Assumes:
        Blocks were fixed before assignment.

    Source:
        Imbens and Rubin (2015), Causal Inference for Statistics, Social, and Biomedical Sciences, chapters 9 and 10.

    Checked against:
        The enumerated assignments of two blocks.

    Examples:
        >>> draw = blocked([1, 0, 1, 0], ["a", "a", "b", "b"])
        >>> again = draw(np.random.default_rng(3))
        >>> float(again[:2].sum()), float(again[2:].sum())
        (1.0, 1.0)
    """
    assigned = vector("treatment", treatment)
    codes = _codes(block, len(assigned), "block")
    order = np.argsort(codes, kind="stable")
    edges = np.flatnonzero(np.diff(codes[order])) + 1
    several = [places for places in np.split(order, edges) if len(places) > 1]
    # Blocks of one size that follow each other are shuffled at once, one a row, as they would be one after the other.
    runs = [np.stack(list(run)) for _size, run in groupby(several, key=len)]

    def draw(random: np.random.Generator) -> FloatArray:
        again = assigned.copy()
        for places in runs:
            again[places] = random.permuted(assigned[places], axis=1)
        return again

    return draw


def clustered(treatment: ArrayLike, cluster: ArrayLike, *, block: ArrayLike | None = None) -> Draw:
    """Draw of whole clusters, within blocks of clusters where there were any.

    Args:
        treatment: treatment of each unit, the same for all units of a cluster, shape `(n_units,)`.
        cluster: code of the cluster of each unit, shape `(n_units,)`.
        block: code of the block of each unit's cluster, shape `(n_units,)`; None when clusters were drawn from all.

    Returns:
        Function from a generator to another assignment of every unit.

    Raises:
        ValueError: the lengths differ, or units of one cluster have different treatments or blocks.

    Assumes:
        Clusters were drawn, and everyone in a cluster has the cluster's treatment.

    Source:
        Small, Ten Have and Rosenbaum (2008), Randomization inference in a group-randomized trial, Journal of the
        American Statistical Association 103, pp. 271-279.

    Checked against:
        Enumerated assignments of 2 among 4 clusters.

    Examples:
        >>> draw = clustered([1, 1, 0, 0, 0], ["a", "a", "b", "c", "c"])
        >>> again = draw(np.random.default_rng(5))
        >>> bool(again[0] == again[1] and again[3] == again[4])
        True
    """
    assigned = vector("treatment", treatment)
    codes = _codes(cluster, len(assigned), "cluster")
    _, first = np.unique(codes, return_index=True)
    _require_one_each(assigned, codes, first, "treatment")
    if block is None:
        inner = complete(assigned[first])
    else:
        blocks = _codes(block, len(assigned), "block")
        _require_one_each(blocks, codes, first, "block")
        inner = blocked(assigned[first], blocks[first])
    return lambda random: inner(random)[codes]


def whole_rows(treatment: FloatArray) -> Draw:
    """Draw that gives whole rows (the sequences of a stepped wedge) to other clusters.

    Args:
        treatment: what each cluster had in each period, shape `(n_clusters, n_periods)`.

    Returns:
        Function from a generator to the rows in another order, read row by row: shape `(n_clusters * n_periods,)`.

    Raises:
        ValueError: the table is not one of two dimensions.

    Assumes:
        The order in which clusters began was drawn at random.

    Source:
        Ji, Fink, Robyn and Small (2017), Randomization inference for stepped-wedge cluster-randomized trials, Annals of
        Applied Statistics 11(1), pp. 1-20.

    Checked against:
        The 6 orders of 3 clusters.

    Examples:
        >>> draw = whole_rows(np.array([[0.0, 1.0], [0.0, 0.0]]))
        >>> sorted(draw(np.random.default_rng(2)).tolist())
        [0.0, 0.0, 0.0, 1.0]
    """
    if treatment.ndim != 2:
        raise ValueError(f"The treatment has {treatment.ndim} dimensions; give one row a cluster, one column a period.")
    return lambda random: random.permutation(treatment, axis=0).ravel()


def _subset(random: np.random.Generator, size: int, chosen: int) -> FloatArray:
    """Return a random subset of an exact size.

    Tossing a coin for each unit and then moving units drawn at random until the number is right treats all units alike,
    so every subset of that size is equally likely; it takes a tenth of the time of a shuffle.
    """
    level = min(max(round(LEVELS * chosen / size), 0), LEVELS)
    is_in = random.integers(0, LEVELS, size, dtype=np.uint8) < level
    surplus = int(np.count_nonzero(is_in)) - chosen
    while surplus:
        drawn = random.integers(0, size, 4 * abs(surplus))
        # A place drawn twice is switched once, so the surplus only ever shrinks.
        places = np.unique(drawn[is_in[drawn] == (surplus > 0)][: abs(surplus)])
        is_in[places] = surplus < 0
        surplus += len(places) if surplus < 0 else -len(places)
    return is_in.astype(np.float64)


def _codes(values: ArrayLike, length: int, name: str) -> NDArray[np.intp]:
    given = np.asarray(values)
    if given.shape != (length,):
        raise ValueError(f"There are {length} units and {name} has shape {given.shape}. Give each unit one {name}.")
    return np.unique(given, return_inverse=True)[1].astype(np.intp)


def _require_one_each(values: NDArray[np.generic], codes: NDArray[np.intp], first: NDArray[np.intp], name: str) -> None:
    """Refuse two values of one cluster."""
    if (values != values[first][codes]).any():
        raise ValueError(f"Units of one cluster have different values of {name}. Give all units of a cluster the same.")
