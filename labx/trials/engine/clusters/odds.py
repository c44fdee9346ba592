"""Ordered answers in clusters by proportional odds: one odds ratio of all people, its error by cluster."""

import numpy as np
from numpy.typing import ArrayLike

from labx.trials.engine.clusters.fitting import Labels
from labx.trials.engine.clusters.robust import clustered_difference
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.proportional_odds import pulls_on_odds
from labx.trials.engine.units import outcome_and_arm


def clustered_proportional_odds(
    outcome: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, confidence: float
) -> Effect:
    """Logarithm of the odds ratio of a higher answer, where whole clusters got the change.

    Args:
        outcome: one answer a unit, as numbers in order, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster (school, office), shape `(n_units,)`; none missing, each in one arm.
        confidence: share of such intervals that hold the true value, between 0 and 1.

    Returns:
        The estimate of `proportional_odds` on all units, every unit weighing the same: large clusters count more. The
        error is that of CR2 on what each cluster's units pull it, with Satterthwaite's degrees of freedom.

    Raises:
        CannotEstimate: an arm has fewer than two clusters, a cluster is in both arms, or no answer of one arm lies
            above any of the other.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        Clusters independent of one another, some 10 in each arm, and answers at several levels in most of them. It is
        the odds ratio of any two people, one of each arm, and not of two people of like places, which would lie further
        from 1 where places differ.

    Source:
        Zeger and Liang (1986), Longitudinal data analysis for discrete and continuous outcomes, Biometrics 42(1),
        pp. 121-130 (independence as the working model); Bell and McCaffrey (2002), Survey Methodology 28(2),
        pp. 169-181, for few clusters.

    Checked against:
        statsmodels 0.15 `GEE(family=Binomial())` with two levels, its robust variances times clusters / (clusters - 1)
        in each arm, to 1e-8; `OrderedModel(distr="logit").fit(cov_type="cluster")` with five, to the digits that its
        numeric derivatives carry, through tests/references/odds_statsmodels.json; false findings by simulation.

    Examples:
        >>> rating, office = [1, 2, 3, 2, 2, 3, 1, 3], ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = clustered_proportional_odds(rating, [0, 0, 0, 0, 1, 1, 1, 1], office, confidence=0.95)
        >>> round(effect.estimate, 3), round(effect.degrees_of_freedom, 3)
        (0.653, 2.0)
    """
    values, treated = outcome_and_arm(outcome, is_treated)
    found = pulls_on_odds(values[treated == 1], values[treated == 0])
    # As numbers of each unit, of which the difference in means is pulled by every unit as the odds ratio is.
    numbers = np.empty(len(values))
    numbers[treated == 1] = found.treated * len(found.treated)
    numbers[treated == 0] = -found.control * len(found.control)
    spread = clustered_difference(numbers, treated, clusters, confidence=confidence)
    return Effect.of(
        estimate=found.estimate,
        standard_error=spread.standard_error,
        degrees_of_freedom=spread.degrees_of_freedom,
        confidence=confidence,
    )
