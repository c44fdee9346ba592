"""Each check, in a healthy place and in a sick one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection

from config import environment as env
from labx.core.doctor import configuration, database, machine, work
from labx.core.doctor.command import doctor
from labx.core.doctor.registry import Check, Level
from labx.core.frozen.keyring import lab_keyring
from labx.core.jobs.models import Job
from labx.core.postgres import binaries, place

AN_HOUR_AGO = "now() - interval '1 hour'"


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    database.address.cache_clear()
    database.trouble.cache_clear()
    yield
    database.address.cache_clear()
    database.trouble.cache_clear()


@pytest.fixture
def session(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """A session on the database of this test run, which DATABASE_URL names meanwhile."""
    parts = connection.settings_dict
    user = quote(str(parts["USER"]), safe="") + (f":{quote(parts['PASSWORD'], safe='')}" if parts["PASSWORD"] else "")
    where = f"host={quote(str(parts['HOST']), safe='')}&port={parts['PORT'] or 5432}"
    dsn = f"postgresql://{user}@/{parts['NAME']}?{where}"
    monkeypatch.setenv(env.DATABASE_URL.name, dsn)
    with psycopg.connect(dsn, autocommit=True) as opened:
        yield opened
        opened.execute("DELETE FROM procrastinate_events")
        opened.execute("DELETE FROM procrastinate_jobs")
        opened.execute("DELETE FROM procrastinate_workers")


def add_job(session: psycopg.Connection, status: str) -> None:
    """A job as procrastinate's tables hold it, deferred an hour ago."""
    job = session.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'nothing', %s) RETURNING id",
        [status],
    ).fetchone()
    session.execute(f"UPDATE procrastinate_events SET at = {AN_HOUR_AGO} WHERE job_id = %s", job)  # noqa: S608


def test_healthy_database(session: psycopg.Connection) -> None:
    for check in (database.reachable, database.migrations, database.programs, work.jobs):
        assert check().level is Level.OK, check().message
    assert database.backup().level is not Level.BROKEN


def test_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(env.DATABASE_URL.name, "postgresql://ana@127.0.0.1:1/labx")
    found = database.reachable()
    assert found.level is Level.BROKEN
    assert "(DATABASE_URL) does not answer" in found.message
    assert "Unknown while the database does not answer" in database.migrations().message


def test_before_the_first_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: SimpleNamespace) -> None:
    monkeypatch.delenv(env.DATABASE_URL.name, raising=False)
    monkeypatch.setattr(place, "ELSEWHERE", tmp_path / "elsewhere")
    settings.VAR = tmp_path / "var"
    for check in (database.reachable, database.durability, work.worker):
        assert check().message == "No database yet."
    assert not settings.VAR.exists()


