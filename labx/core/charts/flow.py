"""Where units went: boxes from the draw down to the measurement, one lane an arm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.figure import Chart
from labx.core.charts.style import INK, PAPER, SOFT, TEXT, arm_colour, checked_arm, sheet

BOX, GAP, MARGIN, LINE = 56, 32, 6, 9
MOST_LANES = 3


@dataclass(frozen=True, kw_only=True)
class Lane:
    """What happened to one arm: how many, as shown, at each step in turn."""

    label: str
    counts: Sequence[str]
    arm: str = "tried"

    def __post_init__(self) -> None:
        checked_arm(self.arm)


def flow_diagram(
    lanes: Sequence[Lane], *, steps: Sequence[str], start: str, everyone: str, title: str, description: str
) -> Chart | None:
    """A box for `everyone`, called `start`, above a lane for each arm. Too many arms do not fit: the table says it."""
    if not 1 < len(lanes) <= MOST_LANES:
        return None

    def spec(width: int) -> dict[str, Any]:
        lane, step = width / len(lanes), BOX + GAP
        across = {"type": "quantitative", "scale": {"domain": [0, width]}, "axis": None}
        height = BOX + step * (len(steps) + 1)
        down = {"type": "quantitative", "scale": {"domain": [height, 0]}, "axis": None}
        middles = [lane * (place + 0.5) for place in range(len(lanes))]
        boxes = [box(width / 2, width, 0, start, everyone, "neutral")]
        boxes += [box(middle, lane, step, "", one.label, one.arm) for middle, one in zip(middles, lanes, strict=True)]
        for row, name in enumerate(steps):
            boxes += [
                box(middle, lane, step * (row + 2), name, one.counts[row], one.arm)
                for middle, one in zip(middles, lanes, strict=True)
            ]
        ways = [{"x": width / 2, "x2": middle, "y": BOX, "y2": step} for middle in middles]
        ways += [
            {"x": middle, "x2": middle, "y": step * row + BOX, "y2": step * (row + 1)}
            for middle in middles
            for row in range(1, len(steps) + 1)
        ]
        at = {"x": {"field": "x", **across}, "y": {"field": "y", **down}}
        until = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        text = {"type": "text", "limit": lane - 4 * MARGIN}
        layers = [
            {"data": {"values": ways}, "mark": {"type": "rule", "color": SOFT}, "encoding": {**at, **until}},
            {
                "data": {"values": boxes},
                "mark": {"type": "rect", "fill": PAPER, "strokeWidth": 1.5},
                "encoding": {**at, **until, "stroke": arm_colour()},
            },
            words(boxes, "label", {**text, "color": SOFT, "dy": -LINE, "fontSize": TEXT - 2}, across, down),
            words(boxes, "count", {**text, "color": INK, "dy": LINE, "fontWeight": 600}, across, down),
        ]
        return sheet(width, height=height, layer=layers)

    return Chart(
        title=title,
        description=description,
        table_caption=title,
        heads=[_("Step"), *(one.label for one in lanes)],
        rows=[[name, *(one.counts[row] for one in lanes)] for row, name in enumerate(steps)],
        spec=spec,
    )


def box(middle: float, lane: float, top: float, label: str, count: str, arm: str) -> dict[str, Any]:
    half = lane / 2 - MARGIN
    return {
        **{"x": middle - half, "x2": middle + half, "y": top, "y2": top + BOX},
        **{"at": middle, "middle": top + BOX / 2 - (0 if label else LINE), "label": label, "count": count, "arm": arm},
    }


def words(
    boxes: list[dict[str, Any]], field: str, mark: dict[str, Any], across: dict[str, Any], down: dict[str, Any]
) -> dict[str, Any]:
    """One line of each box, above or below its middle; what stands alone stands in the middle."""
    return {
        "data": {"values": [one for one in boxes if one[field]]},
        "mark": mark,
        "encoding": {
            "x": {"field": "at", **across},
            "y": {"field": "middle", **down},
            "text": {"field": field, "type": "nominal"},
        },
    }
