"""`labx events`, the scheduled jobs and the check of the lake."""

import datetime as dt
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection

from labx.core.events import jobs
from labx.core.events.cli import events
from labx.core.events.compaction import compact
from labx.core.events.models import HotEvent, LakeFile
from labx.core.events.publish import NewEvent, publish_many

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 31, 12, tzinfo=dt.UTC)


@pytest.fixture
def visits(project):
    publish_many(NewEvent("shop.visited", uuid4(), project, {"desk": "blue"}, time=NOON) for _ in range(3))


def run(*arguments):
    return CliRunner().invoke(events, arguments)


def test_says_where_events_lie(visits):
    assert "hot                   3" in run("status").output
    assert run("compact").output == "3 events moved to 1 files.\n"
    assert "hot                   0" in run("status").output
    assert run("merge").output == "0 files merged (0 events); 0 old files removed.\n"
    assert run("verify").output == "3 events: all files are as they were written, every event is there once.\n"


def test_finds_a_changed_file(visits):
    compact()
    path = settings.LAKE_DIR / LakeFile.objects.get().path
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    found = run("verify")
    assert found.exit_code == 1
    assert "was changed after it was written" in found.output


def test_finds_a_missing_file(visits):
    compact()
    (settings.LAKE_DIR / LakeFile.objects.get().path).unlink()
    assert "is missing: 3 events" in run("verify").output


def test_finds_lost_and_doubled_events(visits):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('labx.event_log', 'erasure', true)")
        cursor.execute("CREATE TEMP TABLE kept AS SELECT * FROM events_hotevent LIMIT 1")
        cursor.execute("DELETE FROM events_hotevent WHERE id IN (SELECT id FROM kept)")
        assert "The log holds 2 events, the table of ids 3" in run("verify").output
        cursor.execute("INSERT INTO events_hotevent SELECT * FROM kept")
        compact()
        cursor.execute("INSERT INTO events_hotevent SELECT * FROM kept")
    assert "1 events are in the log twice" in run("verify").output


@pytest.mark.django_db(transaction=True)
def test_compaction_waits_until_it_is_worth_it(project, monkeypatch):
    publish_many(NewEvent("shop.visited", uuid4(), project, {"desk": "blue"}, time=NOON) for _ in range(3))
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)  # it would end the test's own transaction
    now = HotEvent.objects.first().recorded_at
    assert not jobs.is_due(now)
    assert jobs.is_due(now + jobs.LONGEST_WAIT + dt.timedelta(seconds=1))
    jobs.compact_when_due(timestamp=int(now.timestamp()))
    assert HotEvent.objects.count() == 3
    monkeypatch.setattr(jobs, "ENOUGH_ROWS", 2)
    jobs.compact_when_due(timestamp=int(now.timestamp()))
    jobs.merge_and_sweep(timestamp=int(now.timestamp()))
    assert HotEvent.objects.count() == 0
