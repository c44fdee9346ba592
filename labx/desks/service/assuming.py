"""What is assumed of a visit: what stands in the program, and what a laboratory put in its place, with its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.desks.service.models import KeptAssumption


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


def edition_of(desk: str) -> int:
    """Never given twice, though what was kept is taken back and something else kept in its place."""
    return KeptAssumption.objects.filter(desk=desk).aggregate(last=Max("id"))["last"] or 0


def standing(desk: str) -> dict[str, Assumed]:
    """Of each assumption what was kept last, else what the program says. What a laboratory kept nobody verified."""
    found = {one.name: one for one in ASSUMED}
    for row in KeptAssumption.objects.filter(desk=desk).order_by("edition"):
        if row.name in found:
            found[row.name] = replace(found[row.name], low=row.low, high=row.high, source=source_words(row), grade="C")
    return found


def source_words(row: KeptAssumption) -> str:
    return _("{source} (kept on {day})").format(source=row.source, day=formats.day(row.kept_on))


def last_kept(desk: str) -> KeptAssumption | None:
    """What the next undo takes back, with who kept it."""
    return KeptAssumption.objects.filter(desk=desk).select_related("account").order_by("-edition", "name").first()
