"""How alike two groups were before anything was tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.figure import NARROW, Chart
from labx.core.charts.style import COMPARISON, INK, SOFT, sheet

USUAL_LIMIT = 0.1


@dataclass(frozen=True, kw_only=True)
class Covariate:
    """`difference` in standard deviations; `text` as it is written in the table."""

    label: str
    difference: float
    text: str


def balance_plot(covariates: Sequence[Covariate], *, title: str, description: str, limit: float = USUAL_LIMIT) -> Chart:
    """Standardised differences around zero; the band is what is usually called alike."""

    def spec(width: int) -> dict[str, Any]:
        reach = max([limit * 2, *(abs(one.difference) * 1.1 for one in covariates)])
        values = [{"label": one.label, "difference": one.difference} for one in covariates]
        order = [one.label for one in covariates]
        x = {"type": "quantitative", "scale": {"domain": [-reach, reach]}}
        axis = {"title": _("difference, in standard deviations"), "axis": {"format": "~g", "tickCount": width // 100}}
        labels = {"labelLimit": 110 if width <= NARROW else 240, "labelColor": INK}
        band = {
            "data": {"values": [{"low": -limit, "high": limit}]},
            "mark": {"type": "rect", "fill": COMPARISON, "opacity": 0.18},
            "encoding": {"x": {"field": "low", **x, **axis}, "x2": {"field": "high"}},
        }
        zero = {
            "data": {"values": [{"at": 0}]},
            "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1.5},
            "encoding": {"x": {"field": "at", **x}},
        }
        points = {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True, "size": 110, "color": INK, "opacity": 1},
            "encoding": {
                "x": {"field": "difference", **x},
                "y": {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": labels},
            },
        }
        return sheet(width, height={"step": 32}, layer=[band, zero, points])

    return Chart(
        title=title,
        description=description,
        table_caption=title,
        heads=[_("What"), _("Difference, in standard deviations")],
        rows=[[one.label, one.text] for one in covariates],
        spec=spec,
    )
