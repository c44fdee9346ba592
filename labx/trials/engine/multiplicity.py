"""P-values corrected for having asked several questions at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labx.stats.checks import FloatArray, vector


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """P-values corrected so that the chance of even one false finding stays at the level.

    Args:
        p_values: one for each question that was asked, found or not; between 0 and 1.

    Returns:
        Corrected p-values, in the order given: compare each with the level, 0.05 say.

    Raises:
        CannotEstimate: there are none, or one is missing.
        ValueError: one lies outside 0 to 1.

    Assumes:
        Nothing about how the questions depend on each other. All questions of the family are in the list, not only the
        promising ones.

    Source:
        Holm (1979), Scandinavian Journal of Statistics 6(2), pp. 65-70.

    Checked against:
        statsmodels 0.15 `multipletests(method="holm")`.

    Examples:
        >>> holm([0.01, 0.04, 0.03])
        (0.03, 0.06, 0.06)
    """
    ordered, order = _ordered(p_values)
    corrected = np.maximum.accumulate(ordered * np.arange(len(ordered), 0, -1))
    return _restored(corrected, order)


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """P-values corrected so that the share of false findings among all findings stays at the level.

    Args:
        p_values: one for each question that was asked; between 0 and 1.

    Returns:
        Corrected p-values ("q-values"), in the order given.

    Raises:
        CannotEstimate: there are none, or one is missing.
        ValueError: one lies outside 0 to 1.

    Assumes:
        Questions independent or positively dependent. For screening many outcomes; for the few on which a decision
        rests use `holm`.

    Source:
        Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1), pp. 289-300.

    Checked against:
        statsmodels 0.15 `multipletests(method="fdr_bh")`; scipy 1.17 `false_discovery_control`.

    Examples:
        >>> benjamini_hochberg([0.01, 0.04, 0.03])
        (0.03, 0.04, 0.04)
    """
    ordered, order = _ordered(p_values)
    count = len(ordered)
    # One rounding, not two: the count divided by the rank is not exact.
    scaled = ordered * count / np.arange(1, count + 1)
    return _restored(np.minimum.accumulate(scaled[::-1])[::-1], order)


def _ordered(p_values: Sequence[float]) -> tuple[FloatArray, NDArray[np.intp]]:
    values = vector("p_values", p_values)
    if values.min() < 0 or values.max() > 1:
        raise ValueError("A p-value lies between 0 and 1; one of these does not.")
    order = np.argsort(values, kind="stable")
    return values[order], order


def _restored(corrected: FloatArray, order: NDArray[np.intp]) -> tuple[float, ...]:
    restored = np.empty(len(order))
    restored[order] = np.minimum(corrected, 1.0)
    return tuple(restored.tolist())
