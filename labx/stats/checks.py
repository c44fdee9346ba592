"""Checks of arguments, so that a wrong call says what was wrong with it."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.errors import CannotEstimate

FloatArray = NDArray[np.float64]

PLACES_NAMED = 3


def require_open_share(name: str, value: float) -> None:
    """Refuse a value that does not lie strictly between 0 and 1."""
    if not 0 < value < 1:
        raise ValueError(f"{name} is {value}; it must lie strictly between 0 and 1. Write 95 % as 0.95.")


def require_positive(name: str, value: float) -> None:
    """Refuse zero, negative numbers, infinities and NaN."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} is {value}; it must be a finite number above 0.")


def require_whole(name: str, value: float, *, least: int) -> None:
    """Refuse a count that is not a whole number or is below `least`."""
    if value != int(value) or value < least:
        raise ValueError(f"{name} is {value}; it must be a whole number of {least} or more.")


def vector(name: str, values: ArrayLike) -> FloatArray:
    """Return the values as 64-bit floats; refuse an empty, nested or not finite sequence, naming the places."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} has {array.ndim} dimensions; give one plain sequence of numbers.")
    _require_rows(name, array)
    _require_finite(name, np.isfinite(array))
    return array


def matrix(name: str, values: ArrayLike, *, columns: Sequence[str]) -> FloatArray:
    """Return the values as a finite `(n_rows, len(columns))` array of 64-bit floats."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != len(columns):
        raise ValueError(
            f"{name} has shape {array.shape}; give one row a unit and {len(columns)} columns: {', '.join(columns)}."
        )
    _require_rows(name, array)
    for position, column in enumerate(columns):
        _require_finite(column, np.isfinite(array[:, position]))
    return array


def _require_rows(name: str, array: FloatArray) -> None:
    if len(array) == 0:
        raise CannotEstimate(
            "Nothing can be computed from “{name}”.",
            "It holds no values.",
            "Give at least one value, or leave this group out.",
            name=name,
        )


def _require_finite(name: str, is_finite: NDArray[np.bool_]) -> None:
    places = np.flatnonzero(~is_finite) + 1
    if len(places) == 0:
        return
    named = ", ".join(str(place) for place in places[:PLACES_NAMED])
    raise CannotEstimate(
        "Nothing can be computed from “{name}”.",
        "{count} of its values are missing or infinite, the first at place {places}.",
        "Decide in the protocol what happens to missing values, then correct or leave out these units.",
        name=name,
        count=len(places),
        places=named,
    )
