"""Kinds of outcome in whole places: ratios by the sums of each place, the others by one number for each place."""

from collections.abc import Callable, Mapping

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from scipy.stats import rankdata

from labx.stats.errors import CannotEstimate
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Way
from labx.trials.designs.own_effect import Comparison, divided, divisor, joined
from labx.trials.engine.clusters.odds import clustered_proportional_odds
from labx.trials.engine.clusters.ordered import clustered_superiority
from labx.trials.engine.clusters.ratios import clustered_difference_of_ratios
from labx.trials.engine.clusters.summaries import (
    difference_of_cluster_quantiles,
    difference_of_cluster_ratios,
    difference_of_cluster_times,
)
from labx.trials.engine.effect import Effect
from labx.trials.kinds import rank, time
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.quantile import share_of
from labx.trials.plan.shape import Outcome, Plan

AVERAGE_PLACE = _("It is an average of places, each counting the same, and not of people.")


def ratios_by(engine: Callable[..., Effect]) -> Comparison:
    def ratios(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
        below = divided(outcome, tried, comparison)
        above, arms, places = joined(outcome, tried, comparison, "cluster")
        return engine(above, below, arms, places, confidence=confidence)

    return ratios


by_person, by_place = ratios_by(clustered_difference_of_ratios), ratios_by(difference_of_cluster_ratios)


def quantiles(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    rows = joined(outcome, tried, comparison, "cluster")
    return difference_of_cluster_quantiles(*rows, share=share_of(outcome), confidence=confidence)


def ranks(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return rank.of_pairs(clustered_superiority(*joined(outcome, tried, comparison, "cluster"), confidence=confidence))


def odds(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return clustered_proportional_odds(*joined(outcome, tried, comparison, "cluster"), confidence=confidence)


def times(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    for rows in (tried, comparison):
        time.times(outcome, rows)
    until, arms, places = joined(outcome, tried, comparison, "cluster")
    happened = np.concatenate([rows.numbers[outcome.part("happened")] for rows in (tried, comparison)])
    horizon = outcome.horizon or 0.0
    return difference_of_cluster_times(until, happened, arms, places, horizon=horizon, confidence=confidence)


WELCH = "x̄₁ − x̄₀ ± t · √(s₁²/k₁ + s₀²/k₀), x̄, s and k of the places' %s"
RATIOS = Way(
    effect=by_person,
    method=_("Difference of ratios of sums, errors by place (CR2, Satterthwaite's degrees of freedom)"),
    formula="Σy₁/Σx₁ − Σy₀/Σx₀ ± t · √(v₁ + v₀), v = Σ (y_g − R x_g)²/(1 − x_g/Σx) / (Σx)² over places g",
    speaks=_("Large places count more: it is about all that happened, not about the average place."),
)
RATIOS_OF_PLACES = Way(
    effect=by_place,
    method=_("Means of the ratios of places (Welch)"),
    formula=WELCH % "Σy/Σx",
    speaks=AVERAGE_PLACE,
)
OF_PLACES: Mapping[str, Way] = {
    "quantile": Way(
        effect=quantiles,
        method=_("Means of the quantiles of places (Welch)"),
        formula=WELCH % "x(w)",
        speaks=_(
            "It is an average of the quantiles of places, each counting the same: not the quantile of all people."
        ),
    ),
    "rank": Way(
        effect=ranks,
        method=_("Chance to be higher less chance to be lower, by mean placements of places (Brunner and Munzel)"),
        formula="P(y₁ > y₀) − P(y₁ < y₀) ± 2t · √(s₁²/k₁ + s₀²/k₀), s of the places' mean placements",
        speaks=_("It is about someone of one place and someone of another, all places as likely: not all people."),
    ),
    "odds": Way(
        effect=odds,
        method=_("Odds ratio of ordered answers (proportional odds), errors by place (CR2, Satterthwaite's t)"),
        formula="logit P(y ≤ k) = τₖ − β · x; β ± t · √(v₁ + v₀), v by CR2 of what the people of each place pull β",
        speaks=_(
            "It is the odds ratio of any two people, one of each group, large places counting more; between people of "
            "like places it lies further from 1."
        ),
    ),
    "time": Way(
        effect=times,
        method=_("Means of the mean times of places up to the horizon (Kaplan and Meier, Welch)"),
        formula=WELCH % "∫₀ʰ S",
        speaks=AVERAGE_PLACE,
    ),
}
MEANS = Way(method=_("Means of the means of places (Welch)"), formula=WELCH % "ȳ", speaks=AVERAGE_PLACE)
# The same difference in other ways: by person and by place, where both are possible.
READINGS: Mapping[str, Mapping[str, Comparison]] = {
    "ratio": {"person": by_person, "places": by_place},
    "rate": {"person": by_person, "places": by_place},
    "quantile": {"places": quantiles},
    "rank": {"places": ranks},
    "odds": {"person": odds},
    "time": {"places": times},
}
BY_PERSON: Mapping[str, Way] = {**OF_PLACES, "ratio": RATIOS, "rate": RATIOS}
BY_PLACE: Mapping[str, Way] = {
    **OF_PLACES,
    "ratio": RATIOS_OF_PLACES,
    "rate": RATIOS_OF_PLACES,
    "mean": MEANS,
    "share": MEANS,
}


def ways_of(plan: Plan) -> Mapping[str, Way]:
    return BY_PLACE if plan.options.get("per") == "cluster" else BY_PERSON


def compared_numbers(outcome: Outcome, known: Table) -> NDArray[np.float64]:
    """What people of a place may be alike in, without the difference that the change made: one number each."""
    if outcome.kind == "time":
        raise CannotEstimate(
            "It cannot be estimated how alike people of a cluster are.",
            "Of some it is only known that it had not happened yet.",
            "Read how many places there are, and how far their mean times lie apart.",
        )
    values = values_of(outcome, known).copy()
    if outcome.kind in ("rank", "odds"):
        values = np.asarray(rankdata(values), dtype=np.float64)
    over = divisor(outcome, known) if outcome.kind in ("ratio", "rate") else np.ones(len(values))
    for place in np.unique(known.arms):
        here = known.arms == place
        below = float(over[here].sum())
        if below <= 0:
            raise CannotEstimate(
                "The ratio cannot be computed in one of the arms.",
                "Its denominators add up to 0 or less.",
                "Check the column of the denominator.",
            )
        values[here] -= float(values[here].sum()) / below * over[here]
    return values
