"""Matched pairs: of two that are alike, chance gives the change to one."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade
from labx.stats.errors import CannotEstimate
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer, moments
from labx.trials.analysis.redrawing import Lot, together
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look, Section
from labx.trials.designs.own_effect import compared_by, joined
from labx.trials.designs.pairs_ways import WAYS, complete_pairs, require_complete
from labx.trials.engine.effect import Effect
from labx.trials.engine.permutation.draws import blocked, clustered
from labx.trials.engine.permutation.ratios import weigh_ratios
from labx.trials.engine.permutation.redrawing import weigh_means
from labx.trials.engine.permutation.statistics import means_drawn
from labx.trials.engine.strata.blocked import paired_difference
from labx.trials.engine.strata.paired import chances_in_pairs
from labx.trials.engine.units import means_by, totals
from labx.trials.kinds.declare import Redrawn
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.arms import one_by_one
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line

Means = NDArray[np.float64]


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return (DataColumn("pair", "code", _("Pair"), hint=_("The same word for both of a pair, people or places.")),)


def each_pair(_plan: Plan, table: Table) -> NDArray[Any] | None:
    """Of each pair one member was drawn, with all its people where members are places."""
    return table.codes["pair"]


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    kinds = compared_by(paired, WAYS)
    return {
        "effects": comparing.effects(plan, table, by_plan, kinds),
        "subgroups": comparing.subgroups(plan, table, kinds),
        "pairs": [completeness(plan, table, place) for place in range(1, len(plan.arms))],
    }


def by_plan(plan: Plan) -> comparing.Estimate:
    return without_adjustment if plan.estimator == "adjusted" else comparing.by_plan(plan)


def without_adjustment(*_given: Any) -> Effect:
    raise CannotEstimate(
        "The difference within pairs is not adjusted.",
        "The pairs were made alike in what was known before.",
        "Choose in the plan the difference as it is.",
    )


def paired(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    treated, control, _lost = members(outcome, tried, comparison)
    require_complete(len(treated))
    return paired_difference(treated, control, confidence=confidence)


def members(outcome: Outcome, tried: Table, comparison: Table) -> tuple[Means, Means, int]:
    """Mean outcome of both members of each complete pair, and how many pairs are not complete.

    A member may be a person, or a place with many people: its mean counts.
    """
    values, arms, codes = joined(outcome, tried, comparison, "pair")
    kept, member, lost = complete_pairs(arms, codes)
    if not len(member):
        return np.empty(0), np.empty(0), lost
    both = means_by(member, values[kept])
    return both[1::2], both[0::2], lost


def lot(_plan: Plan, outcome: Outcome, tried: Table, comparison: Table) -> Lot:
    """Which of each complete pair got the change is drawn again."""
    rows, arms = together(outcome, tried, comparison)
    kept, member, _lost = complete_pairs(arms, rows.codes["pair"])
    moments(arms[kept])
    judged = drawn_members(outcome, rows.where(kept), arms[kept], member)
    if judged.statistic and outcome.kind != "rank":
        return Lot(arms[kept], clustered(arms[kept], member, block=member // 2), judged)
    pairs = len(np.unique(member)) // 2
    treatment = np.repeat([1.0, 0.0], pairs)
    weigh = weigh_means if judged.over is None else weigh_ratios(judged.over)
    return Lot(treatment, blocked(treatment, np.tile(np.arange(pairs), 2)), judged, weigh)


def drawn_members(outcome: Outcome, rows: Table, arms: Means, member: NDArray[np.intp]) -> Redrawn:
    """What is judged of each member, the tried ones first; of times and quantiles, of each row."""
    if outcome.kind == "rank":
        chances = chances_in_pairs(rows.numbers[outcome.code], arms, member // 2)
        return Redrawn(statistic=means_drawn(np.concatenate([chances, -chances])))
    judged = kind_of(outcome).redrawn(outcome, rows)
    if judged.statistic:
        return judged
    if judged.over is None:
        return Redrawn(tried_first(means_by(member, judged.numbers)))
    sums = totals(member, np.column_stack([judged.numbers, judged.over]))
    return Redrawn(tried_first(sums[:, 0]), tried_first(sums[:, 1]))


def tried_first(by_member: Means) -> Means:
    return np.concatenate([by_member[1::2], by_member[0::2]])


def completeness(plan: Plan, table: Table, place: int) -> dict[str, Any]:
    outcome = plan.primary
    sides = comparing.pair(kind_of(outcome), outcome, table, place)
    treated, _control, lost = members(outcome, *sides)
    plain = answer(lambda: kind_of(outcome).linear(outcome, *sides, plan.confidence))
    return {"arm": plan.arms[place].code, "complete": len(treated), "incomplete": lost, "plain": plain}


def sections(told: Any) -> list[Section]:
    return [one_section(told, part) for part in told.result["parts"]["pairs"]]


def one_section(told: Any, part: dict[str, Any]) -> Section:
    words = {"complete": formats.number(part["complete"]), "incomplete": formats.number(part["incomplete"])}
    arm = f": {told.plan.arm(part['arm']).label}" if len(told.plan.tried) > 1 else ""
    return Section(
        title=f"{gettext('The pairs')}{arm}",
        sentences=[
            gettext("Complete pairs: %(complete)s. Left out because one member was lost: %(incomplete)s.") % words
        ],
        heads=ESTIMATE_HEADS,
        rows=[line(effect_row(gettext("As if there were no pairs"), part["plain"], told.primary.kind.scale))],
    )


PAIRS = Design(
    code="pairs",
    title=_("A lottery within pairs"),
    when=_("Two people or places that are alike, and chance decides which one gets the change: good with few."),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    columns=columns,
    sections=sections,
    sample=one_by_one,
    drawn=each_pair,
    redrawn=lot,
    ways=lambda _plan: WAYS,
    kinds=("share", "mean", "ratio", "rate", "quantile", "rank", "odds", "time"),
    schemes=("outside", "pairs"),
    assumptions=(
        _("The pairs were made before the lottery, from what was known then."),
        _("What happens to one does not depend on the group of another."),
        _("The outcome was measured in the same way in every group."),
    ),
    threats=(_("Pairs that lose a member are left out whole"), _("Loss of people that depends on the group")),
    method=_("Mean of the differences within pairs (Student's t)"),
)
