"""Months of a desk as figures: parts of wholes and means, hidden where they could point at somebody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from labx.core.disclosure import is_small, may_be_shown
from labx.desks.service.events import BEGUN, PLAN, QUESTIONS, TAKEN, WITHIN

Amounts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Count:
    """One amount of the log: of a whole week, by its Monday."""

    week: dt.date
    version: str
    what: str
    amount: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a month and a version. `value` is nothing where it is hidden; `whole` too, where that is small."""

    month: dt.date
    version: str
    name: str
    value: float | None
    whole: float | None
    is_share: bool


# name: what is counted, of what, whether it is a share of it (or a mean over it).
FIGURES: dict[str, tuple[tuple[str, ...], str, bool]] = {
    "reached_plan": ((PLAN,), BEGUN, True),
    "quick": (WITHIN[:2], PLAN, True),
    "took_away": ((TAKEN,), BEGUN, True),
    "counters_before": (("counters_before",), "cases", False),
    "counters_after": (("counters_after",), "cases", False),
    "visits_here": (("visits_here",), "received", False),
    "on_time": (("tasks_on_time",), "tasks_due", True),
    "claimed": (("rights_claimed",), "rights_open", True),
}
STEPS = (BEGUN, *QUESTIONS, PLAN, TAKEN)
IN_BOTH = ("reached_plan", "took_away")  # stand in the list of months and in the list of pages


SETTLED_AFTER = dt.timedelta(weeks=2)  # by then the last week that begins in a month has come into the log


def settled(counts: Iterable[Count], today: dt.date) -> list[Count]:
    """Without months to which weeks are still added: who reads each week would subtract what was there before."""
    running = (today - SETTLED_AFTER).replace(day=1)
    return [one for one in counts if one.week < running]


def by_month(counts: Iterable[Count]) -> dict[tuple[dt.date, str], Amounts]:
    """A week counts for the month in which it begins."""
    found: dict[tuple[dt.date, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in counts:
        found[one.week.replace(day=1), one.version][one.what] += one.amount
    return {key: dict(amounts) for key, amounts in sorted(found.items())}


def figures(counts: Iterable[Count]) -> list[Figure]:
    return [
        figure(month, version, name, amounts)
        for (month, version), amounts in by_month(counts).items()
        for name, (_what, whole, _is_share) in FIGURES.items()
        if amounts.get(whole)
    ]


def figure(month: dt.date, version: str, name: str, amounts: Amounts) -> Figure:
    """A share is shown where its part, its whole and the rest may be; a mean where it is of enough cases."""
    what, over, is_share = FIGURES[name]
    whole, part = amounts[over], sum(amounts.get(one, 0.0) for one in what)
    # Tasks and rights are no people: they are shown only where the cases they come from are enough.
    people = amounts.get("cases", whole) if over in {"tasks_due", "rights_open"} else whole
    is_shown = not is_small(people) and (not is_share or may_be_shown(part, within=[whole]))
    value = part / whole if is_shown else None
    return Figure(month, version, name, value, None if is_small(people) or is_small(whole) else whole, is_share)


@dataclass(frozen=True, slots=True)
class Fall:
    """How many visits came to a page, of those that began; nothing where the number is hidden."""

    step: str
    count: float | None
    share: float | None


def falls(counts: Iterable[Count]) -> list[Fall]:
    """Where visits end: each page with how many came to it.

    Months of which a figure is hidden are left out, or the total would give it away; of two pages that differ by so
    few visits that they could point at one, the later is hidden.
    """
    totals: dict[str, float] = defaultdict(float)
    for (month, version), amounts in by_month(counts).items():
        if all(figure(month, version, name, amounts).value is not None for name in IN_BOTH if amounts.get(BEGUN)):
            for what, amount in amounts.items():
                totals[what] += amount
    begun, shown, found = totals[BEGUN], list[float](), list[Fall]()
    for step in STEPS:
        if not totals[step]:
            continue
        is_shown = may_be_shown(totals[step], within=[whole for whole in shown if whole > totals[step]])
        if is_shown:
            shown.append(totals[step])
        found.append(Fall(step, totals[step] if is_shown else None, totals[step] / begun if is_shown else None))
    return found
