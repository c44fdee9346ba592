"""Two laboratories in small: one to save, one to restore into."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from labx.core.backup.database import name_of
from labx.core.backup.manifest import Manifest
from labx.core.backup.restore import restore_backup
from labx.core.backup.write import write_backup
from labx.core.postgres import binaries, launcher, place


@dataclass(frozen=True)
class Laboratory:
    dsn: str
    var: Path

    @property
    def name(self) -> str:
        return name_of(self.dsn)

    def save(self, target: Path, lake_table: str = "lake_file") -> Manifest:
        folders = {"lake": self.var / "lake", "media": self.var / "media", "work": self.var / "backup"}
        return write_backup(self.dsn, target, lake_table=lake_table, **folders)

    def restore(self, source: Path, confirmed: str | None = None) -> Manifest:
        folders = {"lake": self.var / "lake", "media": self.var / "media", "work": self.var / "backup"}
        return restore_backup(self.dsn, source, confirmed=confirmed, **folders)

    def run(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            found = connection.execute(query)  # type: ignore[call-overload]
            return found.fetchall() if found.description else []

    def content(self) -> dict[str, tuple[object, ...]]:
        """Number of rows and hash of every table, and the bytes of every file."""
        tables = self.run("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        with psycopg.connect(self.dsn) as connection:
            for schema, table in tables:
                query = sql.SQL("SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t")
                name = sql.Identifier(str(schema), str(table))
                found[f"{schema}.{table}"] = connection.execute(query.format(name)).fetchone() or ()
        for kind in ("lake", "media"):
            root = self.var / kind
            files = sorted(path for path in root.rglob("*") if path.is_file())
            found |= {str(path.relative_to(self.var)): (path.read_bytes(),) for path in files}
        return found


class Servers:
    """One server for each PostgreSQL version that a test asks for, shared by the tests of a module."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def dsn(self, major: int) -> str:
        folder = next((found.folder for found in binaries.available() if found.major == major), None)
        if not folder:
            pytest.skip(f"PostgreSQL {major} is not installed")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, "ELSEWHERE", self.top / "elsewhere")
            patch.setenv(binaries.CHOICE, str(folder))
            return launcher.ensure_running(self.top, f"server-{major}", durable=False)


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    folder = Path(tempfile.mkdtemp(prefix="labx-"))
    folder.chmod(0o755)
    yield Servers(folder)
    for used in list(launcher._in_use):
        if used.parent == folder.resolve():
            launcher._leave(place.place_of(used.parent, used.name))
    shutil.rmtree(folder)


@pytest.fixture
def laboratory(servers: Servers, tmp_path: Path) -> Callable[..., Laboratory]:
    """Make an empty laboratory: a database of its own, on PostgreSQL of a given major version if the test needs one."""

    def make(name: str, major: int | None = None) -> Laboratory:
        server = servers.dsn(major or binaries.available()[0].major)
        database = f"{name}_{os.urandom(4).hex()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database)))
        return Laboratory(make_conninfo(server, dbname=database), tmp_path / name)

    return make


@pytest.fixture
def saved(laboratory: Callable[..., Laboratory]) -> Laboratory:
    """A laboratory with tables, a sequence, an extension, a trigger, lake files and media."""
    return furnish(laboratory("saved"))


TABLES = """
CREATE EXTENSION pg_trgm;
CREATE TABLE person (id serial PRIMARY KEY, name text, born date, detail jsonb);
INSERT INTO person (name, born, detail)
    SELECT 'Ana ' || n, '1980-01-01', '{"çã": 1}' FROM generate_series(1, 500) n;
CREATE INDEX ON person USING gin (name gin_trgm_ops);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;
CREATE TRIGGER kept BEFORE DELETE ON person FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TABLE lake_file (path text, dropped_at timestamptz);
INSERT INTO lake_file (path)
    SELECT 'date=2026-01-0' || n + 1 || '/name=exposure/' || n || '.parquet' FROM generate_series(0, 2) n
"""


def furnish(lab: Laboratory) -> Laboratory:
    lab.run(TABLES)
    for number in range(3):
        file = lab.var / "lake" / f"date=2026-01-0{number + 1}" / "name=exposure" / f"{number}.parquet"
        file.parent.mkdir(parents=True)
        file.write_bytes(bytes([number]) * 1000)
    (lab.var / "media").mkdir()
    (lab.var / "media" / "original.csv").write_text("nome;idade\nÁlvaro;3\n")
    return lab
