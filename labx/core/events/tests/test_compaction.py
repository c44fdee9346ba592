"""Compaction, merging and reading: every event is read once, wherever it lies."""

import datetime as dt
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import transaction

from labx.core import rooms
from labx.core.events import compaction
from labx.core.events.compaction import compact, compact_all, sweep
from labx.core.events.declare import EventType, Key
from labx.core.events.errors import LakeDamaged
from labx.core.events.merging import merge, period
from labx.core.events.models import Batch, EventId, HotEvent, LakeFile
from labx.core.events.publish import NewEvent, publish, publish_many
from labx.core.events.reader import one_snapshot
from labx.core.ids import new_id

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 31, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def visits(project, count, **changed):
    said = {"name": "shop.visited", "context": {"desk": "blue"}, **changed}
    events = [NewEvent(subject=uuid4(), project=project, id=new_id(), **said) for _ in range(count)]
    publish_many(events)
    return [event.id for event in events]


def read(name="shop.visited"):
    with one_snapshot() as log:
        return log.events(name).collect().to_dict(as_series=False)


def read_ids(name="shop.visited"):
    return sorted(read(name)["id"])


def live_files():
    return list(LakeFile.objects.filter(dropped_at=None))


def test_an_empty_log_has_columns_and_no_rows():
    assert compact() == compaction.Compacted(0, 0)
    assert read() == {
        name: []
        for name in [
            *("id", "name", "time", "recorded_at", "subject", "value", "project", "retracts", "batch"),
            *("desk", "minutes", "day", "case", "first"),
        ]
    }


def test_files_that_hold_nothing_of_a_time_are_not_read(project):
    """Both ends belong to the time, files of other days go, and hot rows stay: whoever asks narrows them."""
    for days in (0, 1, 2):
        visits(project, 1, time=NOON + days * DAY)
        compact()
    visits(project, 1, time=NOON - 9 * DAY)
    with one_snapshot() as log:
        assert len(log.files_of("shop.visited")) == 3
        for first, last, found in (
            (None, None, [-9, 0, 1, 2]),
            (NOON + DAY, None, [-9, 1, 2]),
            (NOON + 1.5 * DAY, None, [-9, 2]),
            (None, NOON, [-9, 0]),
            (NOON + DAY, NOON + DAY, [-9, 1]),
            (NOON + 3 * DAY, None, [-9]),
        ):
            part = log.between(first, last)
            times = part.events("shop.visited").select("time").collect()["time"].to_list()
            assert sorted((time - NOON).days for time in times) == found
            assert len(part.settled("shop.visited", after_batch=0).collect()) == len(found) - 1
            assert part.last_batch == log.last_batch


def test_an_event_reads_the_same_hot_and_compacted(project):
    case = uuid4()
    context = {"desk": "green", "minutes": 2.5, "day": "2026-05-30", "case": case, "first": True}
    publish(name="shop.visited", subject=uuid4(), project=project, context=context, time=NOON)
    publish(name="shop.sold", subject=uuid4(), project=project, value=0.1 + 0.2, time=NOON)
    hot, sold = read(), read("shop.sold")
    assert compact() == compaction.Compacted(2, 2)
    assert not HotEvent.objects.exists()
    assert EventId.objects.count() == 2
    cold = read()
    assert {**cold, "batch": [None]} == hot
    assert {**read("shop.sold"), "batch": [None]} == sold
    assert (cold["desk"], cold["minutes"], cold["day"]) == (["green"], [2.5], [dt.date(2026, 5, 30)])
    assert (cold["case"], cold["first"], cold["time"]) == ([case], [True], [NOON])
    assert sold["value"] == [0.1 + 0.2]


def test_files_lie_by_name_and_date_and_the_manifest_tells_their_content(project):
    early = visits(project, 2, time=NOON - DAY)
    late = visits(project, 3, time=NOON)
    compact()
    first, second = LakeFile.objects.order_by("date")
    assert first.path.startswith("name=shop.visited/date=2026-05-30/")
    assert (first.rows, second.rows) == (2, 3)
    assert (second.first_id, second.last_id) == (min(late), max(late))
    assert (first.first_time, first.last_time, first.retractions) == (NOON - DAY, NOON - DAY, 0)
    assert first.first_batch == first.last_batch == Batch.objects.get().id
    assert first.keys == {"desk": "code", "minutes": "number", "day": "date", "case": "id", "first": "flag"}
    stored = pq.ParquetFile(settings.LAKE_DIR / first.path).read()
    assert sorted(stored["id"].to_pylist()) == sorted(early)
    assert not list(settings.LAKE_DIR.glob("**/*.part"))


def test_a_batch_ends_where_it_is_told_to(project):
    published = visits(project, 10)
    assert [compact(max_rows=4).rows for _ in range(4)] == [4, 4, 2, 0]
    assert read_ids() == sorted(published)
    assert compact_all().rows == 0


