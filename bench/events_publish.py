"""Publishing: single commits from 8 writers, and batches of 100; beside bare inserts of the same rows."""

import multiprocessing
import os
import sys
import time
from multiprocessing.synchronize import Barrier
from uuid import uuid4

from bench import ground

SECONDS = float(os.environ.get("BENCH_SECONDS", "10"))
BATCH = 100
SINGLE_BAR, BULK_BAR = 2_500, 20_000


def single() -> int:
    from labx.core.events.publish import publish

    publish(name="bench.waited", subject=uuid4(), project=PROJECT, context={"desk": "a"}, value=1.5)
    return 1


def action() -> int:
    from django.db import transaction

    with transaction.atomic():
        return single()


def bulk() -> int:
    from labx.core.events.publish import NewEvent, publish_many

    return publish_many(NewEvent("bench.waited", uuid4(), PROJECT, {"desk": "a"}, 1.5) for _ in range(BATCH))


def bare_single() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare VALUES (%s, 'bench.waited', now(), %s, 1.5)", [uuid4(), uuid4()])
    return 1


def bare_bulk() -> int:
    from django.db import connection

    values = [value for _ in range(BATCH) for value in (uuid4(), uuid4())]
    rows = ", ".join(["(%s, 'bench.waited', now(), %s, 1.5)"] * BATCH)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO bare VALUES {rows}", values)
    return BATCH


PROJECT = uuid4()
WAYS = {
    "single commits": (single, SINGLE_BAR),
    "single, in an action": (action, SINGLE_BAR),
    "batches of 100": (bulk, BULK_BAR),
    "peer: bare single insert": (bare_single, None),
    "peer: bare batch insert": (bare_bulk, None),
}


def write(way: str, together: Barrier, done: multiprocessing.Queue) -> None:
    ground.join()
    work, _ = WAYS[way]
    work()
    together.wait()
    count, processor, began = 0, time.process_time(), time.monotonic()
    while time.monotonic() - began < SECONDS:
        count += work()
    done.put((count / (time.monotonic() - began), time.process_time() - processor, ground.memory_megabytes()))


def measure(way: str, writers: int) -> float:
    context = multiprocessing.get_context("spawn")
    done, together = context.Queue(), context.Barrier(writers)
    processes = [context.Process(target=write, args=(way, together, done)) for _ in range(writers)]
    for process in processes:
        process.start()
    found = [done.get() for _ in processes]
    for process in processes:
        process.join()
    rate = sum(one for one, _, _ in found)
    processor = sum(seconds for _, seconds, _ in found) / (rate * SECONDS) * 1e6
    bar = WAYS[way][1]
    verdict = f"bar {bar:,}: {'kept' if rate >= bar else 'MISSED'}" if bar else ""
    memory = max(megabytes for _, _, megabytes in found)
    load = os.getloadavg()[0]
    print(
        f"{way:26} {writers} writers {rate:10,.0f} events/s  client {processor:5.0f} us/event  "
        f"{memory:.0f} MB a writer  load {load:.1f}  {verdict}",
        flush=True,
    )
    return rate


def main() -> None:
    ground.start("publish")
    from django.db import connection

    columns = "id uuid PRIMARY KEY, name text, time timestamptz, subject uuid, value double precision"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare ({columns})")
    connection.close()
    for way in WAYS:
        measure(way, 8 if "batch" not in way else 2)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
