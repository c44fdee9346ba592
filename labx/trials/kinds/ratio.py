"""One sum divided by another: minutes for each call, errors for each page, euros for each application."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.stats.cross_moments import CrossMoments
from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.engine.difference import RelativeEffect
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.ratio import difference_of_ratios, ratio_with_error, relative_difference_of_ratios
from labx.trials.kinds.declare import Kind, Redrawn
from labx.trials.kinds.linear import margin_by
from labx.trials.plan.shape import Outcome

NAMES = {"numerator": "numerator", "denominator": "denominator"}


def columns(outcome: Outcome) -> tuple[DataColumn, ...]:
    over = _("What it is divided by: calls, pages, applications of each one")
    return (
        DataColumn(outcome.code, "number", outcome.label, is_after=True, is_required=False),
        DataColumn(outcome.part("over"), "number", over, is_after=True, is_required=False),
    )


def of(outcome: Outcome, table: Table) -> CrossMoments:
    moments(table.numbers[outcome.code])  # a group without anybody is refused in the same words as everywhere
    return CrossMoments.of(table.matrix(outcome.code, outcome.part("over")), names=tuple(NAMES))


def summary(outcome: Outcome, table: Table) -> dict[str, Any]:
    above, below = (float(table.numbers[name].sum()) for name in (outcome.code, outcome.part("over")))
    return {"measured": len(table), "value": above / below if below > 0 else None, "spread": None}


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return difference_of_ratios(of(outcome, tried), of(outcome, comparison), **NAMES, confidence=confidence)


def shared(outcome: Outcome, _tried: Table, _other: Table, comparison: Table) -> float:
    return ratio_with_error(of(outcome, comparison), **NAMES)[1] ** 2


def redrawn(outcome: Outcome, table: Table) -> Redrawn:
    return Redrawn(table.numbers[outcome.code], table.numbers[outcome.part("over")])


def relative(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> RelativeEffect:
    return relative_difference_of_ratios(of(outcome, tried), of(outcome, comparison), **NAMES, confidence=confidence)


RATIO = Kind(
    code="ratio",
    title=_("One sum divided by another"),
    when=_("Minutes for each call, errors for each page: two numbers of each person, added up before dividing."),
    instead=_("Divide the two numbers of each row beforehand, and compare the mean."),
    method=_("Difference of ratios of sums (delta method, Welch)"),
    formula="Σy₁/Σx₁ − Σy₀/Σx₀ ± t · √(s²(y − R₁x)/(n₁x̄₁²) + s²(y − R₀x)/(n₀x̄₀²))",
    summary=summary,
    effect=effect,
    linear=effect,
    relative=relative,
    margin=margin_by(effect),
    shared=shared,
    redrawn=redrawn,
    columns=columns,
    definition=_(
        "Sum of “%(outcome)s” divided by its denominator in the group “%(tried)s”, minus the same in the group "
        "“%(comparison)s”, by the group each was assigned to."
    ),
)
