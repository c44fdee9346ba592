"""Half a year of invented counts for the desk of a demonstration, under a version that says so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from django.utils import timezone

from labx.core.actors import Actor
from labx.core.events.publish import publish_many
from labx.desks import queries as desks
from labx.desks.service.counting import monday
from labx.desks.service.events import BEGUN, MOST_QUESTIONS, PLAN, TAKEN
from labx.desks.service.models import WeekCount
from labx.desks.service.publishing import event_of

INVENTED = "inventado"
DESK, WEEKS, SEED = "bereavement-pt", 26, 20261122
# What is put in: most leave at the first questions; from the 14th week a shorter first page keeps more of them.
STAY, BETTER, BETTER_FROM = 0.93, 0.03, 14
TO_PLAN, TAKE = 0.9, 0.55


def load(progress: Any, *, by: Actor) -> None:
    """Once for the same weeks: the same week gives the same events."""
    if desks.find(DESK) is None:
        return
    random = np.random.default_rng(SEED)
    first = monday(timezone.localdate()) - dt.timedelta(weeks=WEEKS)
    weeks = [first + dt.timedelta(weeks=place) for place in range(WEEKS)]
    rows = [
        WeekCount(week=week, desk=DESK, version=INVENTED, what=what, amount=amount)
        for place, week in enumerate(weeks)
        for what, amount in invented(random, place).items()
        if amount
    ]
    publish_many(event_of(row) for row in rows)


def invented(random: np.random.Generator, place: int) -> dict[str, int]:
    """One week: people leave page by page; counters close some cases."""
    stay = STAY + BETTER * (place >= BETTER_FROM)
    left = begun = int(random.poisson(90))
    found = {BEGUN: begun}
    for question in range(1, MOST_QUESTIONS + 1):
        left = int(random.binomial(left, stay))
        found[f"question_{question}"] = left
    plans = int(random.binomial(begun, TO_PLAN * stay))
    quick = int(random.binomial(plans, 0.6))
    cases = int(random.poisson(12))
    counters, tasks, rights = cases * 4 + int(random.poisson(3)), cases * 3, cases * 2
    on_time = int(random.binomial(tasks, 0.85))
    return {
        **found,
        PLAN: plans,
        "within_10": quick,
        "within_20": plans - quick,
        TAKEN: int(random.binomial(begun, TAKE)),
        "cases": cases,
        "counters_before": counters,
        "counters_after": cases + int(random.binomial(cases, 0.5)),
        "received": cases,
        "visits_here": cases + int(random.poisson(cases * 0.3)),
        "tasks_due": tasks,
        "tasks_on_time": on_time,
        "rights_open": rights,
        "rights_claimed": int(random.binomial(rights, 0.8)),
    }
