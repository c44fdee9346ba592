"""Lists of the figures of a desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labx.core.pages import formats
from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.desks.service.events import BEGUN, PLAN, TAKEN
from labx.desks.service.reckoning import Fall, Figure

NAMES = {
    "reached_plan": _("Visits that came to a plan"),
    "quick": _("Plans made within 10 minutes"),
    "took_away": _("Visits that took the plan along"),
    "counters_before": _("Counters without the joint counter, a case"),
    "counters_after": _("Counters with the joint counter, a case"),
    "visits_here": _("Days on which the family came, a case"),
    "on_time": _("Tasks done in time"),
    "claimed": _("Rights claimed, of those that could be"),
}
STEP_NAMES = {BEGUN: _("Sent the first questions"), PLAN: _("Saw the plan"), TAKEN: _("Took the plan along")}
EMPTY = Empty(
    title=_("Nothing counted yet"),
    text=_("A month is shown two weeks after its end. Come back after the first one."),
)


def step_name(fall: Fall) -> Any:
    place = fall.step.rpartition("_")[2]
    return STEP_NAMES.get(fall.step) or gettext("Came to question {place}").format(place=place)


def value_words(figure: Figure) -> str | None:
    if figure.value is None:
        return gettext("too few to show")
    return formats.percent(figure.value, 0) if figure.is_share else formats.number(figure.value, 1)


def count_words(value: float | None) -> str:
    return gettext("too few to show") if value is None else formats.number(value)


FIGURES = Table(
    name="numeros-do-balcao",
    caption=_("Figures by month and version of the rules"),
    noun=(_("figure"), _("figures")),
    columns=(
        Column(key="month", label=_("Month"), kind="date"),
        Column(key="version", label=_("Version of the rules")),
        Column(key="name", label=_("Figure"), choices=tuple(NAMES.items())),
        Column(key="value", label=_("Value"), value=value_words),
        Column(key="whole", label=_("Of how many"), value=lambda one: count_words(one.whole)),
    ),
    filters=(Filter(key="numero", label=_("Figure"), phrase=_("{choice}"), choices=tuple(NAMES.items()), path="name"),),
    search=("version",),
    order="-month",
    empty=EMPTY,
)
COSTS = Table(
    name="quanto-custa",
    caption=_("What the visits of a family cost it"),
    noun=(_("line"), _("lines")),
    prefix="c-",
    columns=(
        Column(key="label", label=_("A family"), sortable=False),
        Column(key="visits", label=_("Visits"), kind="number", decimals=1, sortable=False),
        Column(key="hours_low", label=_("Hours, from"), kind="number", decimals=1, sortable=False),
        Column(key="hours_high", label=_("Hours, to"), kind="number", decimals=1, sortable=False),
        Column(key="euros_low", label=_("Euros, from"), kind="money", decimals=0, sortable=False),
        Column(key="euros_high", label=_("Euros, to"), kind="money", decimals=0, sortable=False),
    ),
    empty=Empty(
        title=_("Too few closed cases to show"),
        text=_("It is reckoned from the counters of closed cases, over the months in which these may be shown."),
    ),
)
ASSUMPTIONS = Table(
    name="pressupostos",
    caption=_("What is assumed, and from where"),
    noun=(_("assumption"), _("assumptions")),
    prefix="a-",
    columns=(
        Column(key="label", label=_("What"), sortable=False),
        Column(key="range", label=_("Range"), sortable=False),
        Column(key="is_verified", label=_("Verified"), kind="flag", sortable=False),
        Column(key="source", label=_("Source"), sortable=False),
    ),
    empty=EMPTY,
)
FALLS = Table(
    name="onde-acabam",
    caption=_("Where visits end, over all months"),
    noun=(_("page"), _("pages")),
    prefix="p-",
    columns=(
        Column(key="step", label=_("Page"), value=step_name, sortable=False),
        Column(key="count", label=_("Visits"), value=lambda one: count_words(one.count), sortable=False),
        Column(key="of", label=_("Of how many"), value=lambda one: count_words(one.of), sortable=False),
        Column(key="share", label=_("Of those that began"), kind="percent", sortable=False),
    ),
    empty=EMPTY,
    per_page=50,
)
