"""Ask for reminders, stop them, send those of the day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from uuid import UUID

from cryptography.fernet import InvalidToken, MultiFernet
from django.core import signing
from django.utils import timezone

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.desks.saved.errors import LinkEnded
from labx.desks.saved.holding import Held, locked
from labx.desks.saved.models import Reminder, SavedCase
from labx.desks.sealing import fernet_of

STOP = "labx.desks.saved.stop"


@action
def ask_reminders(*, by: Actor, held: Held, address: str, days: Iterable[datetime.date], language: str) -> int:
    """In place of those asked for before; days that are past are left out."""
    policy.require(by, "saved.keep_case")
    case, _content = locked(held)
    case.reminders.all().delete()
    today = timezone.localdate()
    rows = [Reminder(case=case, address=sealed(address), language=language, on=day) for day in {*days} if day > today]
    Reminder.objects.bulk_create(rows)
    record(by=by, action="saved.ask_reminders", target=case)
    return len(rows)


@action
def forget_reminders(*, by: Actor, held: Held) -> None:
    policy.require(by, "saved.keep_case")
    case, _content = locked(held)
    end(by, case)


@action
def stop_reminders(*, by: Actor, token: str) -> None:
    """By the link in an e-mail. Stopped twice is stopped."""
    policy.require(by, "saved.stop_reminders")
    case = case_of(token)
    if case:
        end(by, case)


def end(by: Actor, case: SavedCase) -> None:
    if case.reminders.all().delete()[0]:
        record(by=by, action="saved.stop_reminders", target=case)


def case_of(token: str) -> SavedCase | None:
    try:
        key = UUID(signing.Signer(salt=STOP).unsign(token))
    except signing.BadSignature as error:
        raise LinkEnded from error
    return SavedCase.objects.filter(pk=key).first()


def stop_token(case: UUID) -> str:
    return signing.Signer(salt=STOP).sign(str(case))


def sealed(address: str) -> bytes:
    return box().encrypt(address.encode())


def address_in(reminder: Reminder) -> str:
    """Empty where the laboratory's key was changed since and the earlier one is not known."""
    try:
        return box().decrypt(bytes(reminder.address)).decode()
    except InvalidToken:
        return ""


def box() -> MultiFernet:
    return fernet_of(b"desk reminders")
