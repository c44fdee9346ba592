"""Intervals before bars: estimates as points with their interval, against a line of no difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.figure import NARROW, Chart
from labx.core.charts.style import COMPARISON, INK, SOFT, arm_colour, arm_shape, checked_arm, sheet

BLANK = "\u200b"  # a line that takes its height; the renderer would trim a space
LINE_HIGH = 19
MARKS_HIGH = 56
LETTER_WIDE = 9  # of the bold face at this size, generously


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
    words_high = LINE_HIGH * (1 + max(len(one["label"]) for one in values))
    step = words_high + MARKS_HIGH
    middle = (words_high + MARKS_HIGH / 2 - 8) / step
    reach = (middle - 16 / step, middle + 16 / step)
    axis_look = {"format": number_format, "tickCount": width // 110, "grid": False, "ticks": True, "domain": True}
    x = {"type": "quantitative", "title": axis, "axis": axis_look}
    interval = {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": row_place(middle)}
    marks = [
        {"mark": {"type": "rule", "strokeWidth": 3}, "encoding": interval},
        {
            "mark": {"type": "point", "filled": True, "size": 160, "opacity": 1},
            "encoding": {"x": {"field": "value", **x}, "y": row_place(middle), "shape": arm_shape()},
        },
        words("label", 600),
        words("text", 400),
    ]
    lines = [*across(worthwhile, COMPARISON, values, reach), *across(reference, SOFT, values, reach)]
    named = [line_label(reference, reference_label)] if reference is not None and reference_label else []
    layer = {"data": {"values": values}, "encoding": {"color": arm_colour()}, "layer": marks}
    return sheet(width, height={"step": step}, layer=[*lines, *named, layer])


def row_of(position: int, one: Estimate, width: int) -> dict[str, Any]:
    text = (one.short or one.text) if width <= NARROW else one.text
    label = wrap(one.label, width // LETTER_WIDE) or [""]
    numbers = {"value": one.value, "low": one.low, "high": one.high}
    return {"row": position, "label": label, "arm": one.arm, "text": [*(BLANK for _line in label), text], **numbers}


def row_place(part: float) -> dict[str, Any]:
    """Where in its row something stands: 0 is the top, 1 the bottom."""
    scale = {"type": "band", "padding": 0}
    return {"field": "row", "type": "ordinal", "axis": None, "scale": scale, "bandPosition": part}


def words(field: str, weight: int) -> dict[str, Any]:
    mark = {"type": "text", "align": "left", "baseline": "top", "lineHeight": LINE_HIGH}
    return {
        "mark": {**mark, "fontWeight": weight},
        "encoding": {"x": {"value": 0}, "y": row_place(0), "text": {"field": field}, "color": {"value": INK}},
    }


def across(
    at: float | None, colour: str, rows: Sequence[dict[str, Any]], reach: tuple[float, float]
) -> list[dict[str, Any]]:
    """A short line through each row's interval, so that no line runs through words."""
    if at is None:
        return []
    mark = {"type": "rule", "strokeWidth": 1.5, "color": colour}
    top, bottom = reach
    place = {
        "x": {"field": "at", "type": "quantitative"},
        "y": row_place(top),
        "y2": {"field": "row", "bandPosition": bottom},
    }
    return [{"data": {"values": [{"row": one["row"], "at": at} for one in rows]}, "mark": mark, "encoding": place}]


def line_label(at: float, text: str) -> dict[str, Any]:
    mark = {"type": "text", "text": text, "align": "center", "baseline": "bottom", "y": -2, "color": SOFT}
    return {
        "data": {"values": [{"at": at}]},
        "mark": mark,
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }
