"""Merging: many small files of one name and day, or month that is over, become one, in the two steps of compaction."""

import datetime as dt
import itertools
import math

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from labx.core.events.compaction import Compacted, only_one
from labx.core.events.lake import write_files
from labx.core.events.models import LakeFile

FILES_OF_A_SIZE = 8
LARGEST_MERGED_ROWS = 4_000_000


def merge(*, at_least: int = FILES_OF_A_SIZE) -> Compacted:
    """Merge one group of files at a time: the lock is let go in between, so that compaction need not wait long."""
    rows = merged = 0
    for group in groups(at_least):
        done = merge_group([file.id for file in group])
        rows, merged = rows + done, merged + (len(group) if done else 0)
    return Compacted(rows, merged)


def groups(at_least: int) -> list[list[LakeFile]]:
    """Files of one name, period, columns and size. Sizes go by powers of eight, so no row is rewritten often."""
    month = dt.datetime.now(dt.UTC).date().replace(day=1)

    def alike(file: LakeFile) -> tuple[str, dt.date, str, int]:
        kinds, size = repr(sorted(file.keys.items())), int(math.log(file.rows, FILES_OF_A_SIZE))
        return file.name, period(file.date, month), kinds, size

    found = []
    for _, files in itertools.groupby(sorted(LakeFile.objects.filter(dropped_at=None), key=alike), key=alike):
        group = fitting(list(files))
        if len(group) >= at_least:
            found.append(group)
    return found


def period(date: dt.date, month: dt.date) -> dt.date:
    """The day in this month; before it, the month, told by its first day: years of days are too many files to open."""
    return date if date >= month else date.replace(day=1)


def fitting(files: list[LakeFile]) -> list[LakeFile]:
    total = itertools.accumulate(file.rows for file in files)
    return [file for file, rows in zip(files, total, strict=True) if rows <= LARGEST_MERGED_ROWS]


def merge_group(ids: list[int]) -> int:
    with only_one() as alone:
        files = list(LakeFile.objects.filter(id__in=ids, dropped_at=None).order_by("first_time")) if alone else []
        if len(files) < len(ids):
            return 0
        tables = [pq.ParquetFile(settings.LAKE_DIR / file.path).read() for file in files]
        table = pa.concat_tables(tables).sort_by([("time", "ascending")])
        name, keys, dates = files[0].name, files[0].keys, {file.date for file in files}
        date = min(dates) if len(dates) == 1 else min(dates).replace(day=1)
        LakeFile.objects.bulk_create(write_files([(name, date, keys, table)]))
        LakeFile.objects.filter(id__in=ids).update(dropped_at=dt.datetime.now(dt.UTC))
    return table.num_rows
