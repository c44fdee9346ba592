"""Uses and withdrawals at the same moment: no use after the withdrawal committed."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from labx.people.consent import gate
from labx.people.consent.errors import NotAgreed
from labx.people.consent.models import ConsentEntry, ConsentUse
from labx.people.consent.tests.interleaving import Story, play
from labx.people.consent.tests.making import published

pytestmark = pytest.mark.django_db(transaction=True)
QUICK, ALL = 60, 2000


def stories(count: int, entrance) -> list[Story]:
    text = published("audio")
    return [play(seed, entrance, text) for seed in range(count)]


def kept(told: list[Story]) -> None:
    strange = {moment for story in told for moment in story.moments} - {
        "use began", "use ended", "use refused", "withdrawn",
    }  # fmt: skip
    assert not strange, strange
    assert not [story.moments for story in told if story.broken()]
    used = sum("use began" in story.moments for story in told)
    refused = sum("use refused" in story.moments for story in told)
    assert used > len(told) / 10 and refused > len(told) / 10, (used, refused)  # or nothing was tried
    assert ConsentUse.objects.count() == sum(story.moments.count("use began") for story in told)
    assert ConsentEntry.objects.filter(answer="withdrawn").count() == len(told)


def test_no_use_after_a_withdrawal():
    kept(stories(QUICK, gate.using))


@pytest.mark.slow
def test_no_use_after_a_withdrawal_in_two_thousand_interleavings():
    kept(stories(ALL, gate.using))


@contextmanager
def broken_gate(subject, purpose, project=None, *, by, what):
    """What anyone would write first: look, then use."""
    with transaction.atomic():
        if not gate.may_use(subject, purpose, project):
            raise NotAgreed
        yield


def test_the_same_stories_catch_a_gate_that_only_looks():
    text = published("audio")
    assert any(play(seed, broken_gate, text).broken() for seed in range(ALL))  # the first one is enough
