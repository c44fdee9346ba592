"""By lot within strata: in each office, region or kind of person the groups are drawn apart."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer
from labx.trials.analysis.equity import FEWEST_SHOWN
from labx.trials.analysis.jointly import shared_by_pulls, shared_in_strata
from labx.trials.analysis.redrawing import Lot, together
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look, Section
from labx.trials.designs.own_effect import compared_by, covered, joined
from labx.trials.designs.strata_ways import WAYS
from labx.trials.engine.effect import Effect
from labx.trials.engine.permutation.draws import blocked
from labx.trials.engine.permutation.ratios import weigh_ratios
from labx.trials.engine.permutation.statistics import within_strata
from labx.trials.engine.permutation.strata import weigh_strata
from labx.trials.engine.strata.blocked import stratified_difference
from labx.trials.engine.strata.levels import difference_within_levels, pulls_within_levels
from labx.trials.kinds.declare import Kind, Redrawn
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.arms import one_by_one
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return (DataColumn("stratum", "code", _("Stratum"), hint=_("The office, region or kind that each was drawn in.")),)


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    kinds = compared_by(stratified, WAYS)
    return {
        "effects": comparing.effects(plan, table, by_plan, kinds, shared),
        "subgroups": comparing.subgroups(plan, table, kinds),
        "strata": [each_stratum(plan, table, place) for place in range(1, len(plan.arms))],
        "ways": [ways(plan, table, place) for place in range(1, len(plan.arms))],
    }


def by_plan(plan: Plan) -> comparing.Estimate:
    """Within strata as the kind has it, or adjusted for what was known before."""

    def adjusted(_kind: Kind, outcome: Outcome, rows: Table, place: int) -> Effect:
        return adjusted_effect(plan, outcome, rows, place)

    return adjusted if plan.estimator == "adjusted" else comparing.by_plan(plan)


def shared(plan: Plan, table: Table, one: int, other: int) -> float:
    """What the primary effects of two tried arms have in common through the comparison's strata."""
    if plan.estimator == "adjusted":
        return shared_by_pulls(*(adjusted_pulls(plan, plan.primary, table, place) for place in (one, other)))
    return shared_in_strata(plan, table, "stratum", one, other)


