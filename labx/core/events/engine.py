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
    return connection


@contextmanager
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    cursor = instance(os.getpid()).cursor()
    try:
        yield cursor
    finally:
        cursor.close()
