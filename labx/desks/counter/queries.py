"""Reads of counters, and the one answer to whether a case may be opened now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from labx.core.actors import Actor
from labx.desks.counter.boxes import opened
from labx.desks.counter.errors import Unreadable
from labx.desks.counter.models import Appointment, Case, Counter, Look, Post
from labx.desks.saved.boxes import CannotOpen


def posts_now() -> QuerySet[Post]:
    return Post.objects.filter(ended_on=None, account__is_active=True)


def staff_at(counter: UUID) -> QuerySet[Post]:
    """Those who may open cases there: the role as well as the post."""
    return posts_now().filter(counter=counter, account__roles__contains=["counter_staff"])


def counters_of(actor: Actor) -> QuerySet[Counter]:
    mine = posts_now().filter(account_id=actor.id, counter=OuterRef("pk"))
    return Counter.objects.filter(Exists(mine))


def counter_called(code: str) -> Counter:
    return get_object_or_404(Counter.objects.select_related("timetable"), code=code)


def bookable() -> QuerySet[Counter]:
    """Where people may book by themselves."""
    return Counter.objects.filter(is_open=True, timetable__is_public=True).select_related("timetable")


def post_by_id(post: UUID) -> Post:
    return get_object_or_404(Post.objects.select_related("account", "counter"), pk=post, ended_on=None)


def case_called(code: str) -> Case:
    return get_object_or_404(Case.objects.select_related("counter", "keeper"), code=code)


def appointment_called(code: str) -> Appointment:
    return get_object_or_404(Appointment.objects.select_related("counter__timetable", "case"), code=code)


def cases_at(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(counter__in=counters_of(actor)).select_related("counter", "keeper")


def appointments_at(actor: Actor) -> QuerySet[Appointment]:
    return Appointment.objects.filter(counter__in=counters_of(actor)).select_related("counter__timetable", "case")


def to_tell_at(actor: Actor) -> QuerySet[Appointment]:
    """Of whom something changed that they do not know yet."""
    return appointments_at(actor).filter(at__gt=timezone.now()).exclude(to_tell="").order_by("at", "pk")


def looks_at(counter: Counter) -> QuerySet[Look]:
    return Look.objects.filter(counter=counter).select_related("account")


def may_open(actor: Actor, case: Case) -> bool:
    """One's own case; another's while a reason that was given still holds."""
    if case.keeper_id is not None and case.keeper_id == actor.id:
        return True
    given = Look.objects.filter(case=case.pk, account_id=actor.id, until__gt=timezone.now())
    return given.exists()


def may_hand_over(actor: Actor, case: Case) -> bool:
    """Its keeper, the head of the counter, and whoever has it open where its keeper works there no longer."""
    here = staff_at(case.counter_id)
    is_kept = here.filter(account_id=case.keeper_id).exists()
    return not is_kept or case.keeper_id == actor.id or here.filter(account_id=actor.id, is_head=True).exists()


def content_of(row: Case | Appointment) -> dict[str, Any]:
    try:
        return opened(row.pk, row.box)
    except CannotOpen as error:
        raise Unreadable from error
