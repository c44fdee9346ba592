"""Yes or no of each unit, compared by the share of yes: finished, found work, came back."""

from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.stats.errors import CannotEstimate
from labx.trials.analysis.table import Table
from labx.trials.engine.effect import Effect
from labx.trials.engine.margins import MarginTest, share_equivalence, share_non_inferiority
from labx.trials.engine.shares.counts import Counts, TestedEffect
from labx.trials.engine.shares.effects import odds_ratio, risk_ratio, share_difference
from labx.trials.kinds import mean
from labx.trials.kinds.declare import Kind, Redrawn
from labx.trials.plan.shape import Outcome

HUNDRED = 100


def require_yes_or_no(outcome: Outcome, table: Table) -> None:
    if not np.isin(table.numbers[outcome.code], (0, 1)).all():
        raise CannotEstimate(
            "“{outcome}” cannot be compared as a share.",
            "It holds values other than 0 and 1.",
            "Write 1 for yes and 0 for no in the file, and import it again.",
            outcome=outcome.label,
        )


def counts(outcome: Outcome, table: Table) -> Counts:
    require_yes_or_no(outcome, table)
    values = table.numbers[outcome.code]
    return Counts(int(values.sum()), len(values))


def summary(outcome: Outcome, table: Table) -> dict[str, Any]:
    values = table.numbers[outcome.code]
    value = float(values.mean()) if len(values) else None
    return {"measured": len(values), "value": value, "spread": None}


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> TestedEffect:
    return share_difference(counts(outcome, tried), counts(outcome, comparison), confidence=confidence)


def linear(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    require_yes_or_no(outcome, tried)
    require_yes_or_no(outcome, comparison)
    return mean.effect(outcome, tried, comparison, confidence)


def relative(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> TestedEffect:
    """The ratio of the shares, less 1: how much more or less, as a part of the comparison's."""
    ratio = risk_ratio(counts(outcome, tried), counts(outcome, comparison), confidence=confidence)
    low, high = ratio.interval.lower - 1, ratio.interval.upper - 1
    return TestedEffect(ratio.estimate - 1, type(ratio.interval)(low, high, confidence), ratio.p_value)


def redrawn(outcome: Outcome, table: Table) -> Redrawn:
    require_yes_or_no(outcome, table)
    return mean.redrawn(outcome, table)


def odds(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> TestedEffect:
    return odds_ratio(counts(outcome, tried), counts(outcome, comparison), confidence=confidence)


def margin(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> MarginTest:
    both = counts(outcome, tried), counts(outcome, comparison)
    if outcome.aim == "alike":
        return share_equivalence(*both, margin=outcome.margin, level=1 - confidence)
    return share_non_inferiority(*both, margin=outcome.margin, better=outcome.better, level=(1 - confidence) / 2)


def written(outcome: Outcome, value: float, *, signed: bool = False) -> str:
    """A share or a difference of shares, as so many in 100."""
    many = value * HUNDRED
    places = 0 if abs(many) >= 10 or many == round(many) else 1
    return _("%(number)s in 100") % {"number": formats.number(many, places, signed=signed)}


SHARE = Kind(
    code="share",
    title=gettext_lazy("Yes or no, compared by how many in 100"),
    when=gettext_lazy("Finished or not, found work or not: 1 for yes and 0 for no."),
    instead=gettext_lazy("Write 1 for yes and 0 for no, or the share of each place and period, and compare the mean."),
    method=gettext_lazy("Difference of shares, score interval (Miettinen and Nurminen)"),
    formula="{δ : |p₁ − p₀ − δ| ≤ z · √(n/(n−1) · (p̃₁(1−p̃₁)/n₁ + p̃₀(1−p̃₀)/n₀))}",
    summary=summary,
    effect=effect,
    linear=linear,
    relative=relative,
    margin=margin,
    shared=mean.shared,
    redrawn=redrawn,
    beside={"odds_ratio": odds},
    written=written,
    asks=("worthwhile", "margin"),
    is_share=True,
    is_by_unit=True,
    scale=HUNDRED,
)
