"""Whether the lake is what the manifest says, and whether every id has its event."""

import hashlib
from collections.abc import Iterator

from django.conf import settings

from labx.core.events.engine import duck
from labx.core.events.hot import copied
from labx.core.events.models import EventId, LakeFile
from labx.core.events.reader import standing_still

ALL_IDS = "SELECT {columns} FROM events_hotevent"


def faults() -> Iterator[str]:
    """Every fault found, in words; nothing when all is well."""
    with standing_still():
        files = list(LakeFile.objects.filter(dropped_at=None))
        ids = EventId.objects.count()
        hot = copied(ALL_IDS)
    damaged = [fault for file in files for fault in faults_of_file(file)]
    yield from damaged
    if not damaged:
        yield from faults_of_count([str(settings.LAKE_DIR / file.path) for file in files], hot, ids)


def faults_of_file(file: LakeFile) -> Iterator[str]:
    path = settings.LAKE_DIR / file.path
    if not path.exists():
        yield f"{file.path} is missing: {file.rows} events. Restore the lake from the last backup."
        return
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != file.sha256:
        yield f"{file.path} was changed after it was written. Restore it from the last backup."


def faults_of_count(paths: list[str], hot: object, ids: int) -> Iterator[str]:
    with duck() as engine:
        engine.register("hot_text", hot)
        seen = engine.sql("SELECT id::UUID AS id FROM hot_text")
        if paths:
            lake = engine.read_parquet(paths, hive_partitioning=False, union_by_name=True)
            seen = seen.union(lake.project("id"))
        rows, different = seen.aggregate("count(*), count(DISTINCT id)").fetchone()
    if rows != different:
        yield f"{rows - different} events are in the log twice."
    if different != ids:
        yield f"The log holds {different} events, the table of ids {ids}: {abs(ids - different)} differ."
