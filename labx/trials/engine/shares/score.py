"""Likeliest shares under a supposed effect, and how far the data lie from it."""

import math

from scipy.optimize import brentq

from labx.trials.engine.shares.counts import Counts

EDGE = 1e-15


def difference_score(treated: Counts, control: Counts, difference: float) -> float:
    """Return the distance of the data, in standard errors, from a supposed difference of the shares."""
    control_share = _likeliest_control_share(treated, control, difference)
    treated_share = min(1.0, max(0.0, control_share + difference))
    distance = treated.share - control.share - difference
    return _standardised(
        distance, _variance(treated_share, treated.trials) + _variance(control_share, control.trials), treated, control
    )


def ratio_score(treated: Counts, control: Counts, ratio: float) -> float:
    """Return the distance of the data, in standard errors, from a supposed ratio of the shares."""
    successes = treated.successes + control.successes
    linear = treated.trials * ratio + treated.successes + control.trials + control.successes * ratio
    square = (treated.trials + control.trials) * ratio
    # The smaller root, written so that nearly equal numbers are not subtracted.
    control_share = 2 * successes / (linear + math.sqrt(max(0.0, linear * linear - 4 * square * successes)))
    treated_share = min(1.0, control_share * ratio)
    variance = _variance(treated_share, treated.trials) + ratio * ratio * _variance(control_share, control.trials)
    return _standardised(treated.share - ratio * control.share, variance, treated, control)


def odds_score(treated: Counts, control: Counts, odds_ratio: float) -> float:
    """Return the distance of the data, in standard errors, from a supposed ratio of the odds."""
    successes = treated.successes + control.successes
    square = control.trials * (odds_ratio - 1)
    linear = treated.trials * odds_ratio + control.trials - successes * (odds_ratio - 1)
    control_share = 2 * successes / (linear + math.sqrt(max(0.0, linear * linear + 4 * square * successes)))
    treated_share = control_share * odds_ratio / (1 + control_share * (odds_ratio - 1))
    information = 1 / (treated.trials * treated_share * (1 - treated_share)) + 1 / (
        control.trials * control_share * (1 - control_share)
    )
    units = treated.trials + control.trials
    return (treated.successes - treated.trials * treated_share) * math.sqrt(information * (units - 1) / units)


def _likeliest_control_share(treated: Counts, control: Counts, difference: float) -> float:
    """Maximum of the likelihood among shares that differ by exactly this much; its slope falls all the way."""

    def slope(share: float) -> float:
        other = share + difference
        return (
            treated.successes / other
            - (treated.trials - treated.successes) / (1 - other)
            + control.successes / share
            - (control.trials - control.successes) / (1 - share)
        )

    lowest, highest = max(0.0, -difference), min(1.0, 1 - difference)
    edge = EDGE * 8
    if highest - lowest <= 4 * edge or slope(lowest + edge) <= 0:
        return lowest
    if slope(highest - edge) >= 0:
        return highest
    return float(brentq(slope, lowest + edge, highest - edge, xtol=1e-16, rtol=1e-14))


def _variance(share: float, units: int) -> float:
    return share * (1 - share) / units


def _standardised(distance: float, variance: float, treated: Counts, control: Counts) -> float:
    units = treated.trials + control.trials
    if abs(distance) <= EDGE:
        return 0.0
    if variance == 0:
        return math.copysign(math.inf, distance)
    return distance / math.sqrt(variance * units / (units - 1))
