"""To open a case of somebody else: with a reason for a while, without one not at all; both are kept."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.desks.counter.models import Case, Look

HOLDS = timedelta(hours=1)


@action
def give_reason(*, by: Actor, case: Case, reason: str) -> Look:
    policy.require(by, "counter.use_case", case)
    look = noted(by, case, reason=Look.Reason(reason), until=timezone.now() + HOLDS)
    record(by=by, action="counter.give_reason", target=case, after={"reason": reason})
    return look


@action
def refuse_look(*, by: Actor, case: Case) -> Look:
    policy.require(by, "counter.use_case", case)
    look = noted(by, case)
    record(by=by, action="counter.refuse_look", target=case)
    return look


def noted(by: Actor, case: Case, **more: object) -> Look:
    return Look.objects.create(counter_id=case.counter_id, case=case.pk, case_code=case.code, account_id=by.id, **more)
