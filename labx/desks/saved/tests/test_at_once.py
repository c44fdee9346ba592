"""Two who save, and ten who guess, at the very same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from labx.core.actors import ANONYMOUS
from labx.desks.saved.actions import cases
from labx.desks.saved.errors import NotOpened, SavedMeanwhile, TooSoon
from labx.desks.saved.models import SavedCase
from labx.desks.saved.tests.keeping import OTHER, PIN, kept, opened

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(calls):
    """What each gave or raised, on connections of their own that begin together."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except (NotOpened, SavedMeanwhile, TooSoon) as problem:
            return type(problem)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_who_save_one_is_told(rf):
    held = kept()
    _held, content = opened(rf, held.code)
    both = at_once(
        [
            lambda name=name: cases.save_again(by=ANONYMOUS, held=held, content={**content, "done": [name]})
            for name in "ab"
        ]
    )
    assert both.count(SavedMeanwhile) == 1 and SavedCase.objects.get().edition == 2


def test_of_ten_who_guess_together_three_get_to_try(rf):
    held = kept()
    guesses = [lambda number=number: opened(rf, held.code, OTHER, f"192.0.2.{number}") for number in range(10)]
    found = at_once(guesses)
    assert (found.count(NotOpened), found.count(TooSoon)) == (3, 7)
    with pytest.raises(TooSoon):
        opened(rf, held.code, PIN)
