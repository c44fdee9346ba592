"""How many clusters a trial of whole places needs."""

import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.trials.analysis.early import enlargement
from labx.trials.designs.declare import Sample
from labx.trials.engine.power.clusters import Clusters, clusters_needed, detectable_in_clusters, power_of_clusters
from labx.trials.plan.shape import Plan
from labx.trials.sizing import aims
from labx.trials.sizing.aims import power_shown, sought
from labx.trials.sizing.arms import needs, notes, spread_of

POINTS = (0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3)
FEWEST = 2


class ClusterSizeForm(forms.Form):
    cluster_size = forms.FloatField(
        label=gettext_lazy("How many people a place has, on average"), localize=True, min_value=1
    )
    size_variation = forms.FloatField(
        label=gettext_lazy("How unequal the places are"),
        localize=True,
        required=False,
        min_value=0,
        max_value=10,
        help_text=gettext_lazy("Standard deviation of the sizes divided by their mean: 0 when all are equal."),
    )
    alikeness = forms.FloatField(
        label=gettext_lazy("How alike people of a place are (intraclass correlation)"),
        localize=True,
        min_value=0,
        max_value=1,
        help_text=gettext_lazy("From earlier data, between 0 and 1. Often 0.01 to 0.05 for services, 0.2 for schools."),
    )


def of_clusters(plan: Plan, asked: Mapping[str, Any]) -> Sample:
    """Clusters for every arm, in arms of equal size; the confidence is shared where several are compared."""
    arms, aim = len(plan.arms), sought(plan, asked)
    clusters = clusters_asked(plan, asked)
    wanted = {"difference": aim.difference, "clusters": clusters, "confidence": aim.confidence}
    factor = enlargement(plan, power=aim.power, confidence=aim.confidence)
    each = math.ceil(clusters_needed(**wanted, power=aim.power) * factor)
    people = needs(asked, "cluster_size")
    planned = asked.get("units")
    have = places_in_each(plan, asked, planned) if planned else each

    def power(count: int) -> float:
        effective = max(FEWEST, int(count / factor))
        return power_shown(plan, power_of_clusters(**wanted, treated_count=effective, control_count=effective))

    counts = sorted({max(FEWEST, round(each * point)) for point in POINTS})
    usable = max(FEWEST, int(have / factor))
    found = detectable_in_clusters(
        clusters=clusters, treated_count=usable, control_count=usable, power=aim.power, confidence=aim.confidence
    )
    return Sample(
        units=round(each * people) * arms,
        by_arm=(round(each * people),) * arms,
        power=power(have),
        curve=tuple((round(count * people) * arms, power(count)) for count in counts),
        detectable=None if plan.primary.aim else found,
        notes=(in_each_group(each, people), *aims.notes(plan), *notes(plan, factor)),
    )


def places_in_each(plan: Plan, asked: Mapping[str, Any], units: float) -> int:
    """How many places each group has when so many people are planned."""
    return max(FEWEST, round(units / needs(asked, "cluster_size") / len(plan.arms)))


def in_each_group(places: int, people: float) -> str:
    words = {"clusters": formats.number(places), "people": formats.number(people)}
    return _("%(clusters)s places in each group, of %(people)s people: more people in a place help little.") % words


def clusters_asked(plan: Plan, asked: Mapping[str, Any]) -> Clusters:
    kept = needs(asked, "cluster_size") * (1 - asked.get("dropout", 0))
    return Clusters(
        size=max(1.0, kept),
        size_variation=asked.get("size_variation") or 0.0,
        intraclass_correlation=needs(asked, "alikeness"),
        standard_deviation=spread_of(plan, asked),
    )
