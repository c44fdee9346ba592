"""DuckDB in this process: one instance, a cursor for each use, nothing fetched from anywhere."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import duckdb
from django.conf import settings


@cache
def instance(process: int) -> duckdb.DuckDBPyConnection:
    """Started at the first use in each process: a forked one must not share it."""
    folder = settings.VAR / "tmp" / f"duckdb-{process}"
    options = {
        "temp_directory": str(folder),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "arrow_lossless_conversion": "true",
    }
    connection = duckdb.connect(":memory:", config=options)
    connection.execute("SET GLOBAL parquet_metadata_cache = true; SET GLOBAL TimeZone = 'UTC'")
    # What a large question took goes back to the machine while it still runs, and not when all of it is done.
    connection.execute("SET GLOBAL allocator_flush_threshold = '16MB'")
    connection.execute("SET GLOBAL allocator_bulk_deallocation_flush_threshold = '32MB'")
    return connection


@contextmanager
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    cursor = instance(os.getpid()).cursor()
    try:
        yield cursor
    finally:
        cursor.close()
