"""Outcomes with a long tail, cut at limits that were fixed beforehand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, require_open_share, vector


@dataclass(frozen=True, slots=True, eq=False)
class Capped:
    """Values with everything beyond the limits set to the limit; how many were below and above them."""

    values: FloatArray
    raised: int
    lowered: int

    @property
    def share(self) -> float:
        """Share of the values that were changed."""
        return (self.raised + self.lowered) / len(self.values)


def capped(values: ArrayLike, *, lower: float | None, upper: float | None) -> Capped:
    """Values with the extreme ones set to a limit (winsorising).

    A few huge values can hide any effect on the mean. The effect on the capped mean is another question than the effect
    on the mean: the result says so.

    Args:
        values: one number a unit, shape `(n_units,)`; missing values are refused.
        lower: smallest value kept, in the unit of the values; None for no limit.
        upper: largest value kept; None for no limit.

    Returns:
        The values in the same order, and how many were changed.

    Raises:
        CannotEstimate: there are no values, or one is missing or infinite.
        ValueError: the limits are missing or in the wrong order.

    Assumes:
        The same limits in all arms, written in the plan or taken from an earlier period by `cap_limit`: limits chosen
        from the data under test can make or hide an effect.

    Source:
        Tukey (1962), The future of data analysis, Annals of Mathematical Statistics 33(1), section 3 (winsorising);
        Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 18.

    Checked against:
        numpy 2.4 `numpy.clip`.

    Examples:
        >>> some = capped([1, 5, 900], lower=None, upper=60)
        >>> some.values.tolist(), some.lowered
        ([1.0, 5.0, 60.0], 1)
    """
    array = vector("values", values)
    least, most = (-np.inf if lower is None else lower), (np.inf if upper is None else upper)
    if not least < most or (lower is None and upper is None):
        raise ValueError(f"The limits are {lower} and {upper}; give at least one, the lower below the upper.")
    return Capped(np.clip(array, least, most), int((array < least).sum()), int((array > most).sum()))


def cap_limit(earlier: ArrayLike, *, share: float) -> float:
    """Value below which a share of an earlier period's outcomes lies, to be written in the plan as a limit.

    Args:
        earlier: outcomes from before the trial, shape `(n_units,)`; missing values are refused.
        share: share of units at or below the limit, between 0 and 1 (0.99 caps about one in a hundred).

    Returns:
        The smallest observed value that at least this share does not exceed, in the unit of the values.

    Raises:
        CannotEstimate: there are no values, or one is missing or infinite.
        ValueError: the share is none.

    Assumes:
        The earlier period is like the one of the trial.

    Source:
        Hyndman and Fan (1996), Sample quantiles in statistical packages, The American Statistician 50(4), type 1.

    Checked against:
        numpy 2.4 `numpy.quantile(method="inverted_cdf")`.

    Examples:
        >>> cap_limit([1, 2, 3, 4, 500], share=0.8)
        4.0
    """
    require_open_share("share", share)
    return float(np.quantile(vector("earlier", earlier), share, method="inverted_cdf"))
