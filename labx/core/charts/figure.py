"""A chart is never alone: a title that says the finding, the same in words, and a table twin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from labx.core.charts.drawing import svg

WIDE = 680
NARROW = 288  # what a 320-pixel screen leaves between its margins


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`spec(width)` gives the Vega-Lite specification for a width in pixels; `rows` are texts as shown."""

    title: str
    description: str
    table_caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    spec: Callable[[int], dict[str, Any]]
    note: str = ""

    def __post_init__(self) -> None:
        for part in ("title", "description", "table_caption", "heads", "rows"):
            if not getattr(self, part):
                raise ValueError(f"A chart without {part} is not shown: a reader who cannot see it would get nothing.")


@dataclass(frozen=True)
class Drawing:
    wide: SafeString
    narrow: SafeString


def draw(chart: Chart) -> Drawing:
    """The chart at two widths; the style sheet shows the one that fits."""
    return Drawing(
        svg(chart.spec(WIDE), title=chart.title, description=chart.description),
        svg(chart.spec(NARROW), title=chart.title, description=chart.description),
    )
