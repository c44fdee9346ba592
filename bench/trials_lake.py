"""The log of a trial for the benchmarks: exposures and uses of a service, as compaction writes them."""

import os
from pathlib import Path

from bench import ground

EVENTS = int(os.environ.get("BENCH_EVENTS", "20000000"))
DAYS, LEAD_DAYS = 30, 7
EXPOSED_EVERY = round(10 * DAYS / (LEAD_DAYS + DAYS))  # exposures, one in ten of all, come in the last DAYS
BATCH = 500_000
START = "TIMESTAMPTZ '2026-01-01 00:00:00+00'"
DAY_MICROSECONDS = 86_400_000_000
STEPS = "abcd"
FIRST_EXPOSED = -(-EVENTS * LEAD_DAYS // ((LEAD_DAYS + DAYS) * EXPOSED_EVERY))
UNITS = (EVENTS - 1) // EXPOSED_EVERY - FIRST_EXPOSED + 1


def start() -> Path:
    """A database and folder of its own, with the room of this benchmark announced."""
    folder = ground.start("trials")
    announce()
    return folder


def announce() -> None:
    from labx.core import rooms
    from labx.core.events.declare import EventType, Key

    exposed = EventType("field.exposed", "Exposed", context={"arm": Key("code")})
    used = EventType(
        "field.used",
        "Used",
        context={"step": Key("code", choices=tuple(STEPS)), "minutes": Key("number")},
        has_value=True,
    )
    rooms.announce(rooms.Room(name="field", title="Field", event_types=(exposed, used)))


def hot_rows(first: int, count: int):
    """Rows in the order of time, as they come out of the hot table.

    One in ten exposes a unit. In the lead anybody uses the service, afterwards those exposed so far; one use in a
    hundred is anybody's still, so that some come before the exposure.
    """
    from labx.core.events.engine import duck

    length = LEAD_DAYS + DAYS
    with duck() as engine:
        return engine.sql(f"""
            WITH numbered AS (
                SELECT i, i::DOUBLE / {EVENTS} * {length} - {LEAD_DAYS} AS day,
                       i // {EXPOSED_EVERY} - {FIRST_EXPOSED} AS ith,
                       i % {EXPOSED_EVERY} = 0 AND i // {EXPOSED_EVERY} >= {FIRST_EXPOSED} AS exposes
                FROM range({first}, {first + count}) t(i)
            ), named AS (
                SELECT *, CASE WHEN exposes THEN ith WHEN ith < 1 OR hash(i, 6) % 100 = 0
                               THEN (hash(i, 3) % {UNITS})::BIGINT ELSE (hash(i, 3) % ith)::BIGINT END AS unit
                FROM numbered
            )
            SELECT (lpad(to_hex(1790000000000 + i * 3), 12, '0') || '7' || substr(md5('i' || i), 1, 3) || '8' ||
                    substr(md5('j' || i), 1, 15))::UUID::VARCHAR AS id,
                   CASE WHEN exposes THEN 'field.exposed' ELSE 'field.used' END AS name,
                   ({START} + to_microseconds((day * {DAY_MICROSECONDS})::BIGINT))::VARCHAR AS time,
                   '2026-11-01 00:00:00+00' AS recorded_at,
                   md5('u' || unit)::UUID::VARCHAR AS subject,
                   CASE WHEN exposes THEN NULL ELSE (hash(i, 2) % 10000) / 100.0 END AS value,
                   '00000000-0000-0000-0000-000000000001' AS project,
                   CASE WHEN exposes
                        THEN '{{"arm": "' || CASE WHEN hash(unit, 9) % 2 = 0 THEN 'now' ELSE 'new' END || '"}}'
                        ELSE '{{"step": "' || substr('{STEPS}', (hash(i, 4) % 4)::INT + 1, 1) || '", "minutes": ' ||
                             hash(i, 5) % 60 || '}}' END AS context,
                   NULL::VARCHAR AS retracts
            FROM named""").to_arrow_table()


def fill(first: int = 0, until: int = EVENTS) -> None:
    """Write rows through compaction's own writer; the hot rows are made in memory to spare the minutes."""
    from labx.core.events.lake import write_batch
    from labx.core.events.models import Batch, LakeFile

    for begin in range(first, until, BATCH):
        rows = hot_rows(begin, min(BATCH, until - begin))
        batch = Batch.objects.create(rows=rows.num_rows)
        LakeFile.objects.bulk_create(write_batch(rows, batch.id))
