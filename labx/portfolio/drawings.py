"""Drawings of the portfolio: when projects run, and where, in plain marks whose colours the style sheet sets."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from labx.core.charts.figure import NARROW, WIDE
from labx.core.charts.style import INK, LINE, SOFT, TRIED
from labx.portfolio.boards import Place, ended_on

# (column, row) of each district on the tile map, the islands to the west.
TILES = {
    "16": (2, 0), "03": (3, 0), "17": (4, 0), "04": (5, 0),
    "13": (2, 1), "01": (3, 1), "18": (4, 1), "09": (5, 1),
    "10": (2, 2), "06": (3, 2), "05": (4, 2),
    "11": (2, 3), "14": (3, 3), "12": (4, 3),
    "15": (3, 4), "07": (4, 4),
    "02": (4, 5), "08": (4, 6),
    "20": (0, 3), "30": (0, 5),
}  # fmt: skip
SHORT = {
    "01": "AVR", "02": "BJA", "03": "BRG", "04": "BGC", "05": "CBR", "06": "COI", "07": "EVR", "08": "FAR",
    "09": "GRD", "10": "LEI", "11": "LIS", "12": "PTG", "13": "PRT", "14": "STR", "15": "SET", "16": "VCT",
    "17": "VRL", "18": "VIS", "20": "AÇO", "30": "MAD",
}  # fmt: skip
COLUMNS, ROWS = 6, 7
ROW_HEIGHT, BAR = 34, 12


@dataclass(frozen=True)
class Drawn:
    """A drawing at both widths; the style sheet shows the one that fits."""

    wide: SafeString
    narrow: SafeString


def map_of(found: Sequence[Place], *, title: str, description: str) -> Drawn:
    tiled = [place for place in found if place.code in TILES]
    return Drawn(tiles(tiled, WIDE, title, description), tiles(tiled, NARROW, title, description))


def tiles(found: Sequence[Place], width: int, title: str, description: str) -> SafeString:
    """One square a district, the fuller the more projects; the number stands in it, never colour alone."""
    side = min(width // COLUMNS, 84)
    most = max([place.count for place in found] + [1])
    marks = format_html_join(
        "",
        '<g><title>{}: {}</title><rect x="{}" y="{}" width="{}" height="{}" fill="{}" fill-opacity="{}" stroke="{}"/>'
        '<text x="{}" y="{}" font-size="12" fill="{}">{}</text>'
        '<text x="{}" y="{}" font-size="16" font-weight="600" fill="{}">{}</text></g>',
        (tile(place, side, most) for place in found),
    )
    return framed(side * COLUMNS, side * ROWS, marks, f"map-{width}", title, description)


def tile(place: Place, side: int, most: int) -> tuple[Any, ...]:
    column, row = TILES[place.code]
    x, y = column * side + 2, row * side + 2
    fullness = f"{0.45 * place.count / most:.2f}"
    words = (x + 5, y + 15, SOFT, SHORT[place.code], x + 5, y + side - 12, INK, place.count)
    return (place.name, place.count, x, y, side - 4, side - 4, TRIED, fullness, LINE, *words)


def timeline_of(projects: Sequence[Any], today: dt.date, *, title: str, description: str) -> Drawn:
    spans = [(project.title, project.begins, ended_on(project, today)) for project in projects]
    return Drawn(
        *(spans_drawn(spans, width, today, title, description) for width in (WIDE, NARROW)),
    )


def spans_drawn(
    spans: Sequence[tuple[str, dt.date, dt.date]], width: int, today: dt.date, title: str, description: str
) -> SafeString:
    """One line a project, its name above, with the years ruled and today marked."""
    first = min([begins for _name, begins, _ends in spans] + [today]).replace(month=1, day=1)
    last = max([ends for _name, _begins, ends in spans] + [today])
    last = dt.date(last.year, 12, 31)
    days = (last - first).days

    def at(day: dt.date) -> float:
        return round((day - first).days / days * width, 1)

    height = ROW_HEIGHT * len(spans) + 24
    years = every_few_years(first.year, last.year, width)
    ruled = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="18" y2="{}" stroke="{}"/><text x="{}" y="12" font-size="12" fill="{}">{}</text>',
        (
            (at(dt.date(year, 1, 1)), at(dt.date(year, 1, 1)), height, LINE, at(dt.date(year, 1, 1)) + 2, SOFT, year)
            for year in years
        ),
    )
    bars = format_html_join(
        "",
        '<g><title>{}: {} – {}</title><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text x="{}" y="{}" font-size="12" text-anchor="{}" fill="{}">{}</text></g>',
        (
            bar(name, begins, ends, (at(begins), at(ends)), 24 + ROW_HEIGHT * place, width)
            for place, (name, begins, ends) in enumerate(spans)
        ),
    )
    now = format_html(
        '<line x1="{0}" x2="{0}" y1="18" y2="{1}" stroke="{2}" stroke-dasharray="3 3"/>', at(today), height, INK
    )
    return framed(width, height, format_html("{}{}{}", ruled, bars, now), f"time-{width}", title, description)


def bar(
    name: str, begins: dt.date, ends: dt.date, across: tuple[float, float], top: int, width: int
) -> tuple[Any, ...]:
    left, right = across
    length = max(3, round(right - left, 1))
    return (name, begins, ends, left, top + 18, length, BAR, TRIED, *label_of(name, left, top + 14, width))


def every_few_years(first: int, last: int, width: int) -> range:
    """Not more years than fit side by side."""
    fits = max(1, width // 48)
    return range(first, last + 1, max(1, -(-(last - first + 1) // fits)))


def label_of(name: str, x: float, y: int, width: int) -> tuple[float, int, str, str, str]:
    """A name that begins beyond the middle reads towards the left, so that it stays inside."""
    letters = width // 8
    shown = name if len(name) <= letters else f"{name[: letters - 1]}…"
    at_end = x > width / 2
    return (width if at_end else x, y, "end" if at_end else "start", INK, shown)


def framed(width: float, height: float, marks: SafeString, mark: str, title: str, description: str) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" '
        'aria-labelledby="{2}-title {2}-desc"><title id="{2}-title">{3}</title><desc id="{2}-desc">{4}</desc>{5}</svg>',
        width,
        height,
        mark,
        title,
        description,
        marks,
    )
