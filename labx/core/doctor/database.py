"""Checks of the database and of the jobs in it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from config import environment as env
from labx.core.doctor.registry import Check, Finding, broken, check, note, ok
from labx.core.postgres import binaries, launcher
from labx.core.postgres.errors import PostgresUnavailable
from labx.core.postgres.place import place_of

OLDEST_MAJOR = 15
EXTENSIONS = ("pg_trgm", "unaccent")
MIGRATE = "`labx run` applies them; on a server: python -m labx.core.running.prepare"
MAJOR = "current_setting('server_version_num')::int / 10000"


@functools.cache
def address() -> str | None:
    """The configured database, or the embedded one, started if it exists; none before the first start."""
    if env.DATABASE_URL.text():
        return env.DATABASE_URL.text()
    if not (place_of(settings.VAR, "postgres").data / "PG_VERSION").exists():
        return None
    return launcher.ensure_running(settings.VAR)


@functools.cache
def trouble() -> str:
    """Why the database does not answer, or nothing; asked once, so that one dead server costs one wait."""
    try:
        if dsn := address():
            psycopg.connect(dsn, connect_timeout=5).close()
    except (psycopg.OperationalError, PostgresUnavailable) as reason:
        return str(reason)
    return ""


def ask(query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query; none when its table does not exist yet."""
    with psycopg.connect(str(address()), connect_timeout=5) as connection:
        try:
            return connection.execute(query, values).fetchall()  # type: ignore[call-overload]
        except psycopg.errors.UndefinedTable:
            return []


def check_of_database(title: str) -> Callable[[Check], Check]:
    """A check that has nothing to say before there is a database, and while it does not answer."""

    def add(function: Check) -> Check:
        @check(title)
        @functools.wraps(function)
        def guarded() -> Finding:
            if trouble():
                return note("Unknown while the database does not answer.")
            return function() if address() else note("No database yet.", "`labx run` makes it.")

        return guarded

    return add


@check("PostgreSQL programs")
def programs() -> Finding:
    try:
        found = binaries.available()
    except PostgresUnavailable as reason:
        return broken(str(reason), "Correct LABX_POSTGRES_BIN.")
    said = ", ".join(f"{one.major} in {one.folder}" for one in found)
    if not found:
        return broken("None found.", "Install postgresql-client: backups need pg_dump.")
    return ok(f"Found: {said}.")


@check("Database")
def reachable() -> Finding:
    kind = "DATABASE_URL" if env.DATABASE_URL.text() else "embedded"
    if trouble():
        return broken(f"The database ({kind}) does not answer: {trouble()}", "Start it, or correct DATABASE_URL.")
    if not address():
        return note("No database yet.", "`labx run` makes it.")
    [(version, major)] = ask("SELECT current_setting('server_version'), " + MAJOR)
    if major < OLDEST_MAJOR:
        return broken(f"PostgreSQL {version} is too old.", f"Use PostgreSQL {OLDEST_MAJOR} or newer.")
    return ok(f"PostgreSQL {version} answers ({kind}).")


@check_of_database("Durability")
def durability() -> Finding:
    """An answer of success means on disk."""
    rows = ask(
        "SELECT name FROM pg_settings WHERE setting = 'off' AND name IN ('fsync', 'full_page_writes',"
        " 'synchronous_commit')"
    )
    if rows:
        names = ", ".join(name for (name,) in rows)
        return broken(f"Off on the server: {names}. What was answered as saved may be lost.", f"Turn on {names}.")
    return ok("What the server answers as saved is on disk.")


@check_of_database("Extensions")
def extensions() -> Finding:
    rows = ask("SELECT name, installed_version FROM pg_available_extensions WHERE name = ANY(%s)", list(EXTENSIONS))
    found = dict(rows)
    if absent := [name for name in EXTENSIONS if name not in found]:
        todo = "Install the server's contrib package (Debian: part of postgresql-NN)."
        return broken(f"The server does not offer {', '.join(absent)}.", todo)
    if waiting := [name for name, version in found.items() if not version]:
        return note(f"Not installed yet: {', '.join(waiting)}.", "The migrations install them.")
    return ok(f"{', '.join(EXTENSIONS)} are installed.")


@check_of_database("Migrations")
def migrations() -> Finding:
    rows = ask("SELECT app, name FROM django_migrations")
    if not rows:
        return note("No tables yet.", MIGRATE)
    loader = MigrationLoader(connection=None)
    here = set(loader.disk_migrations)
    if missing := here - set(rows):
        return broken(f"{len(missing)} migrations are not applied, the first {'.'.join(min(missing))}.", MIGRATE)
    known = {app for app, _name in here}
    if newer := {row for row in rows if row[0] in known} - here:
        what = f"The database is of a newer LabX: it has {'.'.join(min(newer))}, which is not here."
        return broken(what, "Update LabX, or restore the backup made before.")
    return ok(f"All {len(here)} migrations are applied.")


@check_of_database("Backup")
def backup() -> Finding:
    [(server,)] = ask("SELECT " + MAJOR)
    _program, client = binaries.client("pg_dump", server)
    if client == server:
        return ok(f"pg_dump {client} fits the server.")
    todo = f"Install postgresql-client-{server} for backups that go back into PostgreSQL {server}."
    return note(f"pg_dump {client} dumps a server of version {server}.", todo)