def stratified(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return stratified_difference(*joined(outcome, tried, comparison, "stratum"), confidence=confidence)


def lot(_plan: Plan, outcome: Outcome, tried: Table, comparison: Table) -> Lot:
    """Drawn again within each stratum."""
    rows, treatment = together(outcome, tried, comparison)
    strata, kind = rows.codes["stratum"], kind_of(outcome)
    judged = kind.redrawn(outcome, rows)
    if judged.statistic:
        inside = within_strata(strata, lambda places: kind.redrawn(outcome, rows.where(places)).statistic)
        return Lot(treatment, blocked(treatment, strata), Redrawn(statistic=inside))
    weigh = weigh_strata(strata) if judged.over is None else weigh_ratios(judged.over, strata)
    return Lot(treatment, blocked(treatment, strata), judged, weigh)


def levels(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return difference_within_levels(*joined(outcome, tried, comparison, "stratum"), confidence=confidence)


def adjusted_effect(plan: Plan, outcome: Outcome, table: Table, place: int) -> Effect:
    """A level for each stratum and adjusted for every covariate, among units that have them all."""
    codes = tuple(covariate.code for covariate in plan.covariates)
    tried, comparison, covariates = covered(outcome, table, place, codes)
    return difference_within_levels(
        *joined(outcome, tried, comparison, "stratum"), covariates=covariates, names=codes, confidence=plan.confidence
    )


def adjusted_pulls(plan: Plan, outcome: Outcome, table: Table, place: int) -> NDArray[np.float64]:
    """How far each unit of the comparison pulls an adjusted effect."""
    codes = tuple(covariate.code for covariate in plan.covariates)
    tried, comparison, covariates = covered(outcome, table, place, codes)
    rows = joined(outcome, tried, comparison, "stratum")
    return pulls_within_levels(*rows, covariates=covariates, names=codes).pulls[len(tried) :]


def each_stratum(plan: Plan, table: Table, place: int) -> dict[str, Any]:
    """The difference in every stratum; where few are, only how many."""
    outcome, kind = plan.primary, kind_of(plan.primary)
    sides = comparing.pair(kind, outcome, table, place)
    found = []
    for name in np.unique(np.concatenate([side.codes["stratum"] for side in sides])):
        rows = [side.where(side.codes["stratum"] == name) for side in sides]
        entry: dict[str, Any] = {"stratum": str(name), "units": [len(one) for one in rows]}
        if min(entry["units"]) >= FEWEST_SHOWN:
            entry["answer"] = answer(lambda: kind.effect(outcome, *rows, plan.confidence))  # noqa: B023
        found.append(entry)
    return {"arm": plan.arms[place].code, "strata": found}


def ways(plan: Plan, table: Table, place: int) -> dict[str, Any]:
    outcome, confidence = plan.primary, plan.confidence
    kind, own = kind_of(outcome), compared_by(stratified, WAYS)(outcome)
    sides = comparing.pair(kind, outcome, table, place)
    found = {
        "weighted": answer(lambda: own.effect(outcome, *sides, confidence)),
        "plain": answer(lambda: kind.linear(outcome, *sides, confidence)),
    }
    if kind.is_by_unit:
        found["levels"] = answer(lambda: levels(outcome, *sides, confidence))
    return {"arm": plan.arms[place].code, "estimates": found}


def sections(told: Any) -> list[Section]:
    parts = told.result["parts"]
    return [
        section
        for strata, estimates in zip(parts["strata"], parts["ways"], strict=True)
        for section in (by_stratum(told, strata), other_ways(told, estimates))
    ]


def named(told: Any, title: str, arm: str) -> str:
    return f"{title}: {told.plan.arm(arm).label}" if len(told.plan.tried) > 1 else title


def by_stratum(told: Any, part: dict[str, Any]) -> Section:
    scale, rows = told.primary.kind.scale, []
    for one in part["strata"]:
        counts = " + ".join(formats.number(count) for count in one["units"])
        label = f"{one['stratum']} ({counts})"
        if "answer" in one:
            rows.append(line(effect_row(label, one["answer"], scale)))
        else:
            rows.append([label, gettext("too few people to show"), *[""] * 4])
    return Section(title=named(told, gettext("In each stratum"), part["arm"]), heads=ESTIMATE_HEADS, rows=rows)


def other_ways(told: Any, part: dict[str, Any]) -> Section:
    labels = {
        "weighted": gettext("Within strata, each by its size"),
        "levels": gettext("A level for each stratum (HC2)"),
        "plain": gettext("As if there were no strata"),
    }
    scale, found = told.primary.kind.scale, part["estimates"]
    rows = [line(effect_row(label, found[way], scale)) for way, label in labels.items() if way in found]
    title = named(told, gettext("The same difference in other ways"), part["arm"])
    return Section(title=title, heads=ESTIMATE_HEADS, rows=rows)


STRATA = Design(
    code="strata",
    title=_("A lottery within strata"),
    when=_("As one by one, but drawn apart in each office or kind of person, so that each is fairly in every group."),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    columns=columns,
    sections=sections,
    sample=one_by_one,
    redrawn=lot,
    ways=lambda _plan: WAYS,
    kinds=("share", "mean", "ratio", "rate", "quantile", "rank", "odds", "time"),
    estimators=("difference", "adjusted"),
    schemes=("outside", "strata"),
    assumptions=(
        _("Nobody knew or chose the group before it was drawn."),
        _("The stratum of each was known before the lottery."),
        _("What happens to one does not depend on the group of another."),
        _("The outcome was measured in the same way in every group."),
    ),
    threats=(_("Loss of people that depends on the group"), _("Strata with almost nobody in one of the groups")),
    method=_("Difference within strata, each by its size"),
)
