"""Publishing: what is accepted, what is refused and with which words, and what a repeat does."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from labx.core.events.declare import EventType, Key
from labx.core.events.errors import EventRefused, IdempotencyConflict
from labx.core.events.models import EventId, HotEvent, Retraction
from labx.core.events.publish import NewEvent, publish, publish_many
from labx.core.ids import new_id

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 31, 12, tzinfo=dt.UTC)


def visit(at, **changed):
    said = {"name": "shop.visited", "subject": uuid4(), "project": at, "context": {"desk": "blue"}}
    return publish(**{**said, **changed})


def test_keeps_everything_said(project):
    case, subject = uuid4(), uuid4()
    context = {"desk": "green", "minutes": 3, "day": dt.date(2026, 5, 30), "case": case, "first": True}
    made = visit(project, subject=subject, context=context, time=NOON)
    row = HotEvent.objects.get(id=made)
    assert (row.name, row.subject, row.project, row.time, row.value) == ("shop.visited", subject, project, NOON, None)
    assert row.context == {"desk": "green", "minutes": 3.0, "day": "2026-05-30", "case": str(case), "first": True}
    assert row.recorded_at.utcoffset() == dt.timedelta(0)


def test_keeps_a_number_to_its_last_bit(project):
    made = publish(name="shop.sold", subject=uuid4(), project=project, value=0.1 + 0.2)
    assert HotEvent.objects.get(id=made).value == 0.1 + 0.2


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "shop.burnt"}, "No room declares the event 'shop.burnt'"),
        ({"context": {"desk": "blue", "mood": "sad"}}, "mood is not declared. Context keys it has: case, day, desk"),
        ({"context": {}}, "the context key desk is missing"),
        ({"context": {"desk": "red"}}, "desk is 'red'. Choose one of blue, green"),
        ({"context": {"desk": "a long story"}}, "A code is 1 to 64 letters"),
        ({"context": {"desk": "blue", "minutes": "3"}}, "minutes is '3'. Give a finite number"),
        ({"context": {"desk": "blue", "minutes": True}}, "Give a finite number"),
        ({"context": {"desk": "blue", "minutes": float("nan")}}, "Give a finite number"),
        ({"context": {"desk": "blue", "day": "31/05/2026"}}, "Give a date, such as 2026-05-31"),
        ({"context": {"desk": "blue", "day": NOON}}, "Give a date, such as 2026-05-31"),
        ({"context": {"desk": "blue", "case": "7"}}, "Give a UUID"),
        ({"context": {"desk": "blue", "first": 1}}, "Give true or false"),
        ({"value": 1.0}, "this event type has no value"),
        ({"subject": "someone"}, "subject is 'someone'. Give a UUID"),
        ({"project": None}, "project is None. Give a UUID"),
        ({"time": NOON.replace(tzinfo=None)}, "Give a datetime with a time zone"),
        ({"time": dt.datetime.now(dt.UTC) + dt.timedelta(days=2)}, "which has not come"),
        ({"name": "shop.sold", "context": None}, "the value is missing. Give a number"),
        ({"name": "shop.sold", "context": None, "value": float("inf")}, "value is inf. Give a finite number"),
    ],
)
def test_refuses_with_the_reason(project, changed, reason):
    with pytest.raises(EventRefused, match=reason.replace(".", r"\.")):
        visit(project, **changed)
    assert not HotEvent.objects.exists()


@pytest.mark.parametrize("arguments", [("Shop.visited",), ("visited",)])
def test_refuses_a_badly_named_type(arguments):
    with pytest.raises(ValueError, match="is no event name"):
        EventType(*arguments, title="x")


def test_refuses_declarations_that_cannot_work():
    with pytest.raises(ValueError, match="'time' cannot be a context key"):
        EventType("shop.x", "x", context={"time": Key("date")})
    with pytest.raises(ValueError, match="not 'text'"):
        Key("text")
    with pytest.raises(ValueError, match="Only codes have choices"):
        Key("number", choices=("1",))


def test_accepts_a_repeat_silently(project):
    said = {"id": new_id(), "subject": uuid4()}
    assert visit(project, **said) == visit(project, **said) == said["id"]
    assert HotEvent.objects.count() == EventId.objects.count() == 1


@pytest.mark.parametrize("change", [{"context": {"desk": "green"}}, {"subject": uuid4()}, {"time": NOON}])
def test_refuses_other_content_under_the_same_id(project, change):
    said = {"id": new_id(), "subject": uuid4()}
    visit(project, **said)
    with pytest.raises(IdempotencyConflict, match=f"the id {said['id']} already names an event with other content"):
        visit(project, **{**said, **change})


def test_many_count_only_the_new(project):
    events = [NewEvent("shop.visited", uuid4(), project, {"desk": "blue"}, id=new_id()) for _ in range(2500)]
    assert publish_many(events[:3]) == 3
    assert publish_many([*events, events[0]]) == 2497
    assert HotEvent.objects.count() == 2500


def test_many_are_all_or_none(project):
    good = NewEvent("shop.visited", uuid4(), project, {"desk": "blue"})
    with pytest.raises(EventRefused), transaction.atomic():
        publish_many([*[good] * 1500, NewEvent("shop.visited", uuid4(), project)])
    assert not EventId.objects.exists()


def test_two_contents_for_one_id_in_the_same_call(project):
    one = NewEvent("shop.visited", uuid4(), project, {"desk": "blue"}, id=new_id())
    with pytest.raises(IdempotencyConflict, match="Two events with the id"):
        publish_many([one, NewEvent("shop.visited", uuid4(), project, {"desk": "blue"}, id=one.id)])


def test_an_event_is_retracted_once(project):
    wrong, back, subject = visit(project), new_id(), uuid4()
    take_back = {"subject": subject, "context": None, "retracts": wrong}
    assert visit(project, id=back, **take_back) == visit(project, id=back, **take_back) == back
    assert Retraction.objects.get().id == back
    with pytest.raises(EventRefused, match=f"already retracted by {back}"), transaction.atomic():
        visit(project, **take_back)
    with pytest.raises(EventRefused, match="A retraction cannot be retracted"), transaction.atomic():
        visit(project, **{**take_back, "retracts": back})
    with pytest.raises(EventRefused, match="There is no event"), transaction.atomic():
        visit(project, **{**take_back, "retracts": new_id()})
    with pytest.raises(EventRefused, match="a retraction has no value"):
        visit(project, **take_back, value=1.0)
    assert HotEvent.objects.count() == 2


def test_two_retractions_of_one_event_in_one_call(project):
    wrong = visit(project)
    with pytest.raises(EventRefused, match="Retract it once"), transaction.atomic():
        publish_many([NewEvent("shop.visited", uuid4(), project, retracts=wrong) for _ in range(2)])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_hotevent SET value = 1",
        "DELETE FROM events_hotevent",
        "DELETE FROM events_eventid",
        "UPDATE events_eventid SET digest = 0",
        "DELETE FROM events_retraction",
        "DELETE FROM events_lakefile",
        "DELETE FROM events_batch",
    ],
)
def test_the_log_is_append_only(project, statement):
    visit(project)
    with pytest.raises(DatabaseError, match="append-only") as refusal, transaction.atomic():
        connection.cursor().execute(statement)
    assert "publish one that retracts it" in str(refusal.value)
