"""Every text, JSON and binary column of every table: searched for a person, and changed one cell at a time."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from labx.core.personal import MENTIONED, Person, erasing, personal_data
from labx.people.rights.engine.matching import redacted_value, spans, texts_in

JSON = frozenset({"json", "jsonb"})
LISTS = frozenset({"_text", "_varchar"})
BYTES = "bytea"
COLUMNS = """
    SELECT c.table_name, c.column_name, c.udt_name, c.character_maximum_length
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
      AND c.udt_name IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', '_text', '_varchar', 'bytea')
    ORDER BY c.table_name, c.ordinal_position
"""
KEYS = """
    SELECT r.relname, a.attname
    FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid JOIN pg_namespace n ON n.oid = r.relnamespace
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary AND n.nspname = current_schema() ORDER BY r.relname, array_position(i.indkey, a.attnum)
"""
# What the erasure takes away by itself, wherever it names the person.
TAKEN_ELSEWHERE = frozenset(
    {
        "audit_auditpayload",
        "jobs_job",
        "labx_cache",
        "procrastinate_jobs",
        "rights_erasure",
        "rights_mention",
        "search_searchdocument",
    }
)


class CannotRedact(RuntimeError):
    """The name cannot be taken out of this place; the message says what can be done."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    longest: int | None


@dataclass(frozen=True)
class Place:
    """A cell and what it says."""

    table: str
    column: str
    row: str
    value: Any

    def count(self, terms: Sequence[str]) -> int:
        return sum(len(spans(text, terms)) for text in texts_in(self.value))


@dataclass(frozen=True)
class Layout:
    """A table: its searchable columns and what its rows are known by."""

    table: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]

    @property
    def key(self) -> sql.Composable:
        if not self.keys:
            return sql.SQL("ctid::text")
        parts = [sql.SQL("{}::text").format(sql.Identifier(key)) for key in self.keys]
        return sql.SQL("concat_ws('|', {})").format(sql.SQL(", ").join(parts))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def layouts() -> dict[str, Layout]:
    """Every table there is now, whoever made it."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns: dict[str, list[Column]] = {}
        for table, *column in cursor.fetchall():
            columns.setdefault(table, []).append(Column(*column))
        cursor.execute(KEYS)
        keys: dict[str, list[str]] = {}
        for table, key in cursor.fetchall():
            keys.setdefault(table, []).append(key)
    return {table: Layout(table, tuple(found), tuple(keys.get(table, ()))) for table, found in columns.items()}


def mentions_of(person: Person, besides: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Place]:
    """Cells that name the person, except the person's own rows, which go whole, and `besides`."""
    whole = own_rows_of(person) | besides
    single = own_cells_of(person)
    for table, layout in layouts().items():
        if table in TAKEN_ELSEWHERE:
            continue
        for place in places_in(layout, person):
            if (table, place.row) not in whole and (table, place.row, place.column) not in single:
                yield place


def own_rows_of(person: Person) -> frozenset[tuple[str, str]]:
    """Rows that go whole, or whose every name is taken care of."""
    found = set()
    for data in personal_data():
        for rows in () if data.columns else data.rows(person):
            found |= {(rows.model._meta.db_table, str(key)) for key in rows.values_list("pk", flat=True)}
    return frozenset(found)


def own_cells_of(person: Person) -> frozenset[tuple[str, str, str]]:
    """Single columns of others' rows that a kind of data takes care of."""
    found = set()
    for data in personal_data():
        for rows in data.rows(person) if data.columns else ():
            table = rows.model._meta.db_table
            keys = [str(key) for key in rows.values_list("pk", flat=True)]
            columns = [name.partition(".")[2] for name in data.columns if name.partition(".")[0] == table]
            found |= {(table, key, column) for key in keys for column in columns}
    return frozenset(found)


