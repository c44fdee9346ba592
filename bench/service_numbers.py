"""The indicators of a service from logs of 10 thousand, 250 thousand and 1 million events: kept, and counted anew.

Each log is one service with five events a transaction over two years. Shown are the first count, a look at what is kept
(what a page pays), a refresh after a thousand new events, after a hundred were taken back and after compaction, the
counting of everything anew, and the page itself.
"""

import datetime as dt
import os
import statistics
import sys
import time
from collections.abc import Callable
from http.client import OK
from typing import Any
from uuid import UUID

from bench import ground

SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "10000,250000,1000000").split(","))
BAR_SECONDS, REPEATS = 0.3, 7
A_TRANSACTION, DAYS, AT_ONCE, NEW, LOST = 5, 720, 250_000, 1000, 100
STEPS = [["dados", "Dados"], ["documentos", "Documentos"]]
# Started, two steps, completed by three in four and given up by the others, answered by some or stopped by an error.
ROWS = f"""
    WITH numbered AS (
        SELECT i, i // {A_TRANSACTION} AS n, i % {A_TRANSACTION} AS k,
               i // {A_TRANSACTION} * {A_TRANSACTION} / $count AS age
        FROM range($first, $until) t(i)
    ), told AS (
        SELECT *, hash(n, 1) % 4 > 0 AS is_done, to_microseconds((age * {DAYS * 86_400} * 1000000)::BIGINT) AS after
        FROM numbered
    )
    SELECT (lpad(to_hex(1790000000000 + i * 3), 12, '0') || '7' || substr(md5('i' || i), 1, 3) || '8' ||
            substr(md5('j' || i), 1, 15))::UUID::VARCHAR AS id,
           CASE k WHEN 0 THEN 'services.started' WHEN 1 THEN 'services.step_reached' WHEN 2 THEN 'services.step_reached'
                  WHEN 3 THEN CASE WHEN is_done THEN 'services.completed' ELSE 'services.abandoned' END
                  ELSE CASE WHEN hash(n, 2) % 3 = 0 THEN 'services.failed' ELSE 'services.answered' END END AS name,
           ($begun::TIMESTAMPTZ + after + to_minutes((k * (1 + hash(n, 3) % 9))::BIGINT))::VARCHAR AS time,
           '2026-11-01 00:00:00+00' AS recorded_at, md5($service || n)::UUID::VARCHAR AS subject,
           NULL::DOUBLE AS value, $service AS project,
           json_object('service', $service, 'channel', 'web',
                       'device', CASE WHEN hash(n, 4) % 2 = 0 THEN 'phone' ELSE 'computer' END,
                       'group', CASE WHEN hash(n, 5) % 5 = 0 THEN 'mais' ELSE 'menos' END,
                       'step', CASE k WHEN 1 THEN 'dados' WHEN 2 THEN 'documentos' END,
                       'answer', CASE WHEN k = 4 AND hash(n, 2) % 3 > 0 THEN (1 + hash(n, 6) % 5)::VARCHAR END)
               AS context,
           NULL::VARCHAR AS retracts
    FROM told"""


def a_service(size: int) -> Any:
    from labx.core.actors import system
    from labx.people.organisations.models import PublicEntity
    from labx.trials.services.actions.records import add_service

    told = {"code": "INST", "without_nipc": "inventada"}
    entity, _made = PublicEntity.objects.get_or_create(name="Instituto", defaults=told)
    words = {"summary": "Um serviço.", "instrument": "ensaio de velocidade", "steps": STEPS}
    groups = [["mais", "65 anos ou mais"], ["menos", "até 64 anos"]]
    return add_service(by=system("bench"), title=f"Serviço {size}", entity=entity, groups=groups, **words)


