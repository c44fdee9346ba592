"""Preparing is skipped only when nothing it depends on changed."""

import shutil
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from config import environment as env
from labx.core.running import prepared


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project: one migration, one static file, settings."""
    for path in ("labx/room/migrations/0001.py", "labx/room/static/room/room.css", "config/settings.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "collected").mkdir()
    monkeypatch.setattr(env, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "changed", ["labx/room/migrations/0002.py", "labx/room/static/room/room.css", "config/settings.py"]
)
def test_changed_file(root: Path, monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    monkeypatch.setattr(prepared, "applied", lambda _dsn: [])
    before = prepared.state("", root / "collected")
    assert prepared.state("", root / "collected") == before
    (root / changed).write_text("something else")
    assert prepared.state("", root / "collected") != before


def test_other_code_and_caches_do_not_matter(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "applied", lambda _dsn: [])
    before = prepared.state("", root / "collected")
    (root / "labx/room/views.py").write_text("")
    (root / "labx/room/migrations/0001.pyc").write_text("")
    assert prepared.state("", root / "collected") == before


def test_everything_else_that_matters(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ["core.0001"]
    monkeypatch.setattr(prepared, "applied", lambda _dsn: list(rows))
    seen = {prepared.state("", root / "collected")}
    rows.append("core.0002")
    seen.add(prepared.state("", root / "collected"))
    monkeypatch.setattr(prepared, "packages", lambda: ["django 6.0"])
    seen.add(prepared.state("", root / "collected"))
    monkeypatch.setenv("LABX_ROOMS_OFF", "trials")
    seen.add(prepared.state("", root / "collected"))
    shutil.rmtree(root / "collected")
    seen.add(prepared.state("", root / "collected"))
    assert len(seen) == 5


@pytest.mark.django_db
def test_applied_migrations_of_this_database() -> None:
    parts = connection.settings_dict
    where = {"host": parts["HOST"], "port": parts["PORT"], "user": parts["USER"], "password": parts["PASSWORD"]}
    given = {name: value for name, value in where.items() if value}
    assert "sessions.0001_initial" in prepared.applied(make_conninfo(dbname=parts["NAME"], **given))
    assert prepared.applied(make_conninfo(dbname="postgres", **given)) == []
