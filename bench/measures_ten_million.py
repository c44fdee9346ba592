"""Ten million events: how long the first computation of each measure takes, beside hand-written SQL on the same files."""

import datetime as dt
import os
import statistics
import time
import uuid

from bench import ground

EVENTS = int(os.environ.get("BENCH_EVENTS", "10000000"))
DAYS = 365
PEOPLE = 1_000_000
RETRACTED = 1000
BATCH = 500_000
REPEATS = 3
LIMIT_SECONDS = 1.5


def hot_rows(start: int, count: int):
    """Rows as they come out of the hot table: six in ten visits, the others waits, over a year, from a million people."""
    from labx.core.events.engine import duck

    with duck() as engine:
        return engine.sql(f"""
            SELECT (lpad(to_hex(1790000000000 + i * 3), 12, '0') || '7' || substr(md5('i' || i), 1, 3) || '8' ||
                    substr(md5('j' || i), 1, 15))::UUID::VARCHAR AS id,
                   CASE WHEN hash(i) % 10 < 6 THEN 'bench.visited' ELSE 'bench.waited' END AS name,
                   (TIMESTAMPTZ '2025-11-01 00:00:00+00' + to_microseconds(i * {DAYS * 86_400_000_000 // EVENTS}))::VARCHAR AS time,
                   '2026-11-01 00:00:00+00' AS recorded_at,
                   md5('p' || hash(i, 1) % {PEOPLE})::UUID::VARCHAR AS subject,
                   CASE WHEN hash(i) % 10 < 6 THEN NULL ELSE (hash(i, 2) % 100000) / 100.0 END AS value,
                   md5('project' || hash(i, 3) % 5)::UUID::VARCHAR AS project,
                   CASE WHEN hash(i) % 10 < 6
                        THEN '{{"desk": "' || substr('abcd', (hash(i, 4) % 4)::INT + 1, 1) || '", "round": ' || hash(i, 5) % 9 || '}}'
                        ELSE '{{"desk": "' || substr('abcd', (hash(i, 4) % 4)::INT + 1, 1) || '"}}' END AS context,
                   NULL::VARCHAR AS retracts
            FROM range({start}, {start + count}) t(i)""").to_arrow_table()


def fill() -> None:
    """Write the lake through compaction's own writer; the hot rows are made in memory to spare the minutes."""
    from labx.core.events.lake import write_batch
    from labx.core.events.models import Batch, LakeFile

    for start in range(0, EVENTS, BATCH):
        batch = Batch.objects.create(rows=BATCH)
        LakeFile.objects.bulk_create(write_batch(hot_rows(start, min(BATCH, EVENTS - start)), batch.id))


def add_retractions_and_hot_rows() -> None:
    from labx.core.events.models import EventId, LakeFile
    from labx.core.events.publish import NewEvent, publish_many

    file = LakeFile.objects.filter(name="bench.visited").order_by("?").first()
    import pyarrow.parquet as pq
    from django.conf import settings

    targets = pq.ParquetFile(settings.LAKE_DIR / file.path).read(["id"])["id"].slice(0, RETRACTED).to_pylist()
    EventId.objects.bulk_create([EventId(id=target, digest=0) for target in targets])
    project = uuid.uuid4()
    publish_many(NewEvent("bench.visited", uuid.uuid4(), project, retracts=target) for target in targets)
    context = {"desk": "a", "round": 1}
    publish_many(NewEvent("bench.visited", uuid.uuid4(), project, context) for _ in range(20_000))


SQL = {
    "bench.visits": "SELECT count(*) FROM visited",
    "bench.visits_at_a": "SELECT count(*) FROM visited WHERE desk = 'a'",
    "bench.people": "SELECT count(DISTINCT subject) FROM visited",
    "bench.people_at_a_or_b": "SELECT count(DISTINCT subject) FROM visited WHERE desk IN ('a', 'b')",
    "bench.wait": "SELECT avg(value) FROM waited",
    "bench.total_wait": "SELECT sum(value) FROM waited",
    "bench.median_wait": "SELECT median(value) FROM waited",
    "bench.share_at_a": "SELECT count(*) FILTER (desk = 'a') / count(*) FROM visited",
}


def timed(work) -> tuple[float, object]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def by_hand(lake: str, name: str) -> tuple[float, object]:
    """Plain DuckDB over the files alone: no hot rows, no retractions, no manifest."""
    import duckdb

    with duckdb.connect() as engine:
        for kind in ("visited", "waited"):
            engine.execute(f"CREATE VIEW {kind} AS FROM read_parquet('{lake}/name=bench.{kind}/*/*.parquet')")
        return timed(lambda: engine.execute(SQL[name]).fetchone()[0])


def compare(lake: str, phase: str) -> float:
    from labx.core.measures.compute import compute

    slowest = 0.0
    for name in SQL:
        ours = [timed(lambda name=name: compute(name).value) for _ in range(REPEATS)]
        hand = [by_hand(lake, name)[0] for _ in range(REPEATS)]
        first, median = ours[0][0], statistics.median(seconds for seconds, _ in ours)
        slowest = max(slowest, first)
        print(f"{phase:22} {name:24} first {first:6.3f} s  again {median:6.3f} s  by hand {statistics.median(hand):6.3f} s  "
              f"ratio {median / statistics.median(hand):4.1f}  value {ours[0][1]:,.2f}", flush=True)
    return slowest


def main() -> None:
    folder = ground.start("measures")
    lake = str(folder / "lake")
    seconds, _ = timed(fill)
    from labx.core.events.models import LakeFile

    print(f"{EVENTS:,} events written to {LakeFile.objects.count()} files in {seconds:.0f} s")
    slowest = compare(lake, "lake only")
    add_retractions_and_hot_rows()
    slowest = max(slowest, compare(lake, "with hot and retracted"))
    verdict = "kept" if slowest <= LIMIT_SECONDS else "MISSED"
    print(f"slowest {slowest:.3f} s (bar {LIMIT_SECONDS} s: {verdict}); memory {ground.memory_megabytes():.0f} MB; {dt.date.today()}")


if __name__ == "__main__":
    main()
