"""What was kept long enough: listed with its reason, then erased, every night or when an officer says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.jobs.pieces import one_by_one
from labx.core.personal import PersonalData, Retention, erasing, personal_data

SHOWN = 20


@dataclass(frozen=True)
class Overdue:
    """One rule, and what it would erase now."""

    data: PersonalData
    rule: Retention
    before: datetime
    rows: QuerySet

    @property
    def count(self) -> int:
        return self.rows.count()

    @property
    def examples(self) -> list[str]:
        """Ids of the first rows: enough to look one up, nothing of what they say."""
        return [str(key) for key in self.rows.values_list("pk", flat=True)[:SHOWN]]


def rules(now: datetime | None = None) -> Iterator[Overdue]:
    """Every rule there is; run without erasing, this is the dry run. Days are counted by the calendar, not by hours."""
    now = timezone.localtime(now)
    for data in personal_data():
        if data.retention:
            before = now - timedelta(days=data.retention.days)
            yield Overdue(data, data.retention, before, data.retention.due(before))


def apply_rules(*, by: Actor, say: Any = None) -> dict[str, int]:
    """Each rule by itself: one that fails is told at the end, after all others; returns how many rows went, by kind."""
    policy.require(by, "rights.apply_retention")
    gone = {}
    found = list(rules())
    with one_by_one("rights.apply_retention") as piece:
        for number, overdue in enumerate(found):
            if say:
                say.say(done=number, total=len(found), message=str(overdue.data.title))
            with piece(overdue.data.kind):
                if count := apply_rule(by=by, overdue=overdue):
                    gone[overdue.data.kind] = count
    return gone


@action
def apply_rule(*, by: Actor, overdue: Overdue) -> int:
    policy.require(by, "rights.apply_retention")
    alone("rights.apply_retention")
    if not overdue.rows.exists():
        return 0
    if overdue.rule.erase:
        count = overdue.rule.erase(overdue.rows, by)
    else:
        with erasing():
            count = overdue.rows.delete()[0]
    after = {"rows": count, "kept_for_days": overdue.rule.days}
    record(by=by, action="rights.apply_retention", target=("rights.rule", overdue.data.kind), after=after)
    return count
