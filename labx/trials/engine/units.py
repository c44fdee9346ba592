"""The rows of a trial, checked once: outcome, arm, and the labels of clusters, strata or pairs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray, vector
from labx.stats.errors import CannotEstimate

TREATMENT = "treatment"
IntArray = NDArray[np.intp]


def outcome_and_arm(outcome: ArrayLike, is_treated: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return outcomes and arms as floats; refuse unequal lengths, an arm that is not 0 or 1, and an empty arm."""
    values, treated = vector("outcome", outcome), vector(TREATMENT, is_treated)
    if len(values) != len(treated):
        raise ValueError(
            f"There are {len(values)} outcomes and {len(treated)} treatments. Give each unit one of each, in order."
        )
    if ((treated != 0) & (treated != 1)).any():
        raise ValueError("The treatment must be 1 in the tried arm and 0 in the comparison arm, and nothing else.")
    if treated.min() == treated.max():
        raise CannotEstimate(
            "The arms cannot be compared.",
            "All units are in the same arm.",
            "Check the column that says who was in which arm.",
        )
    return values, treated


def positions(name: str, labels: Sequence[object] | NDArray[np.generic], *, count: int) -> IntArray:
    """Return for each unit the place of its label among the sorted labels; refuse missing labels, naming how many."""
    array = np.asarray(labels)
    if array.ndim != 1 or len(array) != count:
        raise ValueError(f"There are {len(array)} labels in “{name}” for {count} units. Give each unit one.")
    if array.dtype.kind == "f":
        missing = int((~np.isfinite(array)).sum())
    elif array.dtype.kind in "OUS":
        texts = [str(label).strip() if label is not None and label == label else "" for label in array]
        array, missing = np.array(texts), texts.count("")
    else:
        missing = 0
    if missing:
        raise CannotEstimate(
            "The units cannot be grouped by “{name}”.",
            "{count} of them have no label.",
            "Complete this column, or leave these units out as the protocol says.",
            name=name,
            count=missing,
        )
    return np.unique(array, return_inverse=True)[1]


def totals(where: IntArray, values: FloatArray) -> FloatArray:
    """Return the sum of the rows of `values` at each place, shape `(n_places,)` or `(n_places, n_columns)`."""
    columns = values.reshape(len(values), -1).T
    sums: FloatArray = np.column_stack([np.bincount(where, weights=column) for column in columns]).astype(np.float64)
    return sums.reshape(-1, *values.shape[1:])


def means_by(where: IntArray, values: FloatArray) -> FloatArray:
    """Return the mean of the rows of `values` at each place, from deviations so that large values lose no digits."""
    centre = values.mean(axis=0)
    counts = np.bincount(where)
    sums = totals(where, values - centre)
    return np.asarray(centre + (sums.T / counts).T, dtype=np.float64)


def varies_within(where: IntArray, values: FloatArray) -> NDArray[np.bool_]:
    """Return for each place whether the values there differ from one another."""
    size = int(where.max()) + 1
    lowest, highest = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(lowest, where, values)
    np.maximum.at(highest, where, values)
    return highest > lowest
