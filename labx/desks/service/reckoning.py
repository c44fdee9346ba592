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
# A whole that stands on the page beside a larger one, of which it is a part: their difference could be read off.
PART_OF = {PLAN: BEGUN, TAKEN: BEGUN, "received": "cases"}
# Tasks and rights are no people: they are shown only where the cases they come from are enough.
OF_CASES = frozenset({"tasks_due", "rights_open"})

SETTLED_AFTER = dt.timedelta(weeks=2)  # by then the last week that begins in a month has come into the log


def settled(counts: Iterable[Count], today: dt.date, waiting: dt.date | None = None) -> list[Count]:
    """Without months to which weeks are still added: who reads each week would subtract what was there before.

    `waiting` is the earliest week that is not in the log yet: it may be late.
    """
    running = min(today - SETTLED_AFTER, waiting or today).replace(day=1)
    return [one for one in counts if one.week < running]


def by_month(counts: Iterable[Count]) -> dict[tuple[dt.date, str], Amounts]:
    """A week counts for the month in which it begins."""
    found: dict[tuple[dt.date, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in counts:
        found[one.week.replace(day=1), one.version][one.what] += one.amount
    return {key: dict(amounts) for key, amounts in sorted(found.items())}


def may_stand(what: str, amounts: Amounts) -> bool:
    """Whether a count of a month may stand on the page, also beside the one it is a part of."""
    larger = amounts.get(PART_OF.get(what, ""), 0.0)
    return may_be_shown(amounts.get(what, 0.0), within=[larger] if larger else [])


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
    is_known = may_stand(over, amounts) and not (over in OF_CASES and is_small(amounts.get("cases", whole)))
    is_shown = is_known and (not is_share or may_be_shown(part, within=[whole]))
    return Figure(month, version, name, part / whole if is_shown else None, whole if is_known else None, is_share)


@dataclass(frozen=True, slots=True)
class Fall:
    """How many visits came to a page, of how many that began; nothing where both are hidden."""

    step: str
    count: float | None
    of: float | None

    @property
    def share(self) -> float | None:
        return None if self.count is None or not self.of else self.count / self.of


def falls(counts: Iterable[Count]) -> list[Fall]:
    """Where visits end: each page with how many came to it, over the months in which that may be shown.

    Every sum is of cells that may be shown by themselves. So whoever subtracts what stood here a month ago learns what
    the list of months would say, and no more.
    """
    came: dict[str, float] = defaultdict(float)
    began: dict[str, float] = defaultdict(float)
    reached = set[str]()
    for amounts in by_month(counts).values():
        reached |= {step for step in STEPS if amounts.get(step)}
        for step, count in shown_steps(amounts).items():
            came[step] += count
            began[step] += amounts[BEGUN]
    return [Fall(step, came[step] if began[step] else None, began[step] or None) for step in STEPS if step in reached]


def shown_steps(amounts: Amounts) -> dict[str, float]:
    """The pages of one month whose count may be shown beside that of each page before."""
    begun = amounts.get(BEGUN, 0.0)
    if not begun or is_small(begun):
        return {}
    shown = {BEGUN: begun, **{step: amounts.get(step, 0.0) for step in (PLAN, TAKEN) if may_stand(step, amounts)}}
    before = [begun]
    for question in QUESTIONS:
        count = amounts.get(question, 0.0)
        if may_be_shown(count, within=before):
            shown[question] = count
            before.append(count)
    return shown
