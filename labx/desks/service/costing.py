"""What families spend on visits: counted visits times assumed minutes, hours and fares, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.desks.engine.burden import Assumptions, Burden, Range, Trips, burden, saving
from labx.desks.engine.desk import TOLD_AS_FACT
from labx.desks.service.pictures import over_months
from labx.desks.service.reckoning import Figure


@dataclass(frozen=True, slots=True)
class Assumed:
    """One range before anybody changes it. Grade C is shown as not verified."""

    name: str
    label: Any
    low: float
    high: float
    unit: Any
    source: Any
    grade: str
    most: int


NO_SOURCE = gettext_lazy("Nobody measured it yet: a guess, to be replaced by what the lab measures.")
ASSUMED = (
    Assumed(
        "usual_minutes", gettext_lazy("A visit to one counter, with the way and the waiting"), 60, 180,
        gettext_lazy("minutes"), NO_SOURCE, "C", 1440,
    ),
    Assumed(
        "joint_minutes", gettext_lazy("A visit to the joint counter, with the way and the waiting"), 60, 180,
        gettext_lazy("minutes"), NO_SOURCE, "C", 1440,
    ),
    Assumed(
        "hour_value", gettext_lazy("An hour of a person"), 7.37, 17.00, gettext_lazy("euros"),
        gettext_lazy(
            "Low: mean basic pay of 1277 euros a month in 2025 over 173.3 hours (Statistics Portugal, in the press). "
            "High: what an hour of work cost employers in 2023 (Eurostat, in the press)."
        ),
        "B", 200,
    ),
    Assumed(
        "fare", gettext_lazy("Fares of a visit, there and back"), 0, 10,
        gettext_lazy("euros"), NO_SOURCE, "C", 200,
    ),
)  # fmt: skip


class AssumptionsForm(forms.Form):
    """Two numbers for each: nothing is kept, the address of the page carries them."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for one in ASSUMED:
            for end, label, value in (("from", _("from"), one.low), ("to", _("to"), one.high)):
                self.fields[f"{one.name}_{end}"] = forms.FloatField(
                    label=f"{one.label}: {label} ({one.unit})",
                    min_value=0,
                    max_value=one.most,
                    initial=value,
                    localize=True,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for one in ASSUMED:
            low, high = given.get(f"{one.name}_from"), given.get(f"{one.name}_to")
            if low is not None and high is not None and high < low:
                self.add_error(f"{one.name}_to", _("The second number is not below the first."))
        return given

    @property
    def is_sent(self) -> bool:
        return self.is_bound and any(name in self.data for name in self.fields)


def form_sent(sent: Any) -> AssumptionsForm:
    """Bound only where the numbers came along: the page has other questions in its address."""
    form = AssumptionsForm(sent)
    return form if form.is_sent else AssumptionsForm()


def ranges_of(form: AssumptionsForm) -> dict[str, Range]:
    """What was changed where it makes sense, else what stands here."""
    if not form.is_bound or not form.is_valid():
        return {one.name: Range(one.low, one.high) for one in ASSUMED}
    given = form.cleaned_data
    return {one.name: Range(given[f"{one.name}_from"], given[f"{one.name}_to"]) for one in ASSUMED}


def assumption_rows(ranges: dict[str, Range]) -> list[dict[str, Any]]:
    rows = []
    for one in ASSUMED:
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
