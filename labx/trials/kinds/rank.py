"""Ratings and other outcomes of which only the order means something."""

from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.superiority import shared_by_comparison, superiority
from labx.trials.engine.permutation.statistics import ranks_drawn
from labx.trials.kinds import share
from labx.trials.kinds.declare import Kind, Redrawn
from labx.trials.kinds.linear import margin_by
from labx.trials.plan.shape import Outcome

HUNDRED, MOST_LEVELS = 100, 20


def summary(outcome: Outcome, table: Table) -> dict[str, Any]:
    """How many were measured; a rating has no mean, and pairs are of both groups."""
    return {"measured": len(table), "value": None, "spread": None}


def distribution(outcome: Outcome, tried: Table, comparison: Table, _confidence: float) -> dict[str, Any]:
    """Which part of both groups answers each level, or above it."""
    both = [rows.numbers[outcome.code] for rows in (tried, comparison)]
    for values in both:
        moments(values)
    found = np.unique(np.concatenate(both))
    if len(found) > MOST_LEVELS:
        raise CannotEstimate(
            "Answers of “{outcome}” are not shown level by level.",
            "There are more than {most} of them.",
            "Read the comparison of pairs.",
            outcome=outcome.label,
            most=MOST_LEVELS,
        )
    at_least = [[float(np.mean(values >= level)) for level in found] for values in both]
    return {"levels": found.tolist(), "tried": at_least[0], "comparison": at_least[1]}


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    """Of all pairs with one from each group, the part higher with the change less the part lower."""
    both = [rows.numbers[outcome.code] for rows in (tried, comparison)]
    for values in both:
        moments(values)
    return of_pairs(superiority(*both, confidence=confidence))


def shared(outcome: Outcome, tried: Table, other: Table, comparison: Table) -> float:
    """Of parts of pairs, which are twice the chances."""
    return 4 * shared_by_comparison(*(rows.numbers[outcome.code] for rows in (tried, other, comparison)))


def redrawn(outcome: Outcome, table: Table) -> Redrawn:
    return Redrawn(statistic=ranks_drawn(table.numbers[outcome.code]))


def of_pairs(chance: Effect) -> Effect:
    """From the chance to be higher, less one half, to the part of pairs that are higher less those lower."""
    low, high = np.clip([2 * chance.interval.lower, 2 * chance.interval.upper], -1, 1)
    return Effect(
        estimate=2 * chance.estimate,
        standard_error=2 * chance.standard_error,
        degrees_of_freedom=chance.degrees_of_freedom,
        interval=Interval(float(low), float(high), chance.interval.confidence),
        p_value=chance.p_value,
    )


RANK = Kind(
    code="rank",
    title=_("A rating, compared by who is higher"),
    when=_("Answers from bad to good, marks, stages: numbers in order, whose distances mean nothing."),
    instead=_("Compare by its mean who gave a good answer: 1 for yes and 0 for no."),
    method=_("Chance to be higher less chance to be lower (Brunner and Munzel)"),
    formula="P(y₁ > y₀) − P(y₁ < y₀) ± 2t · √(s₁²/n₁ + s₀²/n₀), s of each unit's placement in the other group",
    summary=summary,
    effect=effect,
    linear=effect,
    margin=margin_by(effect),
    shared=shared,
    redrawn=redrawn,
    beside={"levels": distribution},
    written=share.written,
    asks=("worthwhile", "margin"),
    scale=HUNDRED,
    more=_(
        "%(outcome)s: of pairs with one from each group, %(amount)s more are higher with “%(tried)s” than with "
        "“%(comparison)s” (%(span)s)."
    ),
    less=_(
        "%(outcome)s: of pairs with one from each group, %(amount)s fewer are higher with “%(tried)s” than with "
        "“%(comparison)s” (%(span)s)."
    ),
    definition=_(
        "Of all pairs with one from each group, the part in which “%(outcome)s” is higher in the group “%(tried)s” "
        "less the part in which it is higher in the group “%(comparison)s”."
    ),
)
