"""What counters keep of families and of staff: for how long, how it is found by a name, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData, Retention, own_rows
from labx.desks.counter import queries
from labx.desks.counter.boxes import closed
from labx.desks.counter.errors import NotLookedThrough, Unreadable
from labx.desks.counter.models import Appointment, Case, Look, Post
from labx.people.rights.engine.matching import redacted_value, spans, texts_in

log = structlog.get_logger("labx.desks.counter")
CLOSED_DAYS, IDLE_DAYS, APPOINTMENT_DAYS, LOOK_DAYS = 30, 180, 7, 730
PURPOSE = _("Go on face to face with the plan of a family, at a counter, because they came")


def mentioning(
    model: type[Case] | type[Appointment], person: Person, unread: list[str]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Rows in whose box the person is named; each box is opened for it, because nothing in a row says who.

    The codes of those that the laboratory's keys do not open go into `unread`.
    """
    if not person.terms:
        return
    for row in model.objects.order_by("pk").iterator(chunk_size=200):
        try:
            content = queries.content_of(row)
        except Unreadable:
            unread.append(row.code)
            continue
        if any(spans(text, person.terms) for text in texts_in(content)):
            yield row, content


def told_of(model: type[Case] | type[Appointment]) -> Any:
    def of(person: Person) -> Iterator[dict[str, Any]]:
        unread: list[str] = []
        for row, content in mentioning(model, person, unread):
            yield {"code": row.code, "counter": str(row.counter), **content}
        if unread:
            log.error("not looked through", rows=unread, cure="LABX_EARLIER_SECRET_KEYS")

    return of


def erased_from(model: type[Case] | type[Appointment]) -> Any:
    """The names leave; the rest of the family's case stays theirs. Not done where a box could not be looked into."""

    def erase(person: Person, by: Actor) -> int:
        found, unread = 0, list[str]()
        with transaction.atomic():
            for row, _content in list(mentioning(model, person, unread)):
                take_names_out(model.objects.select_for_update().get(pk=row.pk), person)
                found += 1
        if unread:
            raise NotLookedThrough(unread)
        return found

    return erase


def take_names_out(current: Case | Appointment, person: Person) -> None:
    """In a next edition; pages of a case that were opened before are not taken any more, or they brought names back."""
    content = redacted_value(queries.content_of(current), person.terms)
    current.edition += 1
    if isinstance(current, Case):
        content["since"] = current.edition
    current.box = closed(current.pk, content)
    current.save(update_fields=["box", "edition"])


def nameless(rows: QuerySet, column: str) -> int:
    return rows.update(**{column: None})


def over(before: Any) -> QuerySet:
    """Closed for a month, or open and touched by nobody for half a year."""
    idle = timezone.localdate(before - timedelta(days=IDLE_DAYS - CLOSED_DAYS))
    return Case.objects.filter(Q(closed_on__lt=timezone.localdate(before)) | Q(closed_on=None, worked_on__lt=idle))


DATA = (
    PersonalData(
        "counter.cases",
        _("Cases at a counter"),
        told_of(Case),
        erased_from(Case),
        purpose=PURPOSE,
        basis="public_task",
        retention=Retention(
            CLOSED_DAYS,
            _("A case is deleted 30 days after it was closed, or after half a year in which nobody worked on it."),
            over,
        ),
    ),
    PersonalData(
        "counter.appointments",
        _("Appointments at a counter"),
        told_of(Appointment),
        erased_from(Appointment),
        purpose=_("Receive a family on the day and hour agreed, and reach them if it changes"),
        basis="public_task",
        retention=Retention(
            APPOINTMENT_DAYS,
            _("An appointment is deleted a week after its day."),
            lambda before: Appointment.objects.filter(at__lt=before),
        ),
    ),
    PersonalData(
        "counter.looks",
        _("Who asked to see a colleague's case"),
        lambda person: Look.objects.filter(account__in=person.accounts).values("at", "case_code", "reason", "until"),
        lambda person, by: nameless(Look.objects.filter(account__in=person.accounts), "account"),
        purpose=_("Show who opened the case of a family, and why"),
        basis="legal_obligation",
        recipients=_("The head of the counter and the data-protection officer"),
        retention=Retention(
            LOOK_DAYS,
            _("Who opened whose case, and why, is kept for two years."),
            lambda before: Look.objects.filter(at__lt=before),
        ),
    ),
    PersonalData(
        "counter.kept_cases",
        _("Cases of which someone is in charge at a counter"),
        lambda person: Case.objects.filter(keeper__in=person.accounts).values("code", "opened_on", "closed_on"),
        lambda person, by: nameless(Case.objects.filter(keeper__in=person.accounts), "keeper"),
        purpose=_("Know whose case it is"),
    ),
    own_rows(
        "counter.posts",
        _("Where someone works, or worked"),
        lambda person: Post.objects.filter(account__in=person.accounts),
        purpose=_("Know who may receive people at a counter"),
    ),
)
