"""A closed case in amounts alone: counters, visits, tasks in time, rights claimed; never which task or right."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from labx.desks.engine.desk import Limit
from labx.desks.engine.plans import Plan, Step

if TYPE_CHECKING:
    from labx.desks.counter.files import CounterFile

WITH_A_DATE = frozenset({Limit.LEGAL, Limit.EXPIRY, Limit.RETRO})
RIGHTS = frozenset({Limit.EXPIRY, Limit.RETRO})
HERE, CLAIMED = "here", ("here", "sent")


def amounts_of(made: Plan, case: CounterFile) -> dict[str, int]:
    """What the family would have had to go to, and what was left to go to; what was in time; what was claimed."""
    today = timezone.localdate()
    left = [visit for visit in made.visits if any(state_of(case, name) != HERE for name in visit.procedures)]
    rights = [step for step in made.tasks if any(due.limit in RIGHTS for due in step.due)]
    in_time = [was_in_time(step, case, today) for step in made.tasks]
    return {
        "cases": 1,
        "counters_before": len(made.visits),
        "counters_after": len(left) + 1,
        "received": int(bool(case.visits)),
        "visits_here": len(case.visits),
        "tasks_due": sum(one is not None for one in in_time),
        "tasks_on_time": sum(one is True for one in in_time),
        "rights_open": len(rights),
        "rights_claimed": sum(is_claimed(step, case) for step in rights),
    }


def state_of(case: CounterFile, task: str) -> str:
    return case.deeds.get(task, {}).get("state", "")


def is_claimed(step: Step, case: CounterFile) -> bool:
    return state_of(case, step.procedure.name) in CLAIMED or step.procedure.name in case.done


def was_in_time(step: Step, case: CounterFile, today: dt.date) -> bool | None:
    """Nothing where there is no date, or where the day has not come and it is not done here."""
    last = min(
        (due.shown.due.last_day for due in step.due if due.shown and due.limit in WITH_A_DATE),
        default=None,
    )
    if last is None:
        return None
    if state_of(case, step.procedure.name) == HERE:
        return dt.datetime.fromisoformat(case.deeds[step.procedure.name]["at"]).date() <= last
    return None if today <= last else False
