"""What a refusal says."""

import pickle

import pytest

from labx.stats.errors import CannotEstimate


@pytest.fixture
def refusal():
    return CannotEstimate("No {what}.", "Only {count} unit.", "Wait.", what="spread", count=1)


def test_the_three_parts_are_filled_and_joined(refusal):
    assert str(refusal) == "No spread. Only 1 unit. Wait."


def test_the_parts_stay_templates_for_translation(refusal):
    assert (refusal.what, refusal.why, refusal.todo) == ("No {what}.", "Only {count} unit.", "Wait.")
    assert refusal.values == {"what": "spread", "count": 1}
    assert refusal.args == ("No {what}.", "Only {count} unit.", "Wait.")


def test_it_is_a_value_error(refusal):
    assert isinstance(refusal, ValueError)


def test_it_survives_the_way_back_from_a_job(refusal):
    copy = pickle.loads(pickle.dumps(refusal))  # noqa: S301 - our own object
    assert (str(copy), copy.values) == (str(refusal), refusal.values)