def fill(service: Any, size: int) -> None:
    """Through compaction's own writer, as if the rows had been published and compacted."""
    from labx.core.events.engine import duck
    from labx.core.events.lake import write_batch
    from labx.core.events.models import Batch, EventId, LakeFile

    begun = (dt.datetime.now(dt.UTC) - dt.timedelta(days=DAYS + 1)).isoformat()
    for first in range(0, size, AT_ONCE):
        said = {"first": first, "until": min(size, first + AT_ONCE), "count": size, "begun": begun}
        with duck() as engine:
            rows = engine.execute(ROWS, {**said, "service": str(service.id)}).to_arrow_table()
        batch = Batch.objects.create(rows=rows.num_rows)
        LakeFile.objects.bulk_create(write_batch(rows, batch.id))
    known = rows["id"].to_pylist()[-LOST:]
    EventId.objects.bulk_create([EventId(id=UUID(one), digest=0) for one in known])
    service.lost = list(zip(rows["name"].to_pylist()[-LOST:], known, rows["subject"].to_pylist()[-LOST:], strict=True))


def new_events(service: Any) -> list[Any]:
    from labx.core.events.check import NewEvent
    from labx.core.ids import new_id

    moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    context = {"service": service.id, "device": "phone", "channel": "web"}
    names = ("services.started", "services.completed")
    people = [new_id() for _number in range(NEW // len(names))]
    return [NewEvent(name, one, service.id, context, None, moment) for one in people for name in names]


def taken_back(service: Any) -> list[Any]:
    from labx.core.events.check import NewEvent

    return [NewEvent(name, UUID(subject), service.id, retracts=UUID(event)) for name, event, subject in service.lost]


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def browser() -> Any:
    from django.core.management import call_command
    from django.test import Client

    from labx.people import demo
    from labx.people.models import Account

    call_command("collectstatic", verbosity=0, interactive=False)
    demo.create_demo_accounts()
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(email=next(one.email for one in demo.LOGINS if one.role == "lab_lead")))
    return client


def measured(size: int, client: Any) -> dict[str, float]:
    from django.urls import reverse

    from labx.core.events.compaction import compact_all
    from labx.core.events.publish import publish_many
    from labx.trials.services import keeping
    from labx.trials.services.journeys import journeys_from
    from labx.trials.services.settled import counted_anew

    service, steps = a_service(size), [code for code, _label in STEPS]
    fill(service, size)
    found = {"first count": seconds(lambda: keeping.refresh(service))}
    found["look"] = statistics.median(seconds(lambda: keeping.numbers_of(service)) for _time in range(REPEATS))
    page = reverse("services:record", args=[service.slug])
    if client.get(page).status_code != OK:
        raise SystemExit(f"{page} does not answer.")
    found["page"] = statistics.median(seconds(lambda: client.get(page)) for _time in range(REPEATS))
    publish_many(new_events(service))
    found["1,000 new"] = seconds(lambda: keeping.refresh(service))
    publish_many(taken_back(service))
    found["100 taken back"] = seconds(lambda: keeping.refresh(service))
    compact_all()
    found["compacted"] = seconds(lambda: keeping.refresh(service))

    def whole() -> Any:
        rows, now = counted_anew(service.id, steps)
        days = keeping.beginnings(service.period, now.date())
        return keeping.worked_out(service, journeys_from(rows, steps), now, days)

    found["anew"] = seconds(whole)
    if keeping.numbers_of(service).series != whole().series:
        raise SystemExit("What is kept is not what is counted anew.")
    return found


def main() -> None:
    ground.start("services", "config.settings")
    client = browser()
    slow = False
    for size in SIZES:
        found = measured(size, client)
        slow = slow or max(found["page"], found["look"]) > BAR_SECONDS
        told = "  ".join(f"{what} {took * 1000:,.0f} ms" for what, took in found.items())
        print(f"{size:>9,} events  {told}  anew : page {found['anew'] / found['page']:.1f}", flush=True)
    print(f"{ground.memory_megabytes():.0f} MB at most; load {os.getloadavg()[0]:.1f}; bar of a page 300 ms")
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