def test_missing_and_unknown_migrations(session: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    applied = database.ask("SELECT app, name FROM django_migrations")
    first = ("sessions", "0001_initial")
    for rows, expected in (
        ([row for row in applied if row != first], "1 migrations are not applied, the first sessions.0001_initial"),
        ([*applied, ("sessions", "0999_new")], "newer LabX: it has sessions.0999_new"),
        ([], "No tables yet"),
    ):
        monkeypatch.setattr(database, "ask", lambda *_query, rows=rows: rows)
        assert expected in database.migrations().message


def test_old_server(session: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ask", lambda *_query: [("9.6.24", 9)])
    assert "PostgreSQL 9.6.24 is too old" in database.reachable().message


def test_switched_off_durability(session: psycopg.Connection) -> None:
    session.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = off")
    try:
        found = database.durability()
    finally:
        session.execute("ALTER ROLE CURRENT_USER RESET synchronous_commit")
    assert found.level is Level.BROKEN
    assert "synchronous_commit" in found.message


@pytest.mark.parametrize(
    ("rows", "level", "said"),
    [
        ([("unaccent", "1.1")], Level.BROKEN, "does not offer pg_trgm"),
        ([("unaccent", "1.1"), ("pg_trgm", None)], Level.NOTE, "Not installed yet: pg_trgm"),
        ([("unaccent", "1.1"), ("pg_trgm", "1.6")], Level.OK, "are installed"),
    ],
)
def test_extensions(
    session: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[tuple[str, str | None]],
    level: Level,
    said: str,
) -> None:
    monkeypatch.setattr(database, "ask", lambda *_query: rows)
    found = database.extensions()
    assert (found.level, said in found.message) == (level, True)


def test_client_newer_than_the_server(session: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "client", lambda _name, _major: (Path("pg_dump"), 99))
    assert "postgresql-client-" in database.backup().todo


def test_no_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries, "available", list)
    assert database.programs().level is Level.BROKEN
    monkeypatch.undo()
    monkeypatch.setenv(binaries.CHOICE, str(tmp_path))
    assert "holds no PostgreSQL" in database.programs().message


def test_waiting_job_without_a_worker(session: psycopg.Connection) -> None:
    assert "no job waits" in work.worker().message
    add_job(session, "todo")
    found = work.worker()
    assert found.level is Level.BROKEN
    assert "1 jobs have waited" in found.message
    session.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert work.worker().level is Level.OK


def test_silent_worker_is_not_alive(session: psycopg.Connection) -> None:
    session.execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({AN_HOUR_AGO})")  # type: ignore[call-overload]  # noqa: S608
    assert work.worker().message.startswith("No worker is alive")


@pytest.mark.parametrize(("status", "said"), [("doing", "1 jobs stopped with"), ("failed", "1 tasks of the worker")])
def test_unlucky_jobs(session: psycopg.Connection, status: str, said: str) -> None:
    add_job(session, status)
    assert said in work.jobs().message
    Job.objects.create(name="core.load_demo", actor="system:demo", state="done")
    assert said in work.jobs().message


def test_long_work_that_did_not_finish(session: psycopg.Connection) -> None:
    """The queue's own record of it ends well: the job wrote down that it failed."""
    Job.objects.create(name="core.load_demo", actor="system:demo", state="failed")
    assert "1 pieces of long work did not finish" in work.jobs().message


def test_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((machine.LEAST_FREE_BYTES - 1, Level.BROKEN), (2e9, Level.NOTE), (9e9, Level.OK)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, free=free: SimpleNamespace(free=free))
        assert machine.disk().level is level


def test_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.folder().level is Level.OK
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert machine.folder().level is Level.BROKEN


def test_keys(settings: SimpleNamespace, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path
    assert "No signing key yet" in machine.keys().message
    key = lab_keyring().rotate()
    assert f"Key {key.id} signs" in machine.keys().message
    (tmp_path / "signing" / f"{key.id}.private").chmod(0o644)
    assert machine.keys().level is Level.BROKEN


@pytest.mark.parametrize(("found", "level"), [(None, Level.NOTE), ("/usr/bin/chromium", Level.OK)])
def test_browser(monkeypatch: pytest.MonkeyPatch, found: str | None, level: Level) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: found)
    assert machine.browser().level is level


def test_settings_show_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(env.SECRET_KEY.name, "s3cret")
    found = configuration.chosen().message
    assert env.SECRET_KEY.name in found.split("At their default")[0]
    assert "s3cret" not in found


def test_mail(settings: SimpleNamespace) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert configuration.mail().level is Level.NOTE
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "mail.example.pt"
    assert "mail.example.pt" in configuration.mail().message


def test_production(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "LABX_ORIGIN" in configuration.production().todo
    monkeypatch.setenv(env.PRODUCTION.name, "1")
    assert configuration.production().level is Level.OK


def sick() -> Check:
    return lambda: machine.broken("It limps.", "Rest.")


@pytest.mark.parametrize("is_sick", [True, False])
def test_command(session: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, is_sick: bool) -> None:
    from labx.core.doctor import registry

    monkeypatch.setattr(registry, "_checks", {"Leg": sick()} if is_sick else {"Python": machine.python})
    result = CliRunner().invoke(doctor)
    assert result.exit_code == int(is_sick), result.output
    assert ("broken  Leg: It limps.\n        To do: Rest." in result.output) is is_sick
    assert ("Nothing is broken." in result.output) is not is_sick
