"""Values kept up to date are those of a fresh computation, whatever happens in between."""

import datetime as dt
from uuid import UUID

import psycopg
import pytest
from croniter import croniter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django import app

from labx.core import rooms
from labx.core.events.compaction import compact
from labx.core.events.merging import merge
from labx.core.events.models import Retraction
from labx.core.events.publish import publish
from labx.core.measures import current as current_module
from labx.core.measures import keep
from labx.core.measures.compute import compute
from labx.core.measures.current import current
from labx.core.measures.declare import Measure
from labx.core.measures.jobs import refresh_all
from labx.core.measures.keep import refresh
from labx.core.measures.models import KeptCount, KeptMeasure, KeptSubject
from labx.core.measures.tests.conftest import DESKS, MEASURES

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 31, 12, tzinfo=dt.UTC)
PROJECTS = (UUID(int=11), UUID(int=12))
PEOPLE = tuple(UUID(int=number) for number in range(1, 5))
KEPT = [measure for measure in MEASURES if measure.aggregation != "median"]


def visit(person=PEOPLE[0], desk="blue", project=PROJECTS[0], **more):
    return publish(name="shop.visited", subject=person, project=project, context={"desk": desk}, **more)


def agree():
    """Every measure, in each project and overall, as kept and as computed from scratch."""
    refresh(MEASURES)
    for measure in KEPT:
        for project in (None, *PROJECTS):
            kept, whole = current(measure, project=project), compute(measure, project=project)
            assert kept.numerator == whole.numerator, (measure.name, project)
            assert kept.denominator == whole.denominator, (measure.name, project)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("visit"), st.sampled_from(PEOPLE), st.sampled_from(DESKS), st.sampled_from(PROJECTS)),
        st.tuples(st.just("sale"), st.sampled_from(PEOPLE), st.integers(-8, 8), st.sampled_from(PROJECTS)),
        st.tuples(st.just("retract"), st.integers(0, 30)),
        st.tuples(st.just("compact"), st.integers(1, 6)),
        st.just(("refresh",)),
        st.just(("merge",)),
    ),
    max_size=25,
)


def happen(step, made):
    match step:
        case ("visit", person, desk, project):
            made.append(visit(person, desk, project))
        case ("sale", person, value, project):
            sold = {"name": "shop.sold", "subject": person, "project": project, "context": {"desk": "blue"}}
            made.append(publish(**sold, value=float(value)))
        case ("retract", number) if made:
            target = made[number % len(made)]
            if not Retraction.objects.filter(target=target).exists():
                publish(name="shop.visited", subject=PEOPLE[0], project=PROJECTS[0], retracts=target)
        case ("compact", rows):
            compact(max_rows=rows)
        case ("refresh",):
            refresh(MEASURES)
        case ("merge",):
            merge(at_least=2)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_any_history_is_kept_right(steps):
    """The log grows from one example to the next: what is kept goes on from whatever went before."""
    made = []
    for step in steps:
        happen(step, made)
    agree()
    compact()
    agree()


def test_a_retraction_of_something_counted_long_ago():
    wrong, _ = visit(PEOPLE[0]), visit(PEOPLE[1])
    compact()
    agree()
    visit(PEOPLE[0], project=PROJECTS[1])
    publish(name="shop.visited", subject=PEOPLE[0], project=PROJECTS[0], retracts=wrong)
    agree()
    assert current("shop.people", project=PROJECTS[0]).value == 1
    compact()
    agree()
    assert KeptSubject.objects.filter(events__lte=0).count() == 0


def test_a_sum_is_not_spoilt_by_a_slip_that_was_taken_back(project):
    """Taken away from a rounded total, 1e17 would leave 0 where 0.25 belongs."""

    def sell(value):
        return publish(name="shop.sold", subject=PEOPLE[0], project=project, context={"desk": "blue"}, value=value)

    sell(0.25)
    slip = sell(1e17)
    compact()
    refresh(MEASURES)
    publish(name="shop.sold", subject=PEOPLE[0], project=project, retracts=slip)
    compact()
    refresh(MEASURES)
    assert current("shop.takings").value == 0.25


def test_a_changed_definition_is_counted_anew(shop):
    visit(desk="blue")
    visit(PEOPLE[1], desk="red")
    compact()
    refresh(MEASURES)
    assert current("shop.people").value == 2
    narrower = Measure("shop.people", "People", "shop.visited", "unique_subjects", {"desk": "red"})
    assert current(narrower).value == 1
    assert KeptSubject.objects.filter(measure_id="shop.people").count() == 2


def test_a_young_value_is_served_and_an_old_one_refreshed():
    visit()
    first = current("shop.visits")
    visit()
    again = current("shop.visits")
    assert (again.value, again.computed_at) == (1, first.computed_at)
    KeptMeasure.objects.update(refreshed_at=first.computed_at - current_module.OLDEST)
    later = current("shop.visits")
    assert later.value == 2
    assert later.computed_at > first.computed_at
    assert later.cut_off - dt.datetime.now(dt.UTC) < dt.timedelta(seconds=60)


def test_whoever_waited_while_another_counted_does_not_count_again(monkeypatch):
    visit()
    counted, ordinary = [], keep.refresh_one

    def counting(measure, log):
        counted.append(measure.name)
        ordinary(measure, log)

    def after_another(*, wait):
        monkeypatch.setattr(keep, "alone", lambda *, wait: True)
        refresh(MEASURES)
        counted.clear()
        return True

    monkeypatch.setattr(keep, "refresh_one", counting)
    monkeypatch.setattr(keep, "alone", after_another)
    assert current("shop.visits").value == 1 and counted == []


def test_a_median_is_computed_when_asked(project):
    for value in (1.0, 2.0, 9.0):
        publish(name="shop.sold", subject=PEOPLE[0], project=project, context={"desk": "blue"}, value=value)
    assert current("shop.median_sale").value == 2.0
    assert not KeptMeasure.objects.filter(name="shop.median_sale").exists()


def test_refreshing_all_takes_the_declared_ones(shop):
    visit()
    assert refresh() == len([measure for room in rooms.rooms() for measure in room.measures]) - 1
    assert KeptCount.objects.get(measure_id="shop.visits", project=PROJECTS[0]).hot_events == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_refreshes_every_measure():
    visit()
    refresh_all(timestamp=0)
    assert set(KeptMeasure.objects.values_list("name", flat=True)) >= {measure.name for measure in KEPT}


@pytest.mark.django_db(transaction=True)
def test_one_refresh_at_a_time(database_url):
    visit()
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [keep.LOCK])
        assert refresh(MEASURES, wait=False) == 0
        other.execute("SELECT pg_advisory_unlock(%s)", [keep.LOCK])
        assert refresh(MEASURES, wait=False) == len(KEPT)


@pytest.mark.parametrize(("task", "seconds"), [("measures.refresh", 20), ("events.compact", 30), ("events.merge", 600)])
def test_the_worker_comes_as_often_as_promised(task, seconds):
    (periodic,) = [one for one in app.periodic_registry.periodic_tasks.values() if one.task.name == task]
    times = croniter(periodic.cron, NOON.timestamp())
    assert [times.get_next() - NOON.timestamp() for _ in range(3)] == [seconds, 2 * seconds, 3 * seconds]
