"""Effects of several strata as one, each by its weight."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.effect import Effect
from labx.trials.engine.units import IntArray

WEIGHT_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """An estimate that does not depend on the others; its squared error is 0 where nothing varied."""

    estimate: float
    squared_error: float
    degrees_of_freedom: float


def combined_effect(parts: Sequence[Part], weights: ArrayLike, *, confidence: float) -> Effect:
    """Weighted sum of estimates that do not depend on each other, such as the effect in each stratum.

    Args:
        parts: one estimate a stratum, each with the error of its own kind of outcome: a difference of medians, of mean
            times, of rates, the logarithm of an odds ratio.
        weights: one weight a part, shape `(n_parts,)`, fixed by the plan (the strata's shares of the units, together
            1) and not by the errors; a minus takes a part away.
        confidence: share of such intervals that hold the true sum, between 0 and 1.

    Returns:
        Effect in the unit of the parts, Satterthwaite's degrees of freedom.

    Raises:
        CannotEstimate: no part has an error.
        ValueError: parts and weights differ in number.

    Assumes:
        Independent parts, each with an error that can be trusted by itself or, on average, together with the others.
        What is averaged is the effect within strata: a mean of differences of medians is no difference of medians.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., sections 5.3 and 5.4; Satterthwaite (1946), Biometrics Bulletin
        2(6), pp. 110-114.

    Checked against:
        `stratified_difference` for means; lifelines 0.30 for times, through
        tests/references/strata_lifelines.json; statsmodels 0.15 `OrderedModel` for odds.

    Examples:
        >>> parts = [Part(3.0, 1.0, 8), Part(1.0, 4.0, 8)]
        >>> effect = combined_effect(parts, [0.75, 0.25], confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4), round(effect.degrees_of_freedom, 2)
        (2.5, 0.9014, 13.94)
    """
    shares = vector("weights", weights)
    if len(shares) != len(parts):
        raise ValueError(f"There are {len(parts)} parts and {len(shares)} weights. Give each part one weight.")
    weighted = [float(share) ** 2 * part.squared_error for share, part in zip(shares, parts, strict=True)]
    total = math.fsum(weighted)
    spread = math.fsum(
        square**2 / part.degrees_of_freedom for square, part in zip(weighted, parts, strict=True) if square
    )
    return Effect.of(
        estimate=math.fsum(float(share) * part.estimate for share, part in zip(shares, parts, strict=True)),
        standard_error=math.sqrt(total),
        degrees_of_freedom=total**2 / spread if spread else math.inf,
        confidence=confidence,
    )


def units_in_cells(treated: FloatArray, stratum: IntArray) -> FloatArray:
    """Return the units of each stratum in both arms, shape `(2, n_strata)`, the tried arm last; refuse one or none."""
    count = int(stratum.max()) + 1
    found = np.bincount(treated.astype(np.intp) * count + stratum, minlength=2 * count).reshape(2, count)
    if found.min() < 2:
        raise CannotEstimate(
            "The difference within strata cannot be estimated.",
            "{few} of the {strata} strata have fewer than two units in one of the arms.",
            "Join small strata that are alike, or adjust for the strata by regression.",
            few=int((found.min(axis=0) < 2).sum()),
            strata=count,
        )
    return np.asarray(found, dtype=np.float64)


def shares_of_strata(weights: ArrayLike | None, stratum: IntArray) -> FloatArray:
    """Return the weights of the strata, by default their shares of the units."""
    sizes = np.bincount(stratum)
    if weights is None:
        return np.asarray(sizes / sizes.sum(), dtype=np.float64)
    shares = vector("weights", weights)
    if len(shares) != len(sizes) or shares.min() < 0 or not math.isclose(shares.sum(), 1, abs_tol=WEIGHT_TOLERANCE):
        raise ValueError(
            f"There are {len(sizes)} strata and {len(shares)} weights that add up to {shares.sum()}. "
            "Give each stratum one weight of 0 or more, together 1."
        )
    return shares
