"""Quantiles and tail areas of the reference distributions, typed."""

from scipy import special


def normal_quantile(share: float) -> float:
    """Return the value below which `share` of the standard normal distribution lies."""
    return float(special.ndtri(share))


def normal_share_below(value: float) -> float:
    """Return the share of the standard normal distribution below `value`."""
    return float(special.ndtr(value))


def t_quantile(share: float, degrees_of_freedom: float) -> float:
    """Return the value below which `share` of Student's t distribution lies."""
    return float(special.stdtrit(degrees_of_freedom, share))


def t_two_sided_p(statistic: float, degrees_of_freedom: float) -> float:
    """Return the share of Student's t distribution at least as far from 0 as `statistic`, on both sides."""
    return 2 * float(special.stdtr(degrees_of_freedom, -abs(statistic)))


def chi_square_share_above(statistic: float, degrees_of_freedom: float) -> float:
    """Return the share of the chi-square distribution above `statistic`."""
    return float(special.chdtrc(degrees_of_freedom, statistic))


def t_share_below(value: float, degrees_of_freedom: float) -> float:
    """Return the share of Student's t distribution below `value`."""
    return float(special.stdtr(degrees_of_freedom, value))


def f_share_above(statistic: float, degrees_of_freedom: float, error_degrees_of_freedom: float) -> float:
    """Return the share of Fisher's F distribution above `statistic`."""
    return float(special.fdtrc(degrees_of_freedom, error_degrees_of_freedom, statistic))
