"""Intervals before bars: estimates as points with their interval, against a line of no difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.figure import NARROW, Chart
from labx.core.charts.style import COMPARISON, INK, SOFT, arm_colour, arm_shape, checked_arm, sheet

ROW = 76


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One row: numbers as they are, and `text` as a reader is told ("1 794 US$, between 551 and 3 038")."""

    label: str
    value: float
    low: float
    high: float
    text: str
    short: str = ""
    arm: str = "tried"

    def __post_init__(self) -> None:
        checked_arm(self.arm)
        if not self.low <= self.value <= self.high:
            raise ValueError(f"“{self.label}”: {self.value} lies outside its interval {self.low} to {self.high}.")


def interval_plot(
    estimates: Sequence[Estimate],
    *,
    title: str,
    description: str,
    axis: str,
    reference: float | None = 0,
    reference_label: str = "",
    worthwhile: float | None = None,
    note: str = "",
    number_format: str = ",.2~f",
) -> Chart:
    """Points and intervals. `axis` names the unit; `worthwhile` draws the smallest effect that would matter, in grey:
    say so in the `note`.
    """

    def spec(width: int) -> dict[str, Any]:
        return interval_spec(estimates, width, axis, reference, reference_label, worthwhile, number_format)

    return Chart(
        title=title,
        description=description,
        table_caption=title,
        heads=[_("What"), _("Estimate and interval")],
        rows=[[one.label, one.text] for one in estimates],
        spec=spec,
        note=note,
    )


def interval_spec(
    estimates: Sequence[Estimate],
    width: int,
    axis: str,
    reference: float | None,
    reference_label: str,
    worthwhile: float | None,
    number_format: str,
) -> dict[str, Any]:
    values = [row_of(position, one, width) for position, one in enumerate(estimates)]
    scale = {"axis": {"format": number_format, "tickCount": width // 110, "grid": False, "ticks": True, "domain": True}}
    x = {"type": "quantitative", "title": axis, **scale}
    lines = [*across(worthwhile, COMPARISON, values), *across(reference, SOFT, values)]
    marks = [
        {"mark": {"type": "rule", "strokeWidth": 3}, "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}}},
        {
            "mark": {"type": "point", "filled": True, "size": 160, "opacity": 1},
            "encoding": {"x": {"field": "value", **x}, "shape": arm_shape()},
        },
        words("label", 0, "left", 600),
        words("text", "width", "right", 400),
    ]
    y = {"field": "row", "type": "ordinal", "axis": None}
    layer = {"data": {"values": values}, "encoding": {"y": y, "color": arm_colour()}, "layer": marks}
    named = [line_label(reference, reference_label)] if reference is not None and reference_label else []
    return sheet(width, height={"step": ROW}, layer=[*lines, *named, layer])


def row_of(position: int, one: Estimate, width: int) -> dict[str, Any]:
    text = (one.short or one.text) if width <= NARROW else one.text
    numbers = {"value": one.value, "low": one.low, "high": one.high}
    return {"row": position, "label": one.label, "arm": one.arm, "text": text, **numbers}


def words(field: str, x: int | str, align: str, weight: int) -> dict[str, Any]:
    return {
        "mark": {"type": "text", "align": align, "dy": -24, "fontWeight": weight},
        "encoding": {"x": {"value": x}, "text": {"field": field}, "color": {"value": INK}},
    }


def across(at: float | None, colour: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A short line through each row's interval, so that no line runs through words."""
    if at is None:
        return []
    mark = {"type": "tick", "orient": "vertical", "thickness": 1.5, "size": 32, "color": colour, "opacity": 1}
    place = {"x": {"field": "at", "type": "quantitative"}, "y": {"field": "row", "type": "ordinal", "axis": None}}
    return [{"data": {"values": [{"row": one["row"], "at": at} for one in rows]}, "mark": mark, "encoding": place}]


def line_label(at: float, text: str) -> dict[str, Any]:
    mark = {"type": "text", "text": text, "align": "center", "baseline": "bottom", "y": -2, "color": SOFT}
    return {
        "data": {"values": [{"at": at}]},
        "mark": mark,
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }
