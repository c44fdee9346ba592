"""The numbers of a service kept for pages: worked out anew only where the log, the clock or the service moved."""

import copy
import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.events.models import HotEvent, LakeFile
from labx.core.jobs.progress import Told, silent
from labx.trials.services.events import TITLES
from labx.trials.services.journeys import journeys_from, last_event
from labx.trials.services.models import EventFile, KeptNumbers, Service
from labx.trials.services.numbers import Numbers, Series, worked_out
from labx.trials.services.periods import beginnings, micros
from labx.trials.services.reckoning import NEVER, Cell, Journeys, time_is_over
from labx.trials.services.settled import current_rows

OLDEST = dt.timedelta(seconds=60)
LOCK = 0x4C61_6267
# Raised when an indicator comes to mean something else: what was kept before is then counted anew.
DEFINITION = 1
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
STAGES = 3
RECOUNT = "services.recount"  # the job that counts a changed service anew


@dataclass(frozen=True)
class Seen:
    """How far the log of one project is: it moved if either number did."""

    batch: int
    hot: int


@dataclass(frozen=True)
class Counted:
    """Numbers, and the service with the words they were counted by. `is_old`: since then it was changed."""

    service: Service
    numbers: Numbers
    is_old: bool


def counted(service: Service) -> Counted:
    """As kept, with the words of then where they are no longer those of today: so no number stands under another's."""
    kept = found(service)
    if kept.counted_by == counted_by(service):
        return Counted(service, opened(kept), is_old=False)
    then = copy.copy(service)
    for name, value in kept.counted_by.items():
        setattr(then, name, value)
    return Counted(then, opened(kept), is_old=True)


def numbers_of(service: Service) -> Numbers:
    return counted(service).numbers


def counted_by(service: Service) -> dict[str, Any]:
    """What of a service its numbers depend on."""
    pairs = {name: [list(pair) for pair in getattr(service, name)] for name in ("steps", "groups")}
    return {"period": service.period, "allowed_hours": service.allowed_hours, **pairs}


def found(service: Service) -> KeptNumbers:
    """Only where there are none, a period ended, or no worker looked for a minute, is it done here."""
    kept = KeptNumbers.objects.filter(service=service).first()
    if kept is None or not is_readable(kept):
        refresh(service)
    elif timezone.now() - kept.checked_at > OLDEST:
        refresh(service, wait=False)
    else:
        return kept
    return KeptNumbers.objects.get(service=service)


def opened(kept: KeptNumbers) -> Numbers:
    """They were counted when they were last found unchanged."""
    numbers = read_back(kept.numbers)
    return replace(numbers, counted_at=max(numbers.counted_at, kept.checked_at))


def forget(service: Service) -> None:
    """After events came or went: whoever reads next looks at the log again."""
    KeptNumbers.objects.filter(service=service).update(checked_at=LONG_AGO)


def refresh(service: Service, *, wait: bool = True, seen: Seen | None = None, told: Told = silent) -> None:
    """Bring the numbers of a service up to date; where another is at it, wait for that, or leave it to them."""
    with transaction.atomic():
        if not alone(service, wait=wait):
            return
        now_seen = seen or seen_of([service])[service]
        kept = KeptNumbers.objects.filter(service=service).first()
        if kept and is_still(kept, service, now_seen):
            KeptNumbers.objects.filter(service=service).update(checked_at=timezone.now())
        else:
            keep(service, now_seen, told)


def refresh_all() -> int:
    """Every service whose log, clock or own words moved; how many were looked at."""
    services = list(Service.objects.all())
    seen = seen_of(services)
    for service in services:
        refresh(service, wait=False, seen=seen[service])
    return len(services)


def alone(service: Service, *, wait: bool) -> bool:
    ask = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ask}(%s, hashtext(%s))", [LOCK, str(service.id)])
        return cursor.fetchone()[0] is not False


def seen_of(services: Iterable[Service]) -> dict[Service, Seen]:
    """Hot rows only grow until a batch takes them: so both numbers together tell whether anything came."""
    names = list(TITLES)
    batch = LakeFile.objects.filter(name__in=names).aggregate(last=Max("last_batch"))["last"] or 0
    projects = {service.events_of for service in services}
    hot = HotEvent.objects.filter(name__in=names, project__in=projects).values_list("project").annotate(Count("id"))
    counts = dict(hot)
    return {service: Seen(batch, counts.get(service.events_of, 0)) for service in services}


def is_readable(kept: KeptNumbers) -> bool:
    """Of the definitions of today, up to the last whole period, and with the words that they were counted by."""
    if kept.definition != DEFINITION or not kept.counted_by:
        return False
    return kept.until == beginnings(kept.counted_by["period"], timezone.localdate())[-1]


def fits(kept: KeptNumbers, service: Service) -> bool:
    return is_readable(kept) and kept.counted_by == counted_by(service)


def is_still(kept: KeptNumbers, service: Service, seen: Seen) -> bool:
    is_due = kept.still_until is not None and kept.still_until <= timezone.now()
    return fits(kept, service) and not is_due and Seen(kept.batch, kept.hot) == seen


def keep(service: Service, seen: Seen, told: Told) -> None:
    steps = [code for code, _label in service.steps]
    told(done=0, total=STAGES, message=_("Reading the events."))
    rows, counted_at = current_rows(service.id, steps)
    told(done=1, total=STAGES, message=_("Putting together what belongs to each transaction."))
    journeys = journeys_from(rows, steps)
    told(done=2, total=STAGES, message=_("Counting."))
    days = beginnings(service.period, timezone.localdate())
    numbers = worked_out(service, journeys, counted_at, days, complete_until(service, last_event(rows)))
    KeptNumbers.objects.update_or_create(
        service=service,
        defaults={
            "definition": DEFINITION,
            "counted_by": counted_by(service),
            "until": days[-1],
            "batch": seen.batch,
            "hot": seen.hot,
            "still_until": None if numbers.complete_until else still_until(journeys, service.allowed_hours, counted_at),
            "checked_at": counted_at,
            "numbers": written(numbers),
        },
    )


def complete_until(service: Service, last: dt.datetime | None) -> dt.datetime | None:
    """Until when its files tell all that happened; nothing where no file tells of transactions, or a program took over
    from them: it tells at once. Where no file says (they came before this was asked), until the `last` event.
    """
    files = service.files.filter(state=EventFile.State.IN, has_transactions=True)
    said = list(files.values_list("is_followed", "complete_until"))
    if not said or any(is_followed for is_followed, _until in said):
        return None
    return max((until for _is_followed, until in said if until), default=last)


def still_until(journeys: Journeys, allowed_hours: int, now: dt.datetime) -> dt.datetime | None:
    """When the next open time is over, to begin, to complete, to answer or to come back: a share moves then."""
    origins = np.concatenate([journeys.eligible, journeys.started, journeys.completed])
    is_open = (origins != NEVER) & ~time_is_over(origins, allowed_hours, micros(now))
    if not is_open.any():
        return None
    first = dt.timedelta(microseconds=int(np.min(origins[is_open])), hours=allowed_hours)
    return LONG_AGO + first


def written(numbers: Numbers) -> dict[str, Any]:
    days = [day.isoformat() for day in numbers.days]
    behind = numbers.complete_until and numbers.complete_until.isoformat()
    return {**asdict(numbers), "counted_at": numbers.counted_at.isoformat(), "days": days, "complete_until": behind}


def read_back(kept: dict[str, Any]) -> Numbers:
    return Numbers(
        counted_at=dt.datetime.fromisoformat(kept["counted_at"]),
        days=tuple(dt.date.fromisoformat(day) for day in kept["days"]),
        series={code: series_back(one) for code, one in kept["series"].items()},
        steps=tuple(Cell(**cell) for cell in kept["steps"]),
        transactions=kept["transactions"],
        complete_until=kept["complete_until"] and dt.datetime.fromisoformat(kept["complete_until"]),
    )


def series_back(kept: dict[str, Any]) -> Series:
    divided = {by: {code: Cell(**cell) for code, cell in cells.items()} for by, cells in kept["divided"].items()}
    return Series(tuple(Cell(**cell) for cell in kept["cells"]), divided)
