"""Answers in order, compared by one ratio of odds for every place at which good may be told from bad."""

import math
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.proportional_odds import ProportionalOdds, proportional_odds, pulls_on_odds
from labx.trials.kinds import rank
from labx.trials.kinds.declare import Kind
from labx.trials.kinds.linear import margin_by
from labx.trials.plan.shape import Outcome


def compared(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> ProportionalOdds:
    both = [rows.numbers[outcome.code] for rows in (tried, comparison)]
    for values in both:
        moments(values)
    return proportional_odds(*both, confidence=confidence)


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    """The logarithm of the odds ratio: 0 is no difference."""
    return compared(outcome, tried, comparison, confidence).effect


def shared(outcome: Outcome, tried: Table, other: Table, comparison: Table) -> float:
    pulls = [
        pulls_on_odds(rows.numbers[outcome.code], comparison.numbers[outcome.code]).control for rows in (tried, other)
    ]
    return float(np.cov(*pulls)[0, 1]) * len(comparison)


def misfit(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> dict[str, Any]:
    """Whether one ratio does for all places."""
    found = compared(outcome, tried, comparison, confidence)
    return {"statistic": found.misfit, "degrees_of_freedom": found.misfit_degrees, "p_value": found.misfit_p_value}


def written(_outcome: Outcome, value: float, *, signed: bool = False) -> str:
    """The ratio itself: it is above or below 1, and so needs no sign."""
    del signed
    return _("%(number)s times") % {"number": formats.number(math.exp(value), 2)}


ODDS = Kind(
    code="odds",
    title=gettext_lazy("A rating, compared by the odds of a better answer"),
    when=gettext_lazy("Few answers in order, such as 1 to 5, in groups of 50 or more: one ratio for all of them."),
    instead=gettext_lazy("Compare by who is higher where the design does, or the mean of who answered well: 1 or 0."),
    method=gettext_lazy("Odds ratio of ordered answers (proportional odds, McCullagh)"),
    formula="logit P(y ≤ k) = τₖ − β · x, the same β at every k; odds ratio e^β, interval e^(β ± t · s)",
    summary=rank.summary,
    effect=effect,
    linear=effect,
    margin=margin_by(effect),
    shared=shared,
    beside={"pairs": rank.effect, "misfit": misfit, "levels": rank.distribution},
    written=written,
    asks=("worthwhile", "margin"),
    is_ratio=True,
    more=gettext_lazy(
        "%(outcome)s: the odds of a higher answer are %(amount)s as high with “%(tried)s” as with “%(comparison)s” "
        "(%(span)s)."
    ),
    less=gettext_lazy(
        "%(outcome)s: the odds of a lower answer are %(amount)s as high with “%(tried)s” as with “%(comparison)s” "
        "(%(span)s)."
    ),
    around=gettext_lazy("from %(low)s for a lower answer to %(high)s for a higher one"),
    in_tables=gettext_lazy("%(outcome)s (logarithm of the odds ratio)"),
    definition=gettext_lazy(
        "Odds of a higher “%(outcome)s” in the group “%(tried)s” divided by the same odds in the group "
        "“%(comparison)s”, one ratio for every level, by the group each was assigned to."
    ),
)
