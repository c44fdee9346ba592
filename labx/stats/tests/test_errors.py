"""What a refusal says."""

import pickle

from labx.stats.errors import CannotEstimate

REFUSAL = CannotEstimate("No {what}.", "Only {count} unit.", "Wait.", what="spread", count=1)


def test_the_three_parts_are_filled_and_joined():
    assert str(REFUSAL) == "No spread. Only 1 unit. Wait."


def test_the_parts_stay_templates_for_translation():
    assert (REFUSAL.what, REFUSAL.why, REFUSAL.todo) == ("No {what}.", "Only {count} unit.", "Wait.")
    assert REFUSAL.values == {"what": "spread", "count": 1}
    assert REFUSAL.args == ("No {what}.", "Only {count} unit.", "Wait.")


def test_it_is_a_value_error():
    assert isinstance(REFUSAL, ValueError)


def test_it_survives_the_way_back_from_a_job():
    copy = pickle.loads(pickle.dumps(REFUSAL))  # noqa: S301 - our own object
    assert (str(copy), copy.values) == (str(REFUSAL), REFUSAL.values)
