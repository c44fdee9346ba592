"""Hot rows out of PostgreSQL, in our own transaction, as an Arrow table."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from django.db import connection
from psycopg import sql
from pyarrow import csv

COLUMNS = ("id", "name", "time", "recorded_at", "subject", "value", "project", "context", "retracts")
TYPES = {name: pa.float64() if name == "value" else pa.string() for name in COLUMNS}
# How DuckDB reads those texts.
TYPED = """
    id::UUID AS id, name, time::TIMESTAMPTZ AS time, recorded_at::TIMESTAMPTZ AS recorded_at, subject::UUID AS subject,
    value, project::UUID AS project, context, retracts::UUID AS retracts
"""
PIECE_BYTES = 32 << 20
READ = csv.ReadOptions(block_size=16 << 20)
PARSE = csv.ParseOptions(newlines_in_values=False)
CONVERT = csv.ConvertOptions(
    column_types=TYPES, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
)


def copied(query: str, **values: Any) -> pa.Table:
    """The rows of a query that gives the columns of an event. COPY is one statement and so sees one snapshot."""
    return pa.concat_tables(copied_in_pieces(query, **values))


def copied_in_pieces(query: str, **values: Any) -> Iterator[pa.Table]:
    """The same in pieces, at least one, so that millions of rows never stand in memory as text."""
    statement = sql.SQL("COPY (" + query + ") TO STDOUT (FORMAT csv, HEADER)").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, COLUMNS)),
        **{name: sql.Literal(value) for name, value in values.items()},
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        rows = iter(copy)
        header = bytes(next(rows))
        sink = begun(header)
        for row in rows:
            if sink.tell() > PIECE_BYTES:
                yield parsed(sink)
                sink = begun(header)
            sink.write(row)
        yield parsed(sink)


def begun(header: bytes) -> pa.BufferOutputStream:
    sink = pa.BufferOutputStream()
    sink.write(header)
    return sink


def parsed(sink: pa.BufferOutputStream) -> pa.Table:
    return csv.read_csv(pa.BufferReader(sink.getvalue()), READ, PARSE, CONVERT)
