"""People on both sides of a threshold, drawn for simulated sizes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext_lazy

from labx.stats.distributions import normal_quantile
from labx.trials.analysis.table import Table
from labx.trials.plan.shape import Plan
from labx.trials.sizing.arms import needs
from labx.trials.sizing.over_time import spread_field
from labx.trials.sizing.simulating import effect_of, kept


class ThresholdSizeForm(forms.Form):
    spread = spread_field(gettext_lazy("How far people lie from what is usual for their value, from earlier data."))
    rule_spread = forms.FloatField(
        label=gettext_lazy("Standard deviation of the value that the rule looks at"), localize=True, min_value=1e-9
    )
    above_share = forms.FloatField(
        label=gettext_lazy("How many in 100 are above the threshold"), localize=True, min_value=1, max_value=99
    )


def draw_threshold(plan: Plan, asked: Mapping[str, Any], random: np.random.Generator, units: int) -> Table:
    """Values of the rule as the normal distribution has them, and a jump at the threshold."""
    people, threshold = kept(asked, units), plan.options["threshold"]
    centre = normal_quantile(needs(asked, "above_share") / 100)
    values = threshold + needs(asked, "rule_spread") * (centre + random.normal(size=people))
    outcome = needs(asked, "spread") * random.normal(size=people) + effect_of(plan) * (values >= threshold)
    return Table(np.zeros(people, dtype=np.int64), {plan.primary.code: outcome, "rule.value": values}, {})
