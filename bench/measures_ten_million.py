"""Ten million events: the first computation of each measure, beside hand-written SQL on the same files."""

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
    """Rows as they come out of the hot table: six in ten are visits, over a year, from a million people."""
    from labx.core.events.engine import duck

    step = DAYS * 86_400_000_000 // EVENTS
    desk = "substr('abcd', (hash(i, 4) % 4)::INT + 1, 1)"
    with duck() as engine:
        return engine.sql(f"""
            SELECT (lpad(to_hex(1790000000000 + i * 3), 12, '0') || '7' || substr(md5('i' || i), 1, 3) || '8' ||
                    substr(md5('j' || i), 1, 15))::UUID::VARCHAR AS id,
                   CASE WHEN hash(i) % 10 < 6 THEN 'bench.visited' ELSE 'bench.waited' END AS name,
                   (TIMESTAMPTZ '2025-11-01 00:00:00+00' + to_microseconds(i * {step}))::VARCHAR AS time,
                   '2026-11-01 00:00:00+00' AS recorded_at,
                   md5('p' || hash(i, 1) % {PEOPLE})::UUID::VARCHAR AS subject,
                   CASE WHEN hash(i) % 10 < 6 THEN NULL ELSE (hash(i, 2) % 100000) / 100.0 END AS value,
                   md5('project' || hash(i, 3) % 5)::UUID::VARCHAR AS project,
                   CASE WHEN hash(i) % 10 < 6
                        THEN '{{"desk": "' || {desk} || '", "round": ' || hash(i, 5) % 9 || '}}'
                        ELSE '{{"desk": "' || {desk} || '"}}' END AS context,
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


def timed(work) -> tuple[float, float, object]:
    """Seconds by the clock, seconds of processor time (all threads), and what came out."""
    started, used = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - started, time.process_time() - used, found


def by_hand(lake: str, name: str) -> tuple[float, float, object]:
    """Plain DuckDB over the files alone: no hot rows, no retractions, no manifest."""
    import duckdb

    with duckdb.connect() as engine:
        for kind in ("visited", "waited"):
            engine.execute(f"CREATE VIEW {kind} AS FROM read_parquet('{lake}/name=bench.{kind}/*/*.parquet')")
        return timed(lambda: engine.execute(SQL[name]).fetchone()[0])


def median(runs, place: int) -> float:
    return statistics.median(run[place] for run in runs)


def compare(lake: str, phase: str) -> float:
    from labx.core.measures.compute import compute

    slowest = 0.0
    for name in SQL:
        ours = [timed(lambda name=name: compute(name).value) for _ in range(REPEATS)]
        hand = [by_hand(lake, name) for _ in range(REPEATS)]
        slowest = max(slowest, ours[0][0])
        print(
            f"{phase:22} {name:24} first {ours[0][0]:6.3f} s"
            f"  again {median(ours, 0):6.3f} s ({median(ours, 1):.2f} CPU)"
            f"  by hand {median(hand, 0):6.3f} s ({median(hand, 1):.2f} CPU)"
            f"  ratio {median(ours, 1) / median(hand, 1):3.1f}  value {ours[0][2]:,.2f}",
            flush=True,
        )
    return slowest


def keep() -> None:
    """The same measures kept up to date: the first count, and the next with 1,000 new events."""
    from labx.core.events.publish import NewEvent, publish_many
    from labx.core.measures.keep import refresh

    print(f"kept measures: counted the first time in {timed(refresh)[0]:.1f} s")
    context = {"desk": "b", "round": 2}
    publish_many(NewEvent("bench.visited", uuid.uuid4(), uuid.uuid4(), context) for _ in range(1000))
    print(f"kept measures: refreshed after 1,000 new events in {timed(refresh)[0]:.2f} s")


def main() -> None:
    folder = ground.start("measures")
    lake = str(folder / "lake")
    seconds = timed(fill)[0]
    from labx.core.events.models import LakeFile

    print(f"{EVENTS:,} events written to {LakeFile.objects.count()} files in {seconds:.0f} s")
    slowest = compare(lake, "lake only")
    add_retractions_and_hot_rows()
    slowest = max(slowest, compare(lake, "with hot and retracted"))
    keep()
    verdict = "kept" if slowest <= LIMIT_SECONDS else "MISSED"
    load = os.getloadavg()[0]
    memory = ground.memory_megabytes()
    print(f"slowest {slowest:.3f} s (bar {LIMIT_SECONDS} s: {verdict}); memory {memory:.0f} MB; load {load:.1f}")


if __name__ == "__main__":
    main()
