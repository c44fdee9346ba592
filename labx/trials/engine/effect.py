"""What every comparison of two arms answers with."""

from dataclasses import dataclass

from labx.stats.checks import require_open_share
from labx.stats.distributions import t_quantile, t_two_sided_p
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval


@dataclass(frozen=True, slots=True)
class Effect:
    """Difference between the tried arm and the comparison arm, in the unit of the outcome.

    `p_value` is two-sided and refers to Student's t distribution with `degrees_of_freedom`, as does `interval`: the
    interval leaves out 0 exactly when the p-value is below 1 - confidence.
    """

    estimate: float
    standard_error: float
    degrees_of_freedom: float
    interval: Interval
    p_value: float

    @classmethod
    def of(cls, *, estimate: float, standard_error: float, degrees_of_freedom: float, confidence: float) -> "Effect":
        """Return the effect with the interval and p-value that follow from its standard error."""
        require_open_share("confidence", confidence)
        if standard_error == 0:
            raise CannotEstimate(
                "The uncertainty of this difference cannot be estimated.",
                "Within each arm all outcomes are equal, so the data do not show how much they could vary.",
                "Check that the outcome column is the right one; if it is, report the two values without an interval.",
            )
        margin = t_quantile((1 + confidence) / 2, degrees_of_freedom) * standard_error
        return cls(
            estimate=estimate,
            standard_error=standard_error,
            degrees_of_freedom=degrees_of_freedom,
            interval=Interval(estimate - margin, estimate + margin, confidence),
            p_value=t_two_sided_p(estimate / standard_error, degrees_of_freedom),
        )
