"""How many places a stepped wedge needs."""

import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.trials.analysis.early import enlargement
from labx.trials.designs.declare import Sample
from labx.trials.engine.panel.wedge_power import (
    FEWEST_CLUSTERS,
    WedgePlan,
    detectable_in_stepped_wedge,
    power_of_stepped_wedge,
    wedge_clusters_needed,
)
from labx.trials.plan.shape import Plan
from labx.trials.sizing import aims
from labx.trials.sizing.aims import power_shown, sought
from labx.trials.sizing.arms import needs, notes

POINTS = (0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3)


class WedgeSizeForm(forms.Form):
    steps = forms.IntegerField(
        label=gettext_lazy("At how many moments places begin"),
        min_value=2,
        max_value=50,
        initial=4,
        help_text=gettext_lazy("There is one period more than that: the first, when nobody has begun."),
    )
    cell_size = forms.FloatField(
        label=gettext_lazy("How many people a place has in one period"), localize=True, min_value=1
    )
    alikeness = forms.FloatField(
        label=gettext_lazy("How alike people of a place are in the same period"),
        localize=True,
        min_value=0,
        max_value=0.99,
        help_text=gettext_lazy("Intraclass correlation, between 0 and 1, from earlier data."),
    )
    decay = forms.FloatField(
        label=gettext_lazy("How alike they are in different periods"),
        localize=True,
        min_value=0,
        max_value=0.99,
        help_text=gettext_lazy("Not more than in the same period; often four fifths of it."),
    )


def of_wedges(plan: Plan, asked: Mapping[str, Any]) -> Sample:
    """Places for a stepped wedge, the same number at each step; people are counted over all periods."""
    aim, known = sought(plan, asked), wedge_asked(plan, asked)
    difference, power, confidence = aim.difference, aim.power, aim.confidence
    factor = enlargement(plan, power=power, confidence=confidence)
    each = wedge_clusters_needed(known, difference=difference, power=power, confidence=confidence) / known.steps
    clusters = math.ceil(each * factor) * known.steps
    people = needs(asked, "cell_size") * (known.steps + 1)
    planned = asked.get("units")
    have = max(FEWEST_CLUSTERS, round(planned / people)) if planned else clusters

    def usable(count: int) -> int:
        return max(FEWEST_CLUSTERS, int(count / factor))

    def power_at(count: int) -> float:
        found = power_of_stepped_wedge(known, difference=difference, clusters=usable(count), confidence=confidence)
        return power_shown(plan, found)

    counts = sorted({max(FEWEST_CLUSTERS, round(clusters * point)) for point in POINTS})
    words = {"clusters": formats.number(clusters), "steps": formats.number(known.steps)}
    return Sample(
        units=round(clusters * people),
        by_arm=(round(clusters * people / 2), round(clusters * people) - round(clusters * people / 2)),
        power=power_at(have),
        curve=tuple((round(count * people), power_at(count)) for count in counts),
        detectable=None
        if plan.primary.aim
        else detectable_in_stepped_wedge(known, clusters=usable(have), power=power, confidence=confidence),
        notes=(
            _("%(clusters)s places beginning at %(steps)s moments.") % words,
            *aims.notes(plan),
            *notes(plan, factor),
        ),
    )


def wedge_asked(plan: Plan, asked: Mapping[str, Any]) -> WedgePlan:
    if plan.primary.kind == "share":
        baseline = needs(asked, "baseline")
        spread = (baseline * (1 - baseline)) ** 0.5
    else:
        spread = needs(asked, "spread")
    within = needs(asked, "alikeness")
    return WedgePlan(
        steps=int(needs(asked, "steps")),
        size=max(1.0, needs(asked, "cell_size") * (1 - asked.get("dropout", 0))),
        cell_correlation=within,
        cluster_correlation=min(within, needs(asked, "decay")),
        standard_deviation=spread,
    )