def places_in(layout: Layout, person: Person) -> Iterator[Place]:
    texts = [sql.SQL("{}::text").format(sql.Identifier(one.name)) for one in layout.columns if one.kind != BYTES]
    blobs = [sql.Identifier(one.name) for one in layout.columns if one.kind == BYTES]
    conditions: list[sql.Composable] = []
    values: list[Any] = []
    if texts:
        conditions.append(phrase(MENTIONED.format("concat_ws(' ', {})"), sql.SQL(", ").join(texts)))
        values.append(person.patterns)
    for blob in blobs:
        conditions.append(
            sql.SQL("EXISTS (SELECT FROM unnest(%s::bytea[]) AS term WHERE position(term IN {}) > 0)").format(blob)
        )
        values.append([term.encode() for term in person.terms])
    chosen = sql.SQL(", ").join(read_as(column) for column in layout.columns)
    query = sql.SQL("SELECT {}, {} FROM {} WHERE {}").format(
        layout.key, chosen, sql.Identifier(layout.table), sql.SQL(" OR ").join(conditions)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    for row, *cells in rows:
        for column, cell in zip(layout.columns, cells, strict=True):
            place = Place(layout.table, column.name, row, read(column, cell))
            if place.count(person.terms):
                yield place


def phrase(text: str, *parts: sql.Composable) -> sql.Composed:
    return sql.SQL(text).format(*parts)  # type: ignore[arg-type]


def read_as(column: Column) -> sql.Composable:
    return phrase("{}::text" if column.kind in JSON else "{}", sql.Identifier(column.name))


def read(column: Column, cell: Any) -> Any:
    if cell is None:
        return ""
    if column.kind in JSON:
        return json.loads(cell)
    return bytes(cell).decode("utf-8", "replace") if column.kind == BYTES else cell


def value_of(table: str, column: str, row: str, *, is_locked: bool = False) -> Any:
    """What the cell says now, and goes on to say where it is locked; nothing where row or column is gone."""
    layout = layouts().get(table)
    if layout is None or column not in {one.name for one in layout.columns}:
        return None
    found = layout.column(column)
    lock = sql.SQL("FOR UPDATE" if is_locked else "")
    query = sql.SQL("SELECT {} FROM {} WHERE {} = %s {}").format(
        read_as(found), sql.Identifier(table), layout.key, lock
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [row])
        cell = cursor.fetchone()
    return read(found, cell[0]) if cell else None


def redact(table: str, column: str, row: str, terms: Sequence[str]) -> bool:
    """Take the person out of one cell; whether there was anything to take out."""
    value = value_of(table, column, row, is_locked=True)
    if value is None:
        return False
    layout = layouts()[table]
    found = layout.column(column)
    for data in personal_data():
        if table in data.redacts:
            data.redacts[table](row, lambda text: redacted_value(text, terms))
            return True
    if found.kind == BYTES:
        raise CannotRedact(signed())
    new = redacted_value(value, terms, found.longest)
    if new == value:
        return False
    cast = sql.SQL("::jsonb" if found.kind in JSON else "")
    raised = sql.SQL(", edition = edition + 1" if has_editions(table) else "")
    query = sql.SQL("UPDATE {} SET {} = %s{}{} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column), cast, raised, layout.key
    )
    try:
        with transaction.atomic(), erasing(), connection.cursor() as cursor:
            cursor.execute(query, [json.dumps(new, ensure_ascii=False) if found.kind in JSON else new, row])
    except DatabaseError as error:
        raise CannotRedact(signed()) from error
    return True


def has_editions(table: str) -> bool:
    """Whether the row counts its own editions: then a form opened before cannot write the name back unseen.

    An edition that says which one of another record is meant does not begin at one.
    """
    for model in apps.get_models():
        if model._meta.db_table == table:
            return any(one.name == "edition" and one.default == 1 for one in model._meta.concrete_fields)
    return False


def signed() -> str:
    return _(
        "This text is frozen and signed, so nothing can be taken out of it. Keep the mention and say under which "
        "obligation, or have the text replaced by a new version."
    )
