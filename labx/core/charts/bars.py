"""Bars, where length is read: always from zero, labels above, the value at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.figure import Chart
from labx.core.charts.style import INK, arm_colour, checked_arm, sheet

ROW = 56


@dataclass(frozen=True, kw_only=True)
class Bar:
    label: str
    value: float
    text: str
    arm: str = "tried"

    def __post_init__(self) -> None:
        checked_arm(self.arm)
        if self.value < 0:
            raise ValueError(f"“{self.label}” is {self.value}: a bar is a length. Draw differences as intervals.")


def bars(values: Sequence[Bar], *, title: str, description: str, unit: str) -> Chart:
    def spec(width: int) -> dict[str, Any]:
        reach = max(one.value for one in values) * 1.25 or 1
        data = [
            {"row": position, "label": one.label, "value": one.value, "text": one.text, "arm": one.arm}
            for position, one in enumerate(values)
        ]
        x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, reach]}}
        layers = [
            {
                "mark": {"type": "bar", "height": 18, "yOffset": 8},
                "encoding": {"x": x, "color": arm_colour()},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "dy": 8},
                "encoding": {"x": x, "text": {"field": "text"}, "color": {"value": INK}},
            },
            {
                "mark": {"type": "text", "align": "left", "dy": -12, "fontWeight": 600},
                "encoding": {"x": {"value": 0}, "text": {"field": "label"}, "color": {"value": INK}},
            },
        ]
        y = {"field": "row", "type": "ordinal", "axis": None}
        return sheet(width, height={"step": ROW}, data={"values": data}, encoding={"y": y}, layer=layers)

    return Chart(
        title=title,
        description=description,
        table_caption=f"{title} ({unit})",
        heads=[_("What"), unit],
        rows=[[one.label, one.text] for one in values],
        spec=spec,
    )
