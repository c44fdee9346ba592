"""PostgreSQL's own programs for dumping and restoring, of the right version, without a password on a command line."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from labx.core.backup.manifest import BackupRefused, Manifest
from labx.core.postgres.binaries import client

PATIENCE_SECONDS = 3


def name_of(dsn: str) -> str:
    return str(conninfo_to_dict(dsn).get("dbname") or "")


def for_database(dsn: str, name: str) -> str:
    return make_conninfo(dsn, dbname=name)


def major(connection: psycopg.Connection) -> int:
    return connection.info.server_version // 10_000


def run_client(program: Path, dsn: str, *options: str) -> None:
    """Run pg_dump or pg_restore against `dsn`; the password goes through the environment, which others cannot read."""
    parts = conninfo_to_dict(dsn)
    password = parts.pop("password", None)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {})
    command = [str(program), "--no-password", "--dbname", make_conninfo(**parts), *options]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise BackupRefused(f"{program.name} failed: {finished.stderr.strip()}")


def dump(dsn: str, snapshot: str, server: int, target: Path) -> int:
    """Dump what the snapshot sees; gives the major version of pg_dump that did it."""
    program, version = client("pg_dump", server)
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
    run_client(program, dsn, *options)
    return version


def refuse_older_server(manifest: Manifest, server: int) -> None:
    if server < manifest.dumped_by:
        raise BackupRefused(
            f"The backup was written by pg_dump {manifest.dumped_by} and the server is PostgreSQL {server}: a backup "
            f"goes into the same or a newer version. Restore into PostgreSQL {manifest.dumped_by} or newer."
        )


def load(manifest: Manifest, server: int, dump_file: Path, dsn: str) -> None:
    """Fill the fresh database `dsn` from the dump, all or nothing, and gather the planner's statistics."""
    program, _version = client("pg_restore", manifest.dumped_by, server)
    run_client(program, dsn, "--no-owner", "--no-privileges", "--exit-on-error", str(dump_file))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")


def create(administrative: psycopg.Connection, name: str) -> None:
    drop(administrative, name)
    try:
        administrative.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as refusal:
        role = administrative.info.user
        cure = f'Let an administrator run: ALTER ROLE "{role}" CREATEDB;'
        raise BackupRefused(f"The role {role} may not create a database to restore into. {cure}") from refusal


def drop(administrative: psycopg.Connection, name: str) -> None:
    administrative.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def refuse_in_use(administrative: psycopg.Connection, name: str) -> None:
    """Nobody may be connected; sessions that are just ending get a moment."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sessions := administrative.execute(query, [name]).fetchone()[0]:
        if time.monotonic() > deadline:
            what = f"The database {name} is in use ({sessions} sessions)."
            raise BackupRefused(f"{what} Stop the server and the worker first.")
        time.sleep(0.1)


def swap(administrative: psycopg.Connection, name: str, fresh: str) -> None:
    """Put `fresh` in the place of `name`, which may not exist, in one transaction; drop what was there."""
    replaced = f"{name}_replaced"
    drop(administrative, replaced)
    with administrative.transaction():
        if exists(administrative, name):
            _rename(administrative, name, replaced)
        _rename(administrative, fresh, name)
    drop(administrative, replaced)


def _rename(administrative: psycopg.Connection, old: str, new: str) -> None:
    administrative.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def exists(administrative: psycopg.Connection, name: str) -> bool:
    found = administrative.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def table_count(dsn: str) -> int:
    query = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchone()[0]