def test_what_is_retracted_is_not_read(project):
    hot_pair, cold_target, both_cold, stays = visits(project, 4)

    def retract(target):
        publish(name="shop.visited", subject=uuid4(), project=project, retracts=target)

    retract(both_cold)
    compact()
    retract(cold_target)
    retract(hot_pair)
    assert read_ids() == [stays]
    compact()
    assert read_ids() == [stays]
    assert sum(file.retractions for file in live_files()) == 3


def test_a_retraction_compacted_before_its_event(project):
    target, stays = visits(project, 2)
    publish(name="shop.sold", subject=uuid4(), project=project, retracts=target)
    while compact(max_rows=1).rows:
        assert read_ids() == [stays]


def test_merging_keeps_every_row_once_and_the_old_files_for_a_while(project):
    published = []
    for _ in range(8):
        published += visits(project, 3, time=NOON)
        compact()
    wrong = published.pop()
    publish(name="shop.visited", subject=uuid4(), project=project, retracts=wrong, time=NOON)
    compact()
    old = {file.path for file in live_files()}
    assert merge() == compaction.Compacted(25, 9)
    (merged,) = live_files()
    assert (merged.rows, merged.retractions, merged.last_batch - merged.first_batch) == (25, 1, 8)
    assert read_ids() == sorted(published)
    assert merge() == compaction.Compacted(0, 0)
    assert sweep() == 0
    assert all((settings.LAKE_DIR / path).exists() for path in old)
    assert sweep(grace=-DAY) == 9
    assert not any((settings.LAKE_DIR / path).exists() for path in old)
    assert read_ids() == sorted(published)
    assert LakeFile.objects.count() == len(live_files())


def test_days_of_a_month_that_is_over_become_one_file(project):
    published = visits(project, 1, time=NOON + DAY)
    for ago in range(10):
        published += visits(project, 2, time=NOON - ago * DAY)
    compact()
    assert merge().files == 10
    assert [(file.date, file.rows) for file in live_files()] == [(dt.date(2026, 5, 1), 20), (dt.date(2026, 6, 1), 1)]
    assert read_ids() == sorted(published)


def test_days_of_this_month_stay_apart():
    today = dt.date(2026, 6, 20)
    month = today.replace(day=1)
    assert [period(day, month) for day in (today, month)] == [today, month]
    assert period(month - DAY, month) == dt.date(2026, 5, 1)


def test_sweeping_removes_old_leftovers_only(project):
    visits(project, 1)
    compact()
    folder = (settings.LAKE_DIR / live_files()[0].path).parent
    orphans = [folder / "left.parquet", folder / "half.part"]
    for orphan in orphans:
        orphan.write_bytes(b"unfinished")
    assert sweep() == 0
    assert sweep(grace=-DAY) == 2
    assert len(list(folder.iterdir())) == 1
    assert len(read_ids()) == 1


def test_a_failure_while_writing_leaves_the_rows_hot(project, monkeypatch):
    published = visits(project, 3)

    def full_disk(rows, batch):
        raise OSError("No space left on device")

    monkeypatch.setattr(compaction, "write_batch", full_disk)
    with pytest.raises(OSError, match="No space left"), transaction.atomic():
        compact()
    assert HotEvent.objects.count() == 3
    assert read_ids() == sorted(published)


def test_files_written_before_a_key_was_declared_are_read_by_their_text(project, shop):
    visits(project, 2)
    compact()
    del rooms._rooms["shop"]
    changed = EventType("shop.visited", "x", context={"desk": Key("code"), "weather": Key("code", required=False)})
    rooms.announce(rooms.Room(name="shop", title="Shop", event_types=(changed,)))
    visits(project, 1, context={"desk": "green", "weather": "rain"})
    assert sorted(zip(read()["desk"], read()["weather"], strict=True), key=str) == [
        ("blue", None),
        ("blue", None),
        ("green", "rain"),
    ]


def test_events_of_a_room_that_is_off_are_compacted_and_read_when_it_is_back(project, shop):
    published = visits(project, 2)
    del rooms._rooms["shop"]
    assert compact().rows == 2
    rooms.announce(shop)
    assert live_files()[0].keys == {}
    assert read_ids() == sorted(published)
    assert read()["desk"] == ["blue", "blue"]


def test_a_lost_file_is_an_error_that_says_what_to_do(project):
    visits(project, 1)
    compact()
    (settings.LAKE_DIR / live_files()[0].path).unlink()
    with pytest.raises(LakeDamaged, match="labx events verify"):
        read()


@pytest.mark.parametrize("hours", range(0, 24, 5))
def test_dates_are_those_of_greenwich(project, hours):
    visits(project, 1, time=dt.datetime(2026, 5, 31, hours, 59, tzinfo=dt.timezone(dt.timedelta(hours=-3))))
    compact()
    expected = dt.date(2026, 5, 31) if hours + 3 < 24 else dt.date(2026, 6, 1)
    assert live_files()[0].date == expected
