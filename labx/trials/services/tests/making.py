"""Services for tests, made by actions."""

import datetime as dt
from typing import Any

from django.utils import timezone

from labx.core.actors import system
from labx.people.organisations.models import PublicEntity
from labx.people.organisations.tests.making import an_entity
from labx.trials.services import importing
from labx.trials.services.actions import bringing, records
from labx.trials.services.models import EventFile, Service
from labx.trials.services.periods import beginnings
from labx.trials.services.rows import Row

WHO = system("test")
STEPS = [["dados", "Os seus dados"], ["documentos", "Documentos"]]
GROUPS = [["ate-64", "até 64 anos"], ["65-mais", "65 anos ou mais"]]


def entity_of() -> PublicEntity:
    return an_entity("Instituto dos Documentos")


def service_of(**words: Any) -> Service:
    return records.add_service(
        by=WHO,
        **{
            "title": "Pedir documento",
            "summary": "Pedir um documento sem ir ao balcão.",
            "entity": words.pop("entity", None) or entity_of(),
            "instrument": "registos do portal",
            "steps": STEPS,
            "groups": GROUPS,
            **words,
        },
    )


def last_day(period: str = "month", back: int = 1) -> dt.date:
    """The second day of a whole period, the last one unless told."""
    return beginnings(period, timezone.localdate())[-1 - back] + dt.timedelta(days=1)


def transaction(name: str, day: dt.date, *, minutes: int | None = 10, steps: int = 2, **said: Any) -> list[Row]:
    """Begun at nine, as far as `steps`, and completed so many minutes later; not at all with None."""
    told = {"transaction": name, "device": "computador", "channel": "internet", "group": "ate-64", **said}
    answer, extra = told.pop("answer", None), told.pop("extra", ())
    rows = [Row(event="inicio", time=f"{day} 09:00", **told)]
    rows += [Row(event="passo", time=f"{day} 09:01", step=code, **told) for code, _label in STEPS[:steps]]
    rows += [Row(event=kind, time=f"{day} 09:02", **told) for kind in extra]
    if minutes is not None:
        ended = dt.datetime.combine(day, dt.time(9)) + dt.timedelta(minutes=minutes)
        rows.append(Row(event="conclusao", time=f"{ended}", **told))
    if answer is not None:
        rows.append(Row(event="resposta", time=f"{day} 20:00", value=float(answer), **told))
    return rows


def rows_of(day: dt.date | None = None, mark: str = "") -> list[Row]:
    """Forty transactions: 30 completed (20 on the web), 10 left after the first step; 12 answers, 9 satisfied."""
    day = day or last_day()
    rows: list[Row] = []
    for number in range(40):
        is_done = number < 30
        said: dict[str, Any] = {"channel": "internet" if number < 20 or not is_done else "balcao"}
        said["device"] = "telemovel" if number % 2 else "computador"
        said["group"] = "65-mais" if number % 4 == 0 else "ate-64"
        if number < 12:
            said["answer"] = 5 if number < 9 else 2
        if number < 8:
            said["extra"] = ("erro",)
        rows += transaction(
            f"{mark}{number}", day, minutes=5 + number if is_done else None, steps=2 if is_done else 1, **said
        )
    rows.append(Row(event="custo", time=f"{day}", value=60.0))
    return rows


def bring(service: Service, rows: list[Row], mark: str = "a", *, is_followed: bool = True, **said: Any) -> EventFile:
    """Brought in at once; another `mark` is another file. Silence after it means that nothing happened, unless told."""
    said = {"name": "acontecimentos.csv", "is_followed": is_followed, **said}
    file = bringing.keep_file(by=WHO, service=service, pieces=[mark.encode()], **said)
    return bringing.bring_events(by=WHO, file=file, rows=rows)


def undo(file: EventFile) -> EventFile:
    return importing.take_back(by=WHO, file=file)
