"""How charts look: colours are markers for charts.css, few lines, labels on the marks."""

from typing import Any

INK = "#000001"
SOFT = "#000002"
TRIED = "#000003"
COMPARISON = "#000004"
PAPER = "#000005"
LINE = "#000006"

ARMS = {"tried": TRIED, "comparison": COMPARISON, "neutral": INK}
TEXT = 14
FONT = "Noto Sans, sans-serif"

CONFIG: dict[str, Any] = {
    "background": None,
    "font": FONT,
    "padding": {"left": 2, "right": 8, "top": 4, "bottom": 4},
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "domainColor": LINE,
        "ticks": False,
        "tickColor": SOFT,
        "gridColor": LINE,
        "labelColor": SOFT,
        "labelFontSize": TEXT,
        "labelPadding": 8,
        "titleColor": SOFT,
        "titleFontSize": TEXT,
        "titleFontWeight": 400,
        "titlePadding": 8,
    },
    "axisY": {"grid": False},
    "text": {"color": INK, "fontSize": TEXT},
    "title": {"color": INK, "fontSize": TEXT, "fontWeight": 600, "anchor": "start"},
}


def arm_colour(field: str = "arm") -> dict[str, Any]:
    """The tried arm in the accent, the comparison in grey, everywhere; no legend, labels stand on the marks."""
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": list(ARMS), "range": list(ARMS.values())},
        "legend": None,
    }


def arm_shape(field: str = "arm") -> dict[str, Any]:
    """Never colour alone: the comparison is a square."""
    shapes = ["circle", "square", "diamond"]
    return {"field": field, "type": "nominal", "scale": {"domain": list(ARMS), "range": shapes}, "legend": None}


def checked_arm(arm: str) -> str:
    if arm not in ARMS:
        raise ValueError(f"{arm!r} is no arm of a chart. Take one of {', '.join(ARMS)}.")
    return arm


def sheet(width: int, **parts: Any) -> dict[str, Any]:
    """A specification that is exactly so wide."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding"},
        **parts,
    }
