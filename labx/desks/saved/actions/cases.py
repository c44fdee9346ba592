"""Keep a case, open it, save it again, change its PIN, delete it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.ids import new_id
from labx.desks.saved import attempts
from labx.desks.saved.boxes import BLOCK, CannotOpen, case_place, close_box, key_of, new_salt, open_box
from labx.desks.saved.codes import new_code, pin_problem, read_code
from labx.desks.saved.errors import BadPin, NotOpened
from labx.desks.saved.holding import Held, locked, locked_in_edition
from labx.desks.saved.models import SavedCase

Content = dict[str, Any]
DECOY = bytes(BLOCK)
LONGEST_PIN = 100


@action
def keep_case(*, by: Actor, content: Content, pin: str) -> Held:
    """The code is made here, told once, and kept nowhere."""
    policy.require(by, "saved.keep_case")
    refuse_easy(pin, content)
    code, salt = new_code(), new_salt()
    key = key_of(code, pin, salt)
    row = SavedCase(id=new_id(), place=case_place(code), salt=salt)
    row.box = close_box(key, content, row.id.bytes)
    row.save()
    record(by=by, action="saved.keep_case", target=row)
    return Held(code, key, row.edition)


def open_case(*, by: Actor, code: str, pin: str, request: HttpRequest) -> tuple[Held, Content]:
    """The same work and the same answer whether the code or the PIN is wrong; each attempt is counted before it."""
    policy.require(by, "saved.keep_case")
    code, pin = read_code(code), pin.strip()[:LONGEST_PIN]
    place = case_place(code)
    limits = attempts.by_code(place), attempts.by_network(request)
    attempts.charge(limits)
    row = SavedCase.objects.filter(place=place).first()
    salt, box, what = (bytes(row.salt), bytes(row.box), row.id.bytes) if row else (new_salt(), DECOY, b"")
    key = key_of(code, pin, salt)
    try:
        content = open_box(key, box, what)
    except CannotOpen as error:
        raise NotOpened from error
    attempts.forgive(*limits)
    used = SavedCase.objects.filter(place=place)
    used.update(used_on=timezone.localdate())
    return Held(code, key, row.edition if row else 0), content


@action
def save_again(*, by: Actor, held: Held, content: Content) -> Held:
    """Refuses an edition that someone saved over meanwhile, and says what they saved."""
    policy.require(by, "saved.keep_case")
    row = locked_in_edition(held)
    row.box = close_box(held.key, content, row.id.bytes)
    row.edition, row.used_on = row.edition + 1, timezone.localdate()
    row.save()
    record(by=by, action="saved.save_again", target=row)
    return Held(held.code, held.key, row.edition)


def change_pin(*, by: Actor, held: Held, old: str, new: str, request: HttpRequest) -> Held:
    """Asks for the old PIN again: a page left open is not enough."""
    opened, content = open_case(by=by, code=held.code, pin=old, request=request)
    refuse_easy(new, content)
    return close_with(by=by, held=opened, pin=new, edition=held.edition)


@action
def close_with(*, by: Actor, held: Held, pin: str, edition: int) -> Held:
    """The case, and what it says of its shares, closed again with another key."""
    policy.require(by, "saved.keep_case")
    row, content = locked(held)
    row.salt = new_salt()
    key = key_of(held.code, pin, row.salt)
    row.box = close_box(key, content, row.id.bytes)
    row.save()
    for share in row.shares.select_for_update():
        told = open_box(held.key, bytes(share.for_owner), share.id.bytes)
        share.for_owner = close_box(key, told, share.id.bytes)
        share.save(update_fields=["for_owner"])
    record(by=by, action="saved.change_pin", target=row)
    return Held(held.code, key, edition)


@action
def delete_case(*, by: Actor, held: Held) -> None:
    """At once, with what was shared of it and its reminders."""
    policy.require(by, "saved.keep_case")
    row, _content = locked(held)
    record(by=by, action="saved.delete_case", target=row)
    row.delete()


def refuse_easy(pin: str, content: Content) -> None:
    if problem := pin_problem(pin, dates_in(content)):
        raise BadPin(problem)


def dates_in(content: Content) -> Iterable[str]:
    answers = content["answers"].values()
    return [value for value in answers if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-"]
