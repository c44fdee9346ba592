"""Two changes tried at once, each person getting neither, one, or both."""

from dataclasses import dataclass

from labx.stats.moments import Moments
from labx.trials.engine.contrast import contrast_of_means
from labx.trials.engine.effect import Effect


@dataclass(frozen=True, slots=True)
class FactorialEffects:
    """Main effects and interaction of two changes, in the unit of the outcome.

    A main effect is the mean of the change's effect with and without the other change; the interaction is how much more
    the first change does when the second is there.
    """

    first: Effect
    second: Effect
    interaction: Effect


def factorial_effects(
    *, neither: Moments, first_only: Moments, second_only: Moments, both: Moments, confidence: float
) -> FactorialEffects:
    """Main effects and interaction in a two-by-two trial.

    Args:
        neither: moments of the outcome among people with neither change, 2 or more units; likewise the other cells.
        first_only: people with the first change only.
        second_only: people with the second change only.
        both: people with both changes.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        Three effects, each with an interval of its own: they are not corrected for one another.

    Raises:
        CannotEstimate: a cell has fewer than two units, or none varies.

    Assumes:
        Each person assigned independently to one of the four cells. A main effect answers for a service only when the
        interaction is small: the interval of the interaction is twice as wide, so a trial sized for main effects says
        little about it.

    Source:
        Muralidharan, Romero and Wüthrich (2023), Factorial designs, model selection, and (incorrect) inference in
        randomized experiments, Review of Economics and Statistics, for why the interaction is always shown.

    Checked against:
        statsmodels 0.15 `OLS(...).fit(cov_type="HC2")` on the saturated model.

    Examples:
        >>> cells = [Moments.of(values) for values in ([1, 3], [2, 4], [4, 6], [8, 10])]
        >>> effects = factorial_effects(
        ...     neither=cells[0], first_only=cells[1], second_only=cells[2], both=cells[3], confidence=0.95)
        >>> effects.first.estimate, effects.second.estimate, effects.interaction.estimate
        (2.5, 4.5, 3.0)
    """
    cells = (neither, first_only, second_only, both)
    return FactorialEffects(
        first=contrast_of_means(cells, (-0.5, 0.5, -0.5, 0.5), confidence=confidence),
        second=contrast_of_means(cells, (-0.5, -0.5, 0.5, 0.5), confidence=confidence),
        interaction=contrast_of_means(cells, (1, -1, -1, 1), confidence=confidence),
    )
