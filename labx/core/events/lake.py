"""Files of the lake: written once, on disk before anyone hears of them, never changed."""

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from labx.core.events.declare import EventType, Key, event_types
from labx.core.events.engine import duck
from labx.core.events.hot import TYPED
from labx.core.events.models import LakeFile
from labx.core.files.atomic import sync_folder
from labx.core.ids import new_id

ROW_GROUP = 122_880
WRITERS = 4
SQL_TYPES = {"code": "VARCHAR", "number": "DOUBLE", "date": "DATE", "id": "UUID", "flag": "BOOLEAN"}
FEW_VALUES = ("name", "project", "batch")
# Written as steps from one to the next: less to read, and read faster.
MOMENTS = ("time", "recorded_at")


def extracted(context: str, keys: dict[str, Key]) -> str:
    """SQL that takes declared keys out of the JSON text, each in its own type."""
    return "".join(f", ({context}->>'{name}')::{SQL_TYPES[key.kind]} AS \"{name}\"" for name, key in keys.items())


def kinds_of(declared: EventType | None) -> dict[str, str]:
    """What a file written now will hold as columns; nothing where the room is switched off."""
    return {name: key.kind for name, key in declared.context.items()} if declared else {}


def write_batch(rows: pa.Table, batch: int) -> list[LakeFile]:
    """Write claimed hot rows, one file for each event name and date; the lines for the manifest, not yet saved."""
    declared = event_types()
    parts = []
    with duck() as engine:
        engine.register("claimed", rows)
        engine.execute(f"CREATE TEMP TABLE typed AS SELECT {TYPED} FROM claimed")  # noqa: S608 - our own constants
        for (name,) in engine.execute("SELECT DISTINCT name FROM typed ORDER BY name").fetchall():
            known = declared.get(name)
            keys = dict(known.context) if known else {}
            table = engine.execute(
                f"SELECT *, ?::BIGINT AS batch{extracted('context', keys)} FROM typed WHERE name = ? ORDER BY time",  # noqa: S608
                [batch, name],
            ).to_arrow_table()
            parts += [(name, date, kinds_of(known), part) for date, part in by_date(table)]
    return write_files(parts)


def by_date(table: pa.Table) -> Iterator[tuple[dt.date, pa.Table]]:
    """Slices of a table that is sorted by time: one for each date (UTC)."""
    dates = pc.cast(pc.floor_temporal(table["time"], unit="day"), pa.timestamp("us")).combine_chunks().cast(pa.date32())
    runs = pc.run_end_encode(dates)
    start = 0
    for end, date in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
        yield date, table.slice(start, end - start)
        start = end


def write_files(parts: Iterable[tuple[str, dt.date, dict[str, str], pa.Table]]) -> list[LakeFile]:
    """Write them all and return when the last is on disk, names and folders included."""
    with ThreadPoolExecutor(WRITERS) as writers:
        written = list(writers.map(lambda part: write_file(*part), parts))
    for folder in folders_of(written):
        sync_folder(folder)
    return written


def folders_of(written: Iterable[LakeFile]) -> list[Path]:
    """Every folder that may have got a new name, the lake's own parent last."""
    root = settings.LAKE_DIR
    inner = {folder for file in written for folder in (root / file.path).parents if root in (folder, *folder.parents)}
    return [*sorted(inner, key=lambda folder: -len(folder.parts)), root.parent]


def write_file(name: str, date: dt.date, keys: dict[str, str], table: pa.Table) -> LakeFile:
    path = Path(f"name={name}", f"date={date}", f"{new_id()}.parquet")
    place = settings.LAKE_DIR / path
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_suffix(".part")
    codes = [key for key, kind in keys.items() if kind in ("code", "flag")]
    numbers = ["value", *(key for key, kind in keys.items() if kind == "number")]
    pq.write_table(
        table.replace_schema_metadata(None),
        temporary,
        compression={column: "lz4" if column in numbers else "zstd" for column in table.column_names},
        row_group_size=ROW_GROUP,
        use_dictionary=[*FEW_VALUES, *codes, *numbers],
        column_encoding=dict.fromkeys(MOMENTS, "DELTA_BINARY_PACKED"),
    )
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    temporary.replace(place)
    return LakeFile(
        path=str(path), name=name, date=date, keys=keys, size_bytes=place.stat().st_size, sha256=digest, **bounds(table)
    )


def bounds(table: pa.Table) -> dict[str, Any]:
    """What the manifest says of the rows of a file."""
    ids = table["id"].combine_chunks().storage
    order = pc.min_max(ids).as_py()
    times = pc.min_max(table["time"]).as_py()
    batches = pc.min_max(table["batch"]).as_py()
    return {
        "rows": table.num_rows,
        "retractions": table.num_rows - table["retracts"].null_count,
        "first_id": UUID(bytes=order["min"]),
        "last_id": UUID(bytes=order["max"]),
        "first_time": times["min"],
        "last_time": times["max"],
        "first_batch": batches["min"],
        "last_batch": batches["max"],
    }
