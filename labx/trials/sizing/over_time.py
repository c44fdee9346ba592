"""Series and places over time, drawn for simulated sizes: what the form asks, and the data that come of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext_lazy

from labx.trials.analysis.table import Table
from labx.trials.codes import coded
from labx.trials.plan.shape import Plan
from labx.trials.sizing.arms import needs
from labx.trials.sizing.simulating import alike_in_time, effect_of, kept

WEEK = 7


def spread_field(help_text: Any) -> forms.FloatField:
    return forms.FloatField(
        label=gettext_lazy("Standard deviation of the outcome today"),
        localize=True,
        min_value=1e-9,
        help_text=help_text,
    )


def likeness_field() -> forms.FloatField:
    return forms.FloatField(
        label=gettext_lazy("How alike neighbouring points are (autocorrelation)"),
        localize=True,
        required=False,
        min_value=0,
        max_value=0.95,
        help_text=gettext_lazy("From earlier data, between 0 and 1. Often 0.2 to 0.5 for months."),
    )


class SeriesSizeForm(forms.Form):
    spread = spread_field(gettext_lazy("How far points lie from the line and season that they follow."))
    points_before = forms.IntegerField(label=gettext_lazy("Points before the change"), min_value=3, max_value=2000)
    likeness = likeness_field()


class PlacesSizeForm(forms.Form):
    spread = spread_field(gettext_lazy("How far a place lies, in one period, from its own level."))
    periods_before = forms.IntegerField(label=gettext_lazy("Periods before the change"), min_value=1, max_value=500)
    periods_after = forms.IntegerField(label=gettext_lazy("Periods after the change"), min_value=1, max_value=500)
    likeness = likeness_field()


class ChangesSizeForm(PlacesSizeForm):
    treated_share = forms.FloatField(
        label=gettext_lazy("How many in 100 places get the change"),
        localize=True,
        initial=50,
        min_value=1,
        max_value=99,
    )


def draw_series(plan: Plan, asked: Mapping[str, Any], random: np.random.Generator, units: int) -> Table:
    """One series; a longer one is longer before and after in the same proportion."""
    before = round(units * needs(asked, "points_before") / needs(asked, "units"))
    changed = date.fromisoformat(plan.options["changed_on"]).toordinal() - date(1970, 1, 1).toordinal()
    days = changed + WEEK * (np.arange(units) - before)
    noise = needs(asked, "spread") * alike_in_time(random, 1, units, asked.get("likeness", 0))[0]
    numbers = {plan.primary.code: noise + effect_of(plan) * (days >= changed), "series.day": days.astype(float)}
    if plan.options["has_comparator"]:
        numbers["series.comparator"] = np.zeros(units)
    numbers |= {one.code: random.normal(size=units) for one in plan.covariates}
    return Table(np.zeros(units, dtype=np.int64), numbers, {})


def draw_changes(plan: Plan, asked: Mapping[str, Any], random: np.random.Generator, units: int) -> Table:
    """Places of which some get the change at one time; the rest never do."""
    places, before = kept(asked, units), int(needs(asked, "periods_before"))
    periods = before + int(needs(asked, "periods_after"))
    chosen = min(max(1, round(places * needs(asked, "treated_share") / 100)), places - 1)
    has = np.outer(np.arange(places) < chosen, np.arange(periods) >= before).astype(float)
    values = effect_of(plan) * has + noise_of(asked, random, places, periods)
    return grid(plan, values, [f"{place:05d}" for place in range(places)], "change.period", 0, {"change.treated": has})


def draw_mixture(plan: Plan, asked: Mapping[str, Any], random: np.random.Generator, units: int) -> Table:
    """One place with the change and the others; all follow two common movements, each in its own measure."""
    places, before = kept(asked, units), int(needs(asked, "periods_before"))
    periods = before + int(needs(asked, "periods_after"))
    movements = needs(asked, "spread") * random.normal(size=(2, periods)).cumsum(axis=1)
    values = random.uniform(size=(places, 2)) @ movements + noise_of(asked, random, places, periods)
    values[0, before:] += effect_of(plan)
    names = [coded(plan.options["treated"]), *(f"place-{place:05d}" for place in range(1, places))]
    return grid(plan, values, names, "place.period", plan.options["first"] - before, {})


def noise_of(asked: Mapping[str, Any], random: np.random.Generator, places: int, periods: int) -> Any:
    return needs(asked, "spread") * alike_in_time(random, places, periods, asked.get("likeness", 0))


def grid(plan: Plan, values: Any, names: list[str], period: str, first: float, more: dict[str, Any]) -> Table:
    """Places by periods as rows of data."""
    places, periods = values.shape
    numbers = {plan.primary.code: values.ravel(), period: np.tile(first + np.arange(float(periods)), places)}
    numbers |= {name: columns.ravel() for name, columns in more.items()}
    return Table(np.zeros(values.size, dtype=np.int64), numbers, {"unit": np.repeat(np.array(names), periods)})
