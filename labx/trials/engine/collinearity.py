"""Refusal of columns that a regression cannot tell apart."""

from collections.abc import Sequence

import numpy as np

from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate

SMALLEST_EIGENVALUE = 1e-10
PART_IN_DEPENDENCE = 0.1


def require_independent(centred_products: FloatArray, names: Sequence[str]) -> None:
    """Refuse columns that do not vary or that others determine, naming them."""
    spread = np.sqrt(np.diagonal(centred_products))
    if not spread.all():
        raise CannotEstimate(
            "The adjusted difference cannot be computed.",
            "“{name}” has the same value for every unit.",
            "Leave this column out of the adjustment.",
            name=names[int(np.argmin(spread))],
        )
    values, vectors = np.linalg.eigh(centred_products / np.outer(spread, spread))
    if values[0] < SMALLEST_EIGENVALUE:
        involved = np.flatnonzero(np.abs(vectors[:, 0]) > PART_IN_DEPENDENCE)
        raise CannotEstimate(
            "The adjusted difference cannot be computed.",
            "These columns determine one another: {names}.",
            "Leave one of them out of the adjustment.",
            names=", ".join(names[int(place)] for place in involved),
        )
