"""What one row of a file, or one event of the interface, says: judged word by word, told with its cure."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from labx.core.events.check import NewEvent
from labx.core.ids import new_id
from labx.trials.services import events
from labx.trials.services.models import Service

# What a file may call things; the first word of each is the one pages show.
KINDS = {
    events.ELIGIBLE: ("elegivel", "eligible"),
    events.STARTED: ("inicio", "start"),
    events.REACHED: ("passo", "step"),
    events.COMPLETED: ("conclusao", "complete"),
    events.ABANDONED: ("desistencia", "abandon"),
    events.FAILED: ("erro", "error"),
    events.RETURNED: ("balcao", "return"),
    events.ANSWERED: ("resposta", "answer"),
    events.COST: ("custo", "cost"),
}
DEVICES = dict(zip(events.DEVICES, ("computador", "telemovel", "tablet", "outro"), strict=True))
CHANNELS = dict(zip(events.CHANNELS, ("internet", "aplicacao", "telefone", "balcao", "correio"), strict=True))
LONGEST = 200
DEAREST = 1e12
Fault = tuple[str, str, str]


@dataclass(frozen=True)
class Row:
    """The texts of one row; empty where nothing is said."""

    transaction: str = ""
    event: str = ""
    time: str = ""
    device: str = ""
    channel: str = ""
    group: str = ""
    step: str = ""
    value: float | None = None


def meant(word: str, names: Mapping[str, str]) -> str:
    """The code of a word, in either language; nothing where it means none."""
    plain = word.strip().lower()
    return next((code for code, name in names.items() if plain in (code, name)), "")


def kind_of(word: str) -> str:
    plain = word.strip().lower()
    return next((name for name, words in KINDS.items() if plain in words), "")


def moment_of(text: str) -> dt.datetime | None:
    """A moment as 2026-03-01 14:30, or a day; without an offset, where the service is."""
    try:
        moment = parse_datetime(text.strip())
        day = parse_date(text.strip()) if moment is None else None
    except ValueError:
        return None
    if moment is None:
        moment = dt.datetime.combine(day, dt.time()) if day else None
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.get_default_timezone())
    return moment


def transaction_id(service: Service, name: str) -> UUID:
    """The random id of a transaction: the same for the same name, and of no use without the laboratory's key."""
    return UUID(bytes=salted_hmac("labx.trials.services", f"{service.id}:{name}").digest()[:16])


def faults(row: Row, service: Service, now: dt.datetime) -> Iterator[Fault]:
    """(place, what is wrong, what to do)."""
    kind, moment = kind_of(row.event), moment_of(row.time)
    if not kind:
        words = ", ".join(words[0] for words in KINDS.values())
        yield "event", _("This is no event of a service."), _("Write one of: %(words)s.") % {"words": words}
    if moment is None:
        yield "time", _("This is no moment."), _("Write it as 2026-03-01 14:30.")
    elif moment > now:
        yield "time", _("This has not happened yet."), _("Check the day and the clock.")
    if kind != events.COST and not row.transaction.strip():
        yield "transaction", _("The transaction is missing."), _("Give each transaction a number of its own.")
    if len(row.transaction) > LONGEST:
        yield "transaction", _("This is longer than 200 letters."), _("Shorten it.")
    yield from faults_of_words(row, service, kind)
    yield from faults_of_value(row, kind)


def faults_of_words(row: Row, service: Service, kind: str) -> Iterator[Fault]:
    codes = {
        "group": [code for code, _label in service.groups],
        "step": [code for code, _label in service.steps],
    }
    for name, names in (("device", DEVICES), ("channel", CHANNELS)):
        if getattr(row, name).strip() and not meant(getattr(row, name), names):
            yield (
                name,
                _("This word is not known."),
                _("Write one of: %(words)s.") % {"words": ", ".join(names.values())},
            )
    for name, known in codes.items():
        if (word := getattr(row, name).strip()) and word not in known:
            cure = _("Write one of: %(words)s.") % {"words": ", ".join(known)} if known else _("Leave it empty.")
            yield name, _("This service has no such code."), cure
    if kind == events.REACHED and not row.step.strip():
        yield "step", _("The step is missing."), _("Write the code of the step that was reached.")


def faults_of_value(row: Row, kind: str) -> Iterator[Fault]:
    if kind == events.ANSWERED and (row.value is None or row.value not in (1, 2, 3, 4, 5)):
        yield "value", _("An answer is a whole number from 1 to 5."), _("1 is very dissatisfied, 5 very satisfied.")
    if kind == events.COST and (row.value is None or not 0 <= row.value < DEAREST):
        yield "value", _("A cost is a number of euros, not below zero."), _("Write it as 1234,56.")


def event_of(row: Row, service: Service, file: UUID | None) -> NewEvent:
    """The event of a row without faults."""
    kind = kind_of(row.event)
    said: dict[str, Any] = {
        "service": service.id,
        "file": file,
        "device": meant(row.device, DEVICES),
        "channel": meant(row.channel, CHANNELS),
        "group": row.group.strip(),
        "step": row.step.strip(),
        "answer": str(int(row.value)) if kind == events.ANSWERED and row.value is not None else "",
    }
    subject = transaction_id(service, row.transaction.strip()) if row.transaction.strip() else new_id()
    return NewEvent(
        kind,
        subject,
        service.events_of,
        {name: value for name, value in said.items() if value},
        row.value if kind == events.COST else None,
        moment_of(row.time),
    )
