"""Guessing: the same work and words whatever is wrong, waits that grow by code and by network, addresses not kept."""

import datetime
import time

import pytest
from django.db import connection
from django.utils import timezone

from labx.desks.saved import attempts, boxes
from labx.desks.saved.actions import cases
from labx.desks.saved.errors import NotOpened, TooSoon
from labx.desks.saved.models import Attempt, SavedCase
from labx.desks.saved.tests.keeping import ANSWERS, OTHER, PIN, Keeper, kept, opened

pytestmark = pytest.mark.django_db


def test_a_wrong_code_and_a_wrong_pin_do_the_same_work(rf, monkeypatch):
    """One derivation and one opening each, whichever is wrong; with the real cost the rest does not show."""
    held, done = kept(), []
    for name in ("key_of", "open_box"):
        original = getattr(cases, name)
        monkeypatch.setattr(cases, name, lambda *given, call=original, name=name: (done.append(name), call(*given))[1])
    for code, pin in ((held.code, OTHER), ("A" * 16, PIN), ("", "")):
        done.clear()
        with pytest.raises(NotOpened):
            opened(rf, code, pin)
        assert done == ["key_of", "open_box"]


@pytest.mark.slow
def test_with_the_real_cost_both_take_the_same_time(rf, monkeypatch):
    monkeypatch.setattr(boxes, "COST", boxes.Cost())
    held, taken = kept(), {True: [], False: []}
    for number in range(16):
        is_there = number % 2 == 0
        begun = time.process_time()
        with pytest.raises((NotOpened, TooSoon)):
            opened(rf, held.code if is_there else "A" * 16, OTHER, address=f"192.0.2.{number}")
        taken[is_there].append(time.process_time() - begun)
        Attempt.objects.all().delete()
    there, absent = (sorted(taken[one])[4] for one in (True, False))
    assert abs(there - absent) < 0.35 * max(there, absent), (there, absent)


def test_attempts_on_one_code_are_slowed_wherever_they_come_from(rf):
    held = kept()
    for number in range(3):
        with pytest.raises(NotOpened):
            opened(rf, held.code, OTHER, address=f"192.0.2.{number}")
    with pytest.raises(TooSoon, match="Espere 1 minuto"):
        opened(rf, held.code, PIN, address="198.51.100.9")
    Attempt.objects.update(last=timezone.now() - datetime.timedelta(seconds=31))
    assert opened(rf, held.code)[1]["answers"] == ANSWERS
    assert Attempt.objects.filter(failures__gt=0).count() == 3  # the code begins anew, the networks that failed do not


def test_the_wait_doubles_and_ends_at_an_hour(rf):
    held = kept()
    with pytest.raises(NotOpened):
        opened(rf, held.code, OTHER)
    row = Attempt.objects.get(key=attempts.by_code(boxes.case_place(held.code)).key)
    seconds = []
    for failures in range(2, 12):
        row.failures = failures
        limit = attempts.by_code(boxes.case_place(held.code))
        seconds.append((attempts.open_from(limit, row) - row.last).total_seconds())
    assert seconds == [0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    Attempt.objects.update(failures=50, last=timezone.now())
    with pytest.raises(TooSoon, match="60 minutos"):
        opened(rf, held.code, address="203.0.113.5")
    Attempt.objects.update(last=timezone.now() - datetime.timedelta(days=1, seconds=1))
    assert opened(rf, held.code)


def test_a_code_that_nobody_has_is_slowed_too(rf):
    for number in range(3):
        with pytest.raises(NotOpened):
            opened(rf, "B" * 16, PIN, address=f"192.0.2.{number}")
    with pytest.raises(TooSoon):
        opened(rf, "B" * 16, PIN, address="198.51.100.9")


def test_a_network_is_slowed_over_many_codes_and_its_address_is_not_kept(rf):
    held = kept()
    for number in range(15):
        with pytest.raises(NotOpened):
            opened(rf, f"C{number:015d}", PIN, address=f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooSoon):
        opened(rf, held.code, address="2001:db8:1:2:ffff::1")
    assert opened(rf, held.code, address="2001:db8:1:3::1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM saved_attempt a")
        kept_rows = cursor.fetchone()[0]
    assert "2001:db8" not in kept_rows and b"2001:db8".hex() not in kept_rows


def test_an_attempt_is_counted_before_it_is_tried(rf, monkeypatch):
    held = kept()

    def broken(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(cases, "key_of", broken)
    with pytest.raises(RuntimeError):
        opened(rf, held.code)
    assert set(Attempt.objects.values_list("failures", flat=True)) == {1}


def test_one_network_cannot_fill_the_disk(client, monkeypatch):
    monkeypatch.setattr(attempts, "FREE_KEEPING", 3)
    keeper = Keeper(client)
    keeper.send("first", **{"deceased-stage": "person"})
    for _time in range(4):
        keeper.send("saved-keep", pin="123456", again="123456")
        keeper.send("saved-keep", pin=PIN, again=PIN)
    assert SavedCase.objects.count() == 3 and "Espere 1 minuto" in keeper.text
    assert Attempt.objects.get().failures == 3, "a PIN that is refused costs nothing"


def test_failures_go_with_time_also_where_no_hour_passes_without_one(rf):
    """A busy network: one failure every forty minutes for a week is two failures less in every two hours than three."""
    limit, begun = attempts.Limit(b"n" * 32, 15), timezone.now()
    row = Attempt(key=limit.key, last=begun, eased=begun)
    for number in range(1, 253):
        now = begun + datetime.timedelta(minutes=40 * number)
        attempts.ease(limit, row, now)
        row.failures, row.last = row.failures + (number % 3 > 0), now
    assert row.failures <= 3


def test_what_is_left_of_an_hour_goes_on_counting():
    limit, begun = attempts.Limit(b"n" * 32, 15), timezone.now()
    row = Attempt(key=limit.key, failures=5, last=begun, eased=begun)
    for minutes, failures in ((59, 5), (118, 4), (119, 4), (120, 3), (100 * 60, 0)):
        attempts.ease(limit, row, begun + datetime.timedelta(minutes=minutes))
        assert row.failures == failures
