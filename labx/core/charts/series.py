"""Points and lines over time, with what was expected beside what came."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.figure import NARROW, Chart
from labx.core.charts.style import INK, SOFT, TEXT, arm_colour, checked_arm, sheet

HEIGHT = 300


@dataclass(frozen=True, kw_only=True)
class Point:
    when: datetime.date
    value: float
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    label: str
    points: Sequence[Point]
    arm: str = "tried"

    def __post_init__(self) -> None:
        checked_arm(self.arm)


def line_series(
    lines: Sequence[Line],
    *,
    title: str,
    description: str,
    axis: str,
    change: datetime.date | None = None,
    change_label: str = "",
    from_zero: bool = False,
    number_format: str = ",~f",
) -> Chart:
    """One line an arm, named at its end; `change` marks the day something was introduced."""

    def spec(width: int) -> dict[str, Any]:
        y = {
            "title": None,
            "scale": {"zero": from_zero},
            "axis": {"grid": True, "format": number_format, "tickCount": 5},
        }
        days = [point.when for line in lines for point in line.points]
        late = max(days) - (max(days) - min(days)) * (0.4 if width <= NARROW else 0.25)
        layers = [layer for line in lines for layer in line_layers(line, y, width, late)]
        if change is not None:
            layers += change_layers(change, change_label)
        heading = {"text": axis, "fontSize": TEXT, "fontWeight": 400, "color": SOFT, "offset": 12}
        return sheet(width, height=HEIGHT, title=heading, layer=layers)

    return Chart(
        title=title,
        description=description,
        table_caption=f"{title} ({axis})",
        heads=[_("When"), *(line.label for line in lines)],
        rows=twin(lines),
        spec=spec,
    )


def twin(lines: Sequence[Line]) -> list[list[str]]:
    days = sorted({point.when for line in lines for point in line.points})
    known = [{point.when: point.text for point in line.points} for line in lines]
    return [[day.strftime("%d/%m/%Y"), *(texts.get(day, "—") for texts in known)] for day in days]


def line_layers(line: Line, y: dict[str, Any], width: int, late: datetime.date) -> list[dict[str, Any]]:
    values = [
        {"when": point.when.isoformat(), "value": point.value, "low": point.low, "high": point.high, "arm": line.arm}
        for point in line.points
    ]
    x = {"field": "when", "type": "temporal", "title": None, "axis": time_axis(line, width)}
    colour = arm_colour()
    drawn = [
        {
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {"x": x, "y": value_of("value", y), "color": colour},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 40, "opacity": 1},
            "encoding": {"x": x, "y": value_of("value", y), "color": colour},
        },
    ]
    if any(point.low is not None for point in line.points):
        band = {"x": x, "y": value_of("low", y), "y2": {"field": "high"}, "color": colour}
        drawn.insert(0, {"mark": {"type": "area", "opacity": 0.18}, "encoding": band})
    named = {
        "data": {"values": [above(line, late)]},
        "mark": {"type": "text", "text": line.label, "align": "right", "dy": -16, "fontWeight": 600},
        "encoding": {"x": x, "y": value_of("value", y), "color": colour},
    }
    return [{"data": {"values": values}, "layer": drawn}, named]


def above(line: Line, since: datetime.date) -> dict[str, Any]:
    """Where a line's name stands: at its end, higher than anything it would cover."""
    late = [point for point in line.points if point.when >= since] or line.points[-1:]
    top = max(point.value if point.high is None else point.high for point in late)
    return {"when": line.points[-1].when.isoformat(), "value": top, "arm": line.arm}


def time_axis(line: Line, width: int) -> dict[str, Any]:
    span = (line.points[-1].when - line.points[0].when).days
    return {"grid": False, "tickCount": 3 if width <= NARROW else 6, "format": "%Y" if span > 1500 else "%b %Y"}


def value_of(field: str, y: dict[str, Any]) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", **y}


def change_layers(change: datetime.date, label: str) -> list[dict[str, Any]]:
    data = {"values": [{"when": change.isoformat()}]}
    x = {"x": {"field": "when", "type": "temporal"}}
    return [
        {"data": data, "mark": {"type": "rule", "color": INK, "strokeDash": [4, 4]}, "encoding": x},
        {
            "data": data,
            "mark": {"type": "text", "text": label, "align": "right", "dx": -6, "y": HEIGHT - 12, "color": INK},
            "encoding": x,
        },
    ]
