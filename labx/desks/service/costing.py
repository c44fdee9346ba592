"""What families spend on visits: counted visits times assumed minutes, hours and fares, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.desks.engine.burden import Assumptions, Burden, Range, Trips, burden, saving
from labx.desks.engine.desk import TOLD_AS_FACT
from labx.desks.service.assuming import ASSUMED, Assumed
from labx.desks.service.forms import AssumptionsForm
from labx.desks.service.pictures import over_months
from labx.desks.service.reckoning import Figure


def ranges_of(form: AssumptionsForm) -> dict[str, Range]:
    """What was changed where it makes sense, else what stands."""
    if not form.is_bound or not form.is_valid():
        return {one.name: Range(one.low, one.high) for one in form.assumed}
    return form.ranges()


def assumption_rows(ranges: dict[str, Range], assumed: Iterable[Assumed] = ASSUMED) -> list[dict[str, Any]]:
    rows = []
    for one in assumed:
        now = ranges[one.name]
        is_changed = (now.low, now.high) != (one.low, one.high)
        words = f"{formats.number(now.low)}–{formats.number(now.high)} {one.unit}"
        rows.append(
            {
                "label": one.label,
                "range": words,
                "source": _("Changed on this page.") if is_changed else one.source,
                "is_verified": not is_changed and one.grade in TOLD_AS_FACT,
            }
        )
    return rows


def mean(found: Sequence[Figure], name: str) -> float | None:
    sums = over_months(found, name)
    return sums[0] / sums[1] if sums else None


def trips_of(found: Sequence[Figure]) -> tuple[Trips, Trips] | None:
    """Without the joint counter and with it; nothing where a mean may not be shown.

    Days on which families came are known of some cases alone; where they may not be shown, one is counted.
    """
    before, after = mean(found, "counters_before"), mean(found, "counters_after")
    if before is None or after is None:
        return None
    came = mean(found, "visits_here")
    return Trips(before), Trips(max(after - 1, 0.0), max(1.0 if came is None else came, 1.0))


def cost_rows(found: Sequence[Figure], ranges: dict[str, Range]) -> list[dict[str, Any]]:
    trips = trips_of(found)
    if trips is None:
        return []
    before, after = trips
    assumed = Assumptions(**ranges)
    return [
        row(_("Without the joint counter"), before.usual, burden(before, assumed)),
        row(_("With it"), after.usual + after.joint, burden(after, assumed)),
        row(_("Less, with it"), before.usual - after.usual - after.joint, saving(before, after, assumed)),
    ]


def row(label: str, visits: float, cost: Burden) -> dict[str, Any]:
    return {
        "label": label,
        "visits": visits,
        "hours_low": cost.hours.low,
        "hours_high": cost.hours.high,
        "euros_low": cost.euros.low,
        "euros_high": cost.euros.high,
    }


def cost_sentence(rows: Sequence[dict[str, Any]]) -> str:
    """The last row in words; nothing where nothing may be shown."""
    if not rows:
        return ""
    less = rows[-1]
    if less["hours_low"] < 0:
        return _("By these assumptions nobody can say whether a family spends less time.")
    return _("A family spends between {low} and {high} hours less, by these assumptions.").format(
        low=formats.number(less["hours_low"], 1), high=formats.number(less["hours_high"], 1)
    )
