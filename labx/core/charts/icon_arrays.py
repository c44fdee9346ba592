"""A hundred people drawn one by one: what a share means to each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.figure import NARROW, Chart
from labx.core.charts.style import ARMS, PAPER, SOFT, TEXT, checked_arm

PEOPLE = 100
SIDE = 10
SUBTITLE = {"subtitleColor": SOFT, "subtitleFontSize": TEXT}


@dataclass(frozen=True, kw_only=True)
class Hundred:
    """How many of a hundred: `of_hundred` is a whole number, rounded by whoever knows the share."""

    label: str
    of_hundred: int
    arm: str = "tried"

    def __post_init__(self) -> None:
        checked_arm(self.arm)
        if not 0 <= self.of_hundred <= PEOPLE:
            raise ValueError(f"“{self.label}”: {self.of_hundred} is not between 0 and {PEOPLE} of a hundred.")

    @property
    def text(self) -> str:
        return _("%(count)d in every 100") % {"count": self.of_hundred}


def icon_array(groups: Sequence[Hundred], *, title: str, description: str) -> Chart:
    """Small multiples of a hundred circles; the comparison first and grey by custom of the caller's order."""

    def spec(width: int) -> dict[str, Any]:
        step = 26 if width <= NARROW else 24
        beside = "vconcat" if width <= NARROW else "hconcat"
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            beside: [people(group, step) for group in groups],
            "spacing": 48,
        }

    return Chart(
        title=title,
        description=description,
        table_caption=title,
        heads=[_("Group"), _("People")],
        rows=[[group.label, group.text] for group in groups],
        spec=spec,
    )


def people(group: Hundred, step: int) -> dict[str, Any]:
    colour = ARMS[group.arm]
    values = [
        {"across": number % SIDE, "down": number // SIDE, "fill": colour if number < group.of_hundred else PAPER}
        for number in range(PEOPLE)
    ]
    return {
        "title": {"text": group.text, "subtitle": group.label, "offset": 12, **SUBTITLE},
        "width": {"step": step},
        "height": {"step": step},
        "data": {"values": values},
        "mark": {"type": "point", "size": step * step * 0.42, "strokeWidth": 1.5, "stroke": colour, "opacity": 1},
        "encoding": {
            "x": {"field": "across", "type": "ordinal", "axis": None},
            "y": {"field": "down", "type": "ordinal", "axis": None},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        },
    }
