"""Cases at a counter: begun, worked on, handed over, closed, deleted."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.ids import new_id
from labx.desks.counter import queries
from labx.desks.counter.boxes import NOTHING, Content, closed
from labx.desks.counter.errors import Closed, NotAtThisCounter, NotYours, WorkedMeanwhile
from labx.desks.counter.models import Appointment, Case, Counter


def require_open(by: Actor, case: Case) -> None:
    """At this counter, and one's own or with a reason that holds."""
    policy.require(by, "counter.use_case", case)
    if not queries.may_open(by, case):
        raise policy.NotAllowed(f"{by.key} gave no reason to open the case {case.code} of somebody else.")


def locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("counter", "keeper").get(pk=case.pk)


@action
def begin_case(
    *, by: Actor, counter: Counter, desk: str, content: Content, appointment: Appointment | None = None
) -> Case:
    """What a family brought, or nothing yet; whoever begins it keeps it."""
    policy.require(by, "counter.receive", counter)
    row = Case(id=new_id(), counter=counter, keeper_id=by.id, desk=desk)
    row.box = closed(row.id, content)
    row.save()
    if appointment is not None:
        policy.require(by, "counter.use_appointment", appointment)
        came = {"state": Appointment.State.CAME, "to_tell": "", "is_mailed": False}
        changed = {"case": row, "edition": appointment.edition + 1, **came}
        Appointment.objects.filter(pk=appointment.pk).update(**changed, box=closed(appointment.pk, NOTHING))
    record(by=by, action="counter.begin_case", target=row)
    return row


@action
def work_on_case(*, by: Actor, case: Case, edition: int, content: Content) -> int:
    """The whole content in its next edition; refuses one that somebody saved over, and gives what they saved."""
    require_open(by, case)
    current = locked(case)
    if current.closed_on:
        raise Closed
    if current.edition != edition:
        raise WorkedMeanwhile(queries.content_of(current), current.edition)
    current.box, current.edition = closed(current.id, content), edition + 1
    current.worked_on = timezone.localdate()
    current.save()
    record(by=by, action="counter.work_on_case", target=current)
    return current.edition


@action
def hand_over(*, by: Actor, case: Case, to: UUID) -> Case:
    """To someone who works at the same counter. A reason opens a colleague's case for a while, and no more."""
    require_open(by, case)
    current = locked(case)
    if not queries.may_hand_over(by, current):
        raise NotYours
    if not queries.staff_at(current.counter_id).filter(account=to).exists():
        raise NotAtThisCounter
    before, current.keeper_id = current.keeper_id, to
    current.save(update_fields=["keeper"])
    record(by=by, action="counter.hand_over", target=current, before={"keeper": str(before)}, after={"keeper": str(to)})
    return current


@action
def close_case(*, by: Actor, case: Case) -> Case:
    """Nothing is added from now on; the days until it is deleted begin."""
    require_open(by, case)
    current = locked(case)
    if current.closed_on is None:
        current.closed_on = timezone.localdate()
        current.save(update_fields=["closed_on"])
        record(by=by, action="counter.close_case", target=current)
    return current


@action
def reopen_case(*, by: Actor, case: Case) -> Case:
    require_open(by, case)
    current = locked(case)
    if current.closed_on is not None:
        current.closed_on, current.worked_on = None, timezone.localdate()
        current.save(update_fields=["closed_on", "worked_on"])
        record(by=by, action="counter.reopen_case", target=current)
    return current


@action
def delete_case(*, by: Actor, case: Case) -> None:
    """At once, because the family asked or there is no more use for it."""
    require_open(by, case)
    current = locked(case)
    record(by=by, action="counter.delete_case", target=current)
    current.delete()
