"""Means and joint spread of several variables, mergeable: all that a regression needs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, matrix, require_whole


@dataclass(frozen=True, slots=True, eq=False)
class CrossMoments:
    """Count, means and centred cross-products of several variables measured on the same units.

    Args:
        names: name of each variable, in the order of the arrays; all different.
        count: number of units; 1 or more.
        means: mean of each variable, shape `(n_variables,)`.
        centred_products: sum over units of (x - mean of x)(y - mean of y) for each pair of variables, symmetric, shape
            `(n_variables, n_variables)`.

    Raises:
        ValueError: shapes and names disagree, or a number is not finite.

    Assumes:
        Every unit has every variable. Missing values are not allowed.

    Source:
        Chan, Golub and LeVeque (1983), The American Statistician 37(3), pp. 242-247, applied to each pair of variables;
        Pébay (2008), Sandia report SAND2008-6212, section 3.

    Checked against:
        numpy 2.4 `numpy.cov(rowvar=False)`; tests/references/nsw_statsmodels.json.

    Examples:
        >>> both = CrossMoments.of([[1, 2], [3, 6]], names=("age", "wage"))
        >>> both.means.tolist(), both.centred_products.tolist()
        ([2.0, 4.0], [[2.0, 4.0], [4.0, 8.0]])
    """

    names: tuple[str, ...]
    count: int
    means: FloatArray
    centred_products: FloatArray

    def __post_init__(self) -> None:
        size = len(self.names)
        require_whole("count", self.count, least=1)
        if len(set(self.names)) != size:
            raise ValueError(f"A variable is named twice in {', '.join(self.names)}. Give each its own name.")
        if self.means.shape != (size,) or self.centred_products.shape != (size, size):
            raise ValueError(
                f"{size} names were given for means of shape {self.means.shape} and products of shape "
                f"{self.centred_products.shape}. Give one mean and one row of products a name."
            )
        if not (np.isfinite(self.means).all() and np.isfinite(self.centred_products).all()):
            raise ValueError("A mean or a product is not finite. Leave out or rescale the values.")

    @classmethod
    def of(cls, values: ArrayLike, *, names: Sequence[str]) -> "CrossMoments":
        """Return the moments of a table of finite numbers with one row a unit and one column a name."""
        table = matrix("The table", values, columns=names)
        with np.errstate(over="ignore", invalid="ignore"):
            # A column that does not vary must have deviations of exactly 0: the mean alone may be a rounding away.
            means = np.where(np.ptp(table, axis=0) == 0, table[0], table.mean(axis=0))
            deviations = table - means
            drift = deviations.sum(axis=0)
            products = deviations.T @ deviations - np.outer(drift, drift) / len(table)
        return cls(tuple(names), len(table), means, products)

    def merged(self, other: "CrossMoments") -> "CrossMoments":
        """Return the moments of both groups of units taken together."""
        if self.names != other.names:
            raise ValueError(
                f"Cannot merge ({', '.join(self.names)}) with ({', '.join(other.names)}). "
                "Give both the same variables in the same order."
            )
        count = self.count + other.count
        gap = other.means - self.means
        return CrossMoments(
            names=self.names,
            count=count,
            means=self.means + gap * (other.count / count),
            centred_products=(
                self.centred_products + other.centred_products + np.outer(gap, gap) * (self.count * other.count / count)
            ),
        )

    def chosen(self, names: Sequence[str]) -> "CrossMoments":
        """Return the moments of these variables, in this order."""
        missing = [name for name in names if name not in self.names]
        if missing:
            raise ValueError(f"There is no variable {', '.join(missing)}; there are: {', '.join(self.names)}.")
        places = [self.names.index(name) for name in names]
        products = self.centred_products[np.ix_(places, places)]
        return CrossMoments(tuple(names), self.count, self.means[places], products)
