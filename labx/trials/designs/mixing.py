"""Synthetic control: one place that got the change, against the mixture of others that moved like it before."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages.numbers import DesignGrade
from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.codes import coded
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look
from labx.trials.designs.mixing_told import sections
from labx.trials.designs.stacking import effects_without_arms
from labx.trials.engine.quasi.synthetic_control import SyntheticControl, placebo_in_time, synthetic_control
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.over_time import PlacesSizeForm, draw_mixture
from labx.trials.sizing.simulating import Simulation

PERIOD = "place.period"
LARGEST = 1e9


class MixingForm(forms.Form):
    treated = forms.CharField(
        label=gettext_lazy("The place that got the change"),
        max_length=64,
        help_text=gettext_lazy("Exactly as its name stands in the data."),
    )
    first = forms.FloatField(
        label=gettext_lazy("First period with the change"),
        localize=True,
        help_text=gettext_lazy("As in the data, such as the year 2024."),
    )


def read(reading: Reading) -> dict[str, Any]:
    reading.only(("treated", "first"))
    first = reading.number("first", -LARGEST, LARGEST)
    if first is None:
        reading.refuse("first", _("Write this field: the analysis cannot run without it."))
    return {"treated": reading.text("treated", most=64), "first": first}


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return (
        DataColumn(
            "unit", "code", gettext_lazy("Place or office"), hint=gettext_lazy("The same word in every period.")
        ),
        DataColumn(PERIOD, "number", gettext_lazy("Period"), hint=gettext_lazy("A number, such as the year.")),
    )


class Places:
    """The treated place and the others as tables `(n_places, n_periods)`; a place that lacks a period is refused."""

    def __init__(self, plan: Plan, outcome: Outcome, table: Table) -> None:
        names, place = np.unique(table.codes["unit"], return_inverse=True)
        self.periods, at = np.unique(table.numbers[PERIOD], return_inverse=True)
        grid = np.full((len(names), len(self.periods)), np.nan)
        grid[place, at] = values_of(outcome, table)
        lacking = int(np.isnan(grid).any(axis=1).sum())
        treated = coded(plan.options["treated"])
        if lacking or len(table) != grid.size or treated not in names:
            raise CannotEstimate(
                "No synthetic control can be made.",
                "{lacking} places lack a period or have one twice, or “{treated}” is not among the places.",
                "Bring each place once in every period, and write the treated one as in the data.",
                lacking=lacking,
                treated=plan.options["treated"],
            )
        is_treated = names == treated
        self.treated: FloatArray = grid[is_treated][0]
        self.donors: FloatArray = grid[~is_treated]
        self.names = [str(name) for name in names[~is_treated]]
        self.first = int(np.count_nonzero(self.periods < plan.options["first"]))
        if not 0 < self.first < len(self.periods):
            raise CannotEstimate(
                "No synthetic control can be made.",
                "There are no periods before or after the change.",
                "Check the first period with the change, and bring older or later periods.",
            )


def mixed(plan: Plan, outcome: Outcome, table: Table) -> SyntheticControl:
    places = Places(plan, outcome, table)
    return synthetic_control(
        places.treated, places.donors, names=places.names, first=places.first, confidence=plan.confidence
    )


def by_placebos(plan: Plan, outcome: Outcome, table: Table) -> dict[str, float]:
    """The effect and its p-value, which there is also where there is no interval."""
    found = mixed(plan, outcome, table)
    return {"estimate": found.effect, "p_value": found.p_value}


def bounded(plan: Plan, outcome: Outcome, table: Table) -> dict[str, Any]:
    """The effect with its interval, where placebos allow one."""
    found = mixed(plan, outcome, table)
    if found.interval is None:
        raise CannotEstimate(
            "The effect has no interval.",
            "The places are too few for this confidence, or the effect was not the same in every period.",
            "Read the mean gap and its p-value below.",
        )
    interval = found.interval
    return {
        "estimate": found.effect,
        "interval": {"lower": interval.lower, "upper": interval.upper, "confidence": interval.confidence},
        "p_value": found.p_value,
    }


def whole(plan: Plan, table: Table) -> dict[str, Any]:
    """Everything of the primary outcome that the page shows."""
    outcome = plan.primary
    places = Places(plan, outcome, table)
    found = mixed(plan, outcome, table)
    return {
        "effect": found.effect,
        "p_value": found.p_value,
        "periods": places.periods.tolist(),
        "treated": places.treated.tolist(),
        "synthetic": found.synthetic.tolist(),
        "weights": [[name, weight] for name, weight in found.weights if weight],
        "error_before": found.error_before,
        "places": len(places.names),
        "without_each": [[name, effect] for name, effect in found.effect_without_each if dict(found.weights)[name]],
        "first": places.first,
    }


def earlier(plan: Plan, table: Table) -> dict[str, Any]:
    """The same at two thirds of the periods before, when there was nothing to find."""
    places = Places(plan, plan.primary, table)
    pretended = max(1, 2 * places.first // 3)
    found = placebo_in_time(
        places.treated,
        places.donors,
        names=places.names,
        first=places.first,
        pretended=pretended,
        confidence=plan.confidence,
    )
    return {"period": float(places.periods[pretended]), "effect": found.effect}


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    known = kind_of(plan.primary).of(plan.primary, table)
    return {
        "effects": effects_without_arms(plan, table, lambda one, rows: bounded(plan, one, rows)),
        "mixture": answer(lambda: whole(plan, known)),
        "earlier": answer(lambda: earlier(plan, known)),
    }


MIXING = Design(
    code="synthetic",
    title=gettext_lazy("One place against a mixture of others"),
    when=gettext_lazy("When one place got it, and many others that did not were measured for years before."),
    grade=DesignGrade.COMPARISON,
    analyse=analyse,
    form=MixingForm,
    read=read,
    columns=columns,
    sections=sections,
    simulation=Simulation(draw_mixture, by_placebos),
    asks=PlacesSizeForm,
    kinds=("mean",),
    schemes=("none",),
    has_arms=False,
    is_repeated=True,
    better="stepped_wedge",
    assumptions=(
        gettext_lazy("The mixture that fitted before would have fitted after."),
        gettext_lazy("What one place got did not act on the others."),
        gettext_lazy("Nothing else hit only this place."),
    ),
    threats=(
        gettext_lazy("Something else that happened here only"),
        gettext_lazy("Few places to mix: the smallest p-value is 1 in their number"),
        gettext_lazy("A fit before that is chance"),
    ),
    method=gettext_lazy("Synthetic control on all periods before; placebos in every other place"),
)
