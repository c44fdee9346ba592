"""Repetitions of one trial, drawn for the simulated number of trials that show what the change does on average."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext_lazy

from labx.trials.analysis.table import Table
from labx.trials.plan.shape import Plan
from labx.trials.sizing.arms import needs
from labx.trials.sizing.over_time import spread_field
from labx.trials.sizing.simulating import effect_of, kept

ERROR = "trial.error"
GROUPS = 2


class TrialsSizeForm(forms.Form):
    spread = spread_field(gettext_lazy("How far apart people of one trial are, from earlier data."))
    trial_size = forms.FloatField(
        label=gettext_lazy("How many people each trial has, both groups together"),
        localize=True,
        min_value=4,
        help_text=gettext_lazy("With a fixed number of people in all, many small trials tell more than a few large."),
    )
    apart = forms.FloatField(
        label=gettext_lazy("How far apart the true effects of the trials lie (standard deviation)"),
        localize=True,
        min_value=0,
        help_text=gettext_lazy(
            "In the outcome's unit; 0 if it does the same everywhere. From earlier trials; a third of the difference "
            "worth having, where nothing is known."
        ),
    )


def draw_trials(plan: Plan, asked: Mapping[str, Any], random: np.random.Generator, units: int) -> Table:
    """So many trials, each with its own true effect, its estimate, and the error that it says it has."""
    trials, degrees = kept(asked, units), needs(asked, "trial_size") - GROUPS
    error = needs(asked, "spread") * GROUPS / math.sqrt(needs(asked, "trial_size"))
    true = effect_of(plan) + needs(asked, "apart") * random.normal(size=trials)
    numbers = {
        plan.primary.code: true + error * random.normal(size=trials),
        ERROR: error * np.sqrt(random.chisquare(degrees, trials) / degrees),
    }
    return Table(np.zeros(trials, dtype=np.int64), numbers, {"unit": np.arange(trials).astype(np.str_)})
