"""Kept against counted anew: whatever comes, late, twice or taken back, in whatever order, whenever looked at."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.core.events.check import NewEvent
from labx.core.events.compaction import compact_all
from labx.core.events.publish import publish_many
from labx.core.ids import new_id
from labx.trials.services import events, keeping
from labx.trials.services.actions import records
from labx.trials.services.journeys import columns_of, journeys_from
from labx.trials.services.keeping import numbers_of, read_back, refresh_all, still_until, written
from labx.trials.services.models import EventFile, KeptNumbers, Service
from labx.trials.services.numbers import Numbers, worked_out
from labx.trials.services.periods import beginnings
from labx.trials.services.reckoning import MICROS_AN_HOUR, NEVER
from labx.trials.services.rows import Row
from labx.trials.services.settled import counted_anew, current_rows, path_of
from labx.trials.services.tests.making import STEPS, WHO, bring, last_day, rows_of, service_of
from labx.trials.services.tests.making import transaction as begun
from labx.trials.services.tests.test_reckoning import journeys

pytestmark = pytest.mark.django_db
CODES = [code for code, _label in STEPS]
KINDS = sorted(events.TITLES)


class Undone(Exception):
    """Ends an example, so that the next begins with an empty log."""


@st.composite
def happenings(draw: Any) -> dict[str, Any]:
    """One event of one of four transactions, on one of sixty days; late ones come as often as others."""
    return {
        "name": draw(st.sampled_from(KINDS)),
        "who": draw(st.integers(0, 3)),
        "minute": draw(st.integers(0, 60 * 24 * 60)),
        "device": draw(st.sampled_from(["", "phone", "computer"])),
        "step": draw(st.sampled_from(["", *CODES])),
        "answer": draw(st.sampled_from(["1", "5"])),
    }


deeds = st.one_of(
    st.tuples(st.just("publish"), st.lists(happenings(), min_size=1, max_size=4)),
    st.tuples(st.just("again"), st.integers(0, 30)),
    st.tuples(st.just("retract"), st.integers(0, 30)),
    st.tuples(st.just("compact"), st.none()),
    st.tuples(st.just("look"), st.none()),
)


class Story:
    """A service to which all this happens."""

    def __init__(self) -> None:
        self.service = service_of()
        self.people = [new_id() for _number in range(4)]
        self.since = timezone.now() - dt.timedelta(days=61)
        self.published: list[NewEvent] = []
        self.retracted: set[int] = set()

    def event(self, said: dict[str, Any]) -> NewEvent:
        words = {name: said[name] for name in ("device", "step") if said[name]}
        answer = {"answer": said["answer"]} if said["name"] == events.ANSWERED else {}
        value = float(said["minute"]) if said["name"] == events.COST else None
        context = {"service": self.service.id, **words, **answer}
        moment = self.since + dt.timedelta(minutes=said["minute"])
        person = self.people[said["who"]]
        return NewEvent(said["name"], person, self.service.events_of, context, value, moment, new_id())

    def do(self, what: str, given: Any) -> None:
        if what == "publish":
            new = [self.event(one) for one in given]
            publish_many(new)
            self.published += new
        elif what in ("again", "retract") and self.published:
            self.with_one(what, given % len(self.published))
        elif what == "compact":
            compact_all()
        elif what == "look":
            current_rows(self.service.id, CODES)

    def with_one(self, what: str, place: int) -> None:
        one = self.published[place]
        if what == "again":
            publish_many([one])
        elif place not in self.retracted:
            self.retracted.add(place)
            publish_many([NewEvent(one.name, one.subject, one.project, retracts=one.id)])

    def agree(self) -> None:
        kept, _when = current_rows(self.service.id, CODES)
        anew, now = counted_anew(self.service.id, CODES)
        assert listed(kept) == listed(anew)
        keeping.forget(self.service)
        shown = numbers_of(self.service)
        days = beginnings(self.service.period, timezone.localdate())
        assert shown.series == worked_out(self.service, journeys_from(anew, CODES), now, days).series


def listed(rows: pa.Table) -> list[dict[str, Any]]:
    return sorted(rows.select(columns_of(CODES)).to_pylist(), key=lambda row: row["key"])


@given(st.lists(deeds, min_size=6, max_size=16))
@settings(max_examples=4)
def test_kept_rows_and_numbers_are_those_counted_anew(story: list[tuple[str, Any]]) -> None:
    agree_after(story)


@pytest.mark.slow
@given(st.lists(deeds, min_size=6, max_size=40))
@settings(max_examples=100)
def test_kept_is_counted_anew_in_many_stories(story: list[tuple[str, Any]]) -> None:
    agree_after(story)


def agree_after(story: list[tuple[str, Any]]) -> None:
    try:
        with transaction.atomic():
            told = Story()
            for what, said in story:
                told.do(what, said)
            told.agree()
            raise Undone
    except Undone:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    made = service_of()
    yield made
    path_of(made.id).unlink(missing_ok=True)


def test_the_lake_is_read_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(service, rows_of())
    compact_all()
    first, _when = current_rows(service.id, CODES)
    monkeypatch.setattr("labx.trials.services.settled.rows_of", None)
    again, _when = current_rows(service.id, CODES)
    assert again.num_rows == first.num_rows == 41


def test_other_steps_are_read_from_the_whole_log(service: Service) -> None:
    bring(service, rows_of())
    compact_all()
    assert numbers_of(service).steps[1].of == 40
    changed = records.edit_service(by=WHO, service=service, edition=1, steps=STEPS[1:])
    refresh_all()
    assert [cell.of for cell in numbers_of(changed).steps] == [40, 30]


def test_a_page_reads_what_is_kept_until_a_minute_has_passed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(service, rows_of())
    shown = numbers_of(service)
    monkeypatch.setattr(keeping, "keep", None)
    assert numbers_of(service).series == shown.series
    keeping.forget(service)  # nothing new in the log: it is looked at, and nothing is counted
    assert numbers_of(service).counted_at > shown.counted_at
    assert refresh_all() == 1


def test_a_page_does_not_wait_for_who_is_counting(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(service, rows_of())
    shown = numbers_of(service)
    keeping.forget(service)
    monkeypatch.setattr(keeping, "alone", lambda _service, *, wait: wait)
    assert numbers_of(service) == shown


def test_the_worker_sees_new_events(service: Service) -> None:
    assert numbers_of(service).transactions == 0
    bring(service, rows_of())
    refresh_all()
    assert KeptNumbers.objects.get(service=service).numbers["transactions"] == 40


def test_time_alone_makes_a_start_count(service: Service) -> None:
    """Begun at nine on the last day of the period, with a year to complete it: open, until the year is over."""
    changed = records.edit_service(by=WHO, service=service, edition=1, allowed_hours=8760)
    bring(changed, [row for number in range(10) for row in begun(f"{number}", last_day(), minutes=None)])
    assert numbers_of(changed).series["conclusao"].now.why == "none"
    kept = KeptNumbers.objects.get(service=service)
    began = dt.datetime.combine(last_day(), dt.time(9), timezone.get_default_timezone())
    assert kept.still_until == began + dt.timedelta(hours=8760)
    KeptNumbers.objects.update(still_until=timezone.now())
    refresh_all()
    assert KeptNumbers.objects.get(service=service).still_until > timezone.now()


def test_the_next_time_that_is_over_may_be_one_to_come_back() -> None:
    """Begun and completed long ago, given up, and answered or not: a return may still come for one hour after four."""
    found = journeys(2, started=[0, 0], completed=[4 * MICROS_AN_HOUR, NEVER])
    moments = [still_until(found, 1, keeping.LONG_AGO + dt.timedelta(hours=hours)) for hours in (0, 2, 5)]
    assert moments == [keeping.LONG_AGO + dt.timedelta(hours=1), keeping.LONG_AGO + dt.timedelta(hours=5), None]


def test_a_transaction_that_runs_where_the_file_ends_is_not_given_up(service: Service) -> None:
    """168 hours are allowed; the file ends on the day they began, and was handed in weeks later."""
    running = [row for number in range(40) for row in begun(f"{number}", last_day(), minutes=None)]
    bring(service, running, is_followed=False)
    shown = numbers_of(service)
    assert shown.complete_until == at(last_day(), 9, 1)
    assert shown.series["conclusao"].now.why == "none"
    assert KeptNumbers.objects.get(service=service).still_until is None
    later = last_day() + dt.timedelta(days=9)
    done = [Row(event="conclusao", time=f"{last_day()} 20:00", transaction=f"{number}") for number in range(30)]
    bring(service, [*done, *begun("x", later, minutes=None, steps=0)], "b", is_followed=False)
    shown = counted_again(service)
    assert (shown.complete_until, shown.series["conclusao"].now.value) == (at(later, 9), 30 / 40)


def test_until_when_everything_is_in(service: Service) -> None:
    """As the files say; costs alone say nothing; a program that took over tells at once."""
    said = at(last_day(), 12)
    bring(
        service, [Row(event="custo", time=f"{last_day()}", value=9.0)], "costs", is_followed=False, complete_until=said
    )
    assert numbers_of(service).complete_until is None
    file = bring(service, begun("1", last_day()), "a", is_followed=False, complete_until=said)
    assert counted_again(service).complete_until == said
    EventFile.objects.filter(pk=file.pk).update(complete_until=None)  # as files from before this was asked
    bring(service, [Row(event="custo", time=f"{timezone.localdate()}", value=9.0)], "more costs", is_followed=False)
    assert counted_again(service).complete_until == at(last_day(), 9, 10)
    bring(service, begun("2", last_day(), minutes=None), "b")
    assert counted_again(service).complete_until is None


def counted_again(service: Service) -> Numbers:
    keeping.forget(service)
    return numbers_of(service)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), timezone.get_default_timezone())


def test_numbers_of_an_older_definition_are_counted_anew(service: Service) -> None:
    bring(service, rows_of())
    shown = numbers_of(service)
    KeptNumbers.objects.update(definition=0, numbers={"counted_at": "under other words"})
    assert numbers_of(service).series == shown.series


@pytest.mark.parametrize("is_followed", [True, False])
def test_numbers_survive_being_written(service: Service, is_followed: bool) -> None:
    bring(service, rows_of(), is_followed=is_followed)
    shown = numbers_of(service)
    assert read_back(written(shown)) == shown
