"""Whole clusters by lot: every job centre, school or office gets one thing, and all its people with it."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext_lazy as _

from labx.core.pages.numbers import DesignGrade
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer
from labx.trials.analysis.redrawing import Lot, together
from labx.trials.analysis.table import Table
from labx.trials.designs.clusters_lot import drawn_places
from labx.trials.designs.clusters_told import sections
from labx.trials.designs.clusters_ways import READINGS, compared_numbers, ways_of
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look, each_cluster
from labx.trials.designs.own_effect import compared_by, covered, joined
from labx.trials.engine.clusters.alikeness import intraclass_correlation
from labx.trials.engine.clusters.means import difference_of_cluster_means
from labx.trials.engine.clusters.robust import clustered_difference
from labx.trials.engine.clusters.wild import wild_bootstrap
from labx.trials.engine.effect import Effect
from labx.trials.engine.permutation.draws import clustered, complete
from labx.trials.engine.permutation.ratios import weigh_ratios
from labx.trials.engine.permutation.redrawing import weigh_means
from labx.trials.kinds.declare import Kind
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.clusters import ClusterSizeForm, of_clusters

PER = {
    "person": _("Each person counts the same: what happened to people"),
    "cluster": _("Each cluster counts the same: what happened in the average place"),
}
DRAWS, SEED = 9_999, 20_240_607
FEW_CLUSTERS = 40


class ClusterForm(forms.Form):
    per = forms.ChoiceField(label=_("What counts"), choices=list(PER.items()), initial="person")


def read(reading: Reading) -> dict[str, Any]:
    reading.only(("per",))
    return {"per": reading.choice("per", tuple(PER), "person")}


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return (DataColumn("cluster", "code", _("Cluster"), hint=_("The job centre, school or office of each one.")),)


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    return {
        "effects": comparing.effects(plan, table, by_plan, kinds(plan)),
        "subgroups": comparing.subgroups(plan, table, kinds(plan)),
        "clusters": [clusters_of(plan, table, place) for place in range(len(plan.arms))],
        "alikeness": answer(lambda: alikeness(plan, table)),
        "ways": [ways(plan, table, place) for place in range(1, len(plan.arms))],
    }


def by_plan(plan: Plan) -> comparing.Estimate:
    """With errors by place as the kind has it, or adjusted for what was known before."""

    def adjusted(_kind: Kind, outcome: Outcome, rows: Table, place: int) -> Effect:
        return adjusted_effect(plan, outcome, rows, place)

    return adjusted if plan.estimator == "adjusted" else comparing.by_plan(plan)


def kinds(plan: Plan) -> comparing.Kinds:
    effect = mean_effect if plan.options.get("per") == "cluster" else person_effect
    return compared_by(effect, ways_of(plan))


def person_effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return clustered_difference(*joined(outcome, tried, comparison, "cluster"), confidence=confidence)


def mean_effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return difference_of_cluster_means(*joined(outcome, tried, comparison, "cluster"), confidence=confidence)


def lot(plan: Plan, outcome: Outcome, tried: Table, comparison: Table) -> Lot:
    """Whole places drawn again, so many in each group as there were: each person counts, or each place, as planned."""
    rows, treatment = together(outcome, tried, comparison)
    is_by_place = plan.options.get("per") == "cluster"
    if kind_of(outcome).is_by_unit and not is_by_place:
        judged = kind_of(outcome).redrawn(outcome, rows)
        return Lot(treatment, clustered(treatment, rows.codes["cluster"]), judged)
    judged, places = drawn_places(outcome, rows, treatment, is_by_place=is_by_place)
    weigh = weigh_means if judged.over is None else weigh_ratios(judged.over)
    return Lot(places, complete(places), judged, weigh)


def adjusted_effect(plan: Plan, outcome: Outcome, table: Table, place: int) -> Effect:
    """Adjusted for every covariate, among people who have them all."""
    codes = tuple(covariate.code for covariate in plan.covariates)
    tried, comparison, covariates = covered(outcome, table, place, codes)
    return clustered_difference(
        *joined(outcome, tried, comparison, "cluster"), covariates=covariates, names=codes, confidence=plan.confidence
    )


def clusters_of(plan: Plan, table: Table, place: int) -> dict[str, Any]:
    """How many clusters an arm has, and how many of their people were measured."""
    rows = kind_of(plan.primary).of(plan.primary, table).arm(place)
    sizes = np.unique(rows.codes["cluster"], return_counts=True)[1]
    found = {"arm": plan.arms[place].code, "clusters": len(sizes), "units": len(rows)}
    return {**found, "smallest": int(sizes.min()), "largest": int(sizes.max())} if len(sizes) else found


def alikeness(plan: Plan, table: Table) -> Any:
    """How alike people of a cluster are, beyond what the change itself made alike."""
    outcome = plan.primary
    known = kind_of(outcome).of(outcome, table)
    return intraclass_correlation(compared_numbers(outcome, known), known.codes["cluster"], confidence=plan.confidence)


def ways(plan: Plan, table: Table, place: int) -> dict[str, Any]:
    """The same difference in other ways, to show what hangs on the method."""
    outcome = plan.primary
    sides = comparing.pair(kind_of(outcome), outcome, table, place)
    found = {name: answer(lambda: way(outcome, *sides, plan.confidence)) for name, way in others(outcome).items()}  # noqa: B023
    count = len(np.unique(np.concatenate([side.codes["cluster"] for side in sides])))
    if kind_of(outcome).is_by_unit and count < FEW_CLUSTERS:
        found["bootstrap"] = answer(lambda: few_clusters(outcome, *sides, plan.confidence))
    return {"arm": plan.arms[place].code, "estimates": found}


def others(outcome: Outcome) -> dict[str, Callable[..., Any]]:
    """What else can be said of such an outcome, and what would be said if places did not count."""
    kind = kind_of(outcome)
    if kind.is_by_unit:
        return {"person": person_effect, "cluster": mean_effect, "usual": usual_effect, "ignored": kind.linear}
    return {**READINGS[outcome.kind], "ignored": kind.linear}


def usual_effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    """As most programs print it."""
    rows = joined(outcome, tried, comparison, "cluster")
    return clustered_difference(*rows, correction="CR1", confidence=confidence)


def few_clusters(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Any:
    rows = joined(outcome, tried, comparison, "cluster")
    return wild_bootstrap(*rows, draws=DRAWS, seed=SEED, confidence=confidence)


CLUSTERS = Design(
    code="clusters",
    title=_("A lottery of whole places"),
    when=_("Chance decides for each job centre, school or office: where a change cannot be given to single people."),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    form=ClusterForm,
    read=read,
    columns=columns,
    sections=sections,
    sample=of_clusters,
    drawn=each_cluster,
    redrawn=lot,
    asks=ClusterSizeForm,
    ways=ways_of,
    kinds=("share", "mean", "ratio", "rate", "quantile", "rank", "odds", "time"),
    estimators=("difference", "adjusted"),
    schemes=("outside", "clusters"),
    assumptions=(
        _("The places were drawn by lot, and none changed its group afterwards."),
        _("Who belongs to a place was settled before it was drawn, or did not depend on its group."),
        _("Places do not influence each other."),
    ),
    threats=(
        _("Few places: chance alone makes groups differ"),
        _("People choose the place because of what it offers"),
        _("Whole places leave the trial"),
    ),
    method=_("Difference with errors by cluster (CR2, Satterthwaite's degrees of freedom)"),
)
