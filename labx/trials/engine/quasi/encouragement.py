"""Encouragement: people are invited at random, and some of those invited take part."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, matrix, require_open_share, vector
from labx.stats.distributions import t_quantile
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.adjustment_by_unit import adjusted_difference_by_unit
from labx.trials.engine.effect import Effect

# A first stage that explains less than this is no encouragement to speak of.
STRONG_FIRST_STAGE = 10.0


@dataclass(frozen=True, slots=True)
class Encouragement:
    """What the invitation did, and what taking part did for those whom the invitation moved.

    `interval` is Anderson and Rubin's: it holds however weak the encouragement is. `strength` is the F statistic of the
    first stage; `is_weak` says that it lies below 10. `compliers` is the share whom the invitation moved.
    """

    on_outcome: Effect
    on_taking_part: Effect
    estimate: float
    standard_error: float
    interval: Interval
    strength: float

    @property
    def compliers(self) -> float:
        return self.on_taking_part.estimate

    @property
    def is_weak(self) -> bool:
        return self.strength < STRONG_FIRST_STAGE


def encouragement(
    outcome: ArrayLike,
    *,
    took_part: ArrayLike,
    encouraged: ArrayLike,
    covariates: ArrayLike,
    names: Sequence[str],
    confidence: float,
) -> Encouragement:
    """Effect of an invitation, and of taking part among those who took part because they were invited.

    Args:
        outcome: one number a unit, shape `(n_units,)`.
        took_part: 1 (or the amount) for who took part, 0 for who did not, shape `(n_units,)`.
        encouraged: 1 for who was invited, 0 for who was not, shape `(n_units,)`.
        covariates: values known before the invitation, shape `(n_units, n_covariates)`; `n_covariates` may be 0.
        names: names of the covariates, used in messages.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        Effect of the invitation on outcome and on taking part (HC2 errors), their ratio, which is two-stage least
        squares, its standard error and Anderson and Rubin's interval, all in the unit of the outcome.

    Raises:
        CannotEstimate: the invitation moved so few that no finite interval exists, everyone or nobody was invited,
            everyone or nobody took part, or everyone did as the draw said.
        ValueError: lengths differ, or the invitation is not 0 and 1.

    Assumes:
        The invitation was drawn at random, acts on the outcome only through taking part, and keeps nobody away who
        would have come uninvited. Independent units: not for invitations by cluster.

    Source:
        Angrist, Imbens and Rubin (1996), Identification of causal effects using instrumental variables, Journal of the
        American Statistical Association 91, pp. 444-455; Anderson and Rubin (1949), Annals of Mathematical Statistics
        20(1); Andrews, Stock and Sun (2019), Annual Review of Economics 11, for when to trust which.

    Checked against:
        linearmodels 7.1 `IV2SLS` through tests/references/encouragement_linearmodels.json; statsmodels 0.15 `OLS` HC2
        of outcome less effect times part at both limits.

    Examples:
        >>> invited, part = [1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0]
        >>> answer = encouragement([9, 8, 9, 3, 4, 2, 3, 3], took_part=part, encouraged=invited,
        ...                        covariates=np.empty((8, 0)), names=(), confidence=0.8)
        >>> round(answer.on_outcome.estimate, 4), round(answer.compliers, 4), round(answer.estimate, 4), answer.is_weak
        (4.25, 0.75, 5.6667, True)
    """
    require_open_share("confidence", confidence)
    part = vector("taking part", took_part)
    _require_choice(part, vector("encouraged", encouraged))
    both = [
        adjusted_difference_by_unit(values, encouraged, covariates, names=names, confidence=confidence)
        for values in (outcome, part)
    ]
    on_outcome, on_part = both
    joint = _joint_variance(vector("outcome", outcome), part, encouraged, covariates, names)
    ratio = on_outcome.estimate / on_part.estimate if on_part.estimate else math.inf
    critical = t_quantile((1 + confidence) / 2, on_part.degrees_of_freedom) ** 2
    interval = _anderson_rubin(on_outcome.estimate, on_part.estimate, joint, critical, confidence)
    error = joint[0, 0] - 2 * ratio * joint[0, 1] + ratio**2 * joint[1, 1]
    return Encouragement(
        on_outcome=on_outcome,
        on_taking_part=on_part,
        estimate=ratio,
        standard_error=math.sqrt(max(error, 0.0)) / abs(on_part.estimate),
        interval=interval,
        strength=on_part.estimate**2 / float(joint[1, 1]),
    )


def _require_choice(part: FloatArray, invited: FloatArray) -> None:
    if part.min() == part.max():
        raise CannotEstimate(
            "The effect of taking part cannot be estimated.",
            "Everyone took part, or nobody did.",
            "Check the column that says who took part.",
        )
    if np.array_equal(part, invited):
        raise CannotEstimate(
            "The effect of taking part cannot be told from that of the invitation.",
            "Everyone invited took part and nobody else: everyone did as the draw said.",
            "Analyse it as an ordinary comparison of two arms.",
        )


def _joint_variance(
    outcome: FloatArray, part: FloatArray, encouraged: ArrayLike, covariates: ArrayLike, names: Sequence[str]
) -> FloatArray:
    """HC2 covariance of the two effects of the invitation, shape `(2, 2)`."""
    invited = vector("encouraged", encouraged)
    design = np.column_stack([invited, np.ones(len(invited)), matrix("covariates", covariates, columns=names)])
    orthogonal, triangle = np.linalg.qr(design)
    both = np.column_stack([outcome - outcome.mean(), part - part.mean()])
    residuals = both - orthogonal @ (orthogonal.T @ both)
    own_weight = (orthogonal**2).sum(axis=1)
    influence = orthogonal @ np.linalg.inv(triangle)[0]
    scaled = residuals * (influence / np.sqrt(1 - own_weight))[:, None]
    return np.asarray(scaled.T @ scaled)


def _anderson_rubin(
    on_outcome: float, on_part: float, joint: FloatArray, critical: float, confidence: float
) -> Interval:
    """Effects b for which the invitation does not act on outcome less b times part: a quadratic in b."""
    square = on_part**2 - critical * joint[1, 1]
    if square <= 0:
        raise CannotEstimate(
            "The effect of taking part cannot be bounded.",
            "The invitation moved too few people: the data fit any effect, however large.",
            "Report the effect of the invitation itself.",
        )
    middle = (on_outcome * on_part - critical * joint[0, 1]) / square
    # 0 at the limit of a perfect fit; below it only by rounding.
    spread = middle**2 - (on_outcome**2 - critical * joint[0, 0]) / square
    half = math.sqrt(max(float(spread), 0.0))
    return Interval(float(middle) - half, float(middle) + half, confidence)
