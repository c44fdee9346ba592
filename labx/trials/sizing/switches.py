"""How many blocks of time a switchback needs: each block's mean counts once."""

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


class SwitchSizeForm(forms.Form):
    block_size = forms.FloatField(
        label=gettext_lazy("How many people come in one block, after the hours left out"), localize=True, min_value=1
    )
    alikeness = forms.FloatField(
        label=gettext_lazy("How alike people of one block are (intraclass correlation)"),
        localize=True,
        min_value=0,
        max_value=0.99,
        help_text=gettext_lazy("From earlier data, between 0 and 1: busy hours make all wait. Often 0.02 to 0.1."),
    )


def of_switches(plan: Plan, asked: Mapping[str, Any]) -> Sample:
    """Blocks for each way of working, as many of each: a block is to its people what a place is to its own."""
    arms, aim, people = len(plan.arms), sought(plan, asked), needs(asked, "block_size")
    blocks = Clusters(
        size=max(1.0, people * (1 - asked.get("dropout", 0))),
        size_variation=0.0,
        intraclass_correlation=needs(asked, "alikeness"),
        standard_deviation=spread_of(plan, asked),
    )
    wanted = {"difference": aim.difference, "clusters": blocks, "confidence": aim.confidence}
    factor = enlargement(plan, power=aim.power, confidence=aim.confidence)
    each = math.ceil(clusters_needed(**wanted, power=aim.power) * factor)
    planned = asked.get("units")
    have = max(FEWEST, round(planned / people / arms)) if planned else each

    def power(count: int) -> float:
        effective = max(FEWEST, int(count / factor))
        return power_shown(plan, power_of_clusters(**wanted, treated_count=effective, control_count=effective))

    usable = max(FEWEST, int(have / factor))
    sizes = {"clusters": blocks, "treated_count": usable, "control_count": usable}
    found = detectable_in_clusters(**sizes, power=aim.power, confidence=aim.confidence)
    words = {"blocks": formats.number(each), "people": formats.number(people)}
    return Sample(
        units=round(each * people) * arms,
        by_arm=(round(each * people),) * arms,
        power=power(have),
        curve=tuple(
            (round(count * people) * arms, power(count))
            for count in sorted({max(FEWEST, round(each * point)) for point in POINTS})
        ),
        detectable=None if plan.primary.aim else found,
        notes=(
            _("%(blocks)s blocks of each way, of %(people)s people: more people in a block help little.") % words,
            *aims.notes(plan),
            *notes(plan, factor),
        ),
    )
