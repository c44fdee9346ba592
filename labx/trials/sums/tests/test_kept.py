"""Sums of the real log: kept rows give what a whole pass gives, through compaction, merging, retraction and loss."""

from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labx.core.events.compaction import compact
from labx.core.events.merging import merge
from labx.core.events.models import EventId
from labx.core.events.publish import publish
from labx.core.events.reader import one_snapshot
from labx.core.measures.declare import BadMeasure, Measure
from labx.trials.sums import kept, rows_file, whole
from labx.trials.sums.kept import current_sums, forget, path_of
from labx.trials.sums.question import Quantity, Question
from labx.trials.sums.tests.frames import QUANTITIES, QUESTION, row
from labx.trials.sums.tests.test_sums import HISTORIES
from labx.trials.sums.whole import compute_sums

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
PROJECT = UUID(int=99)
STEPS = st.lists(
    st.one_of(
        HISTORIES.map(lambda rows: ("publish", rows[:6])),
        st.tuples(st.just("retract"), st.integers(0, 50)),
        st.tuples(st.just("compact"), st.integers(1, 8)),
        st.just(("merge",)),
        st.just(("refresh",)),
    ),
    max_size=12,
)


def tell(one):
    context = {key: one[key] for key in ("arm", "step", "minutes") if key in one}
    return publish(
        name=one["name"], subject=one["subject"], project=PROJECT, context=context, value=one.get("value"),
        time=one["time"],
    )  # fmt: skip


def agree():
    found, anew = current_sums(QUESTION), compute_sums(QUESTION)
    assert found.findings == anew.findings
    assert found.arms.keys() == anew.arms.keys()
    for arm, one in anew.arms.items():
        assert found.arm(arm).moments.count == one.moments.count
        np.testing.assert_allclose(found.arm(arm).moments.means, one.moments.means, rtol=1e-9, atol=1e-9)


@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_kept_rows_give_what_a_whole_pass_gives(steps):
    forget(QUESTION)
    told = []
    for step in [*steps, ("refresh",)]:
        match step:
            case ("publish", rows):
                told += [(tell(one), one) for one in rows]
            case ("retract", place) if told:
                id, one = told.pop(place % len(told))
                publish(name=one["name"], subject=one["subject"], project=PROJECT, retracts=id)
            case ("compact", most):
                compact(max_rows=most)
            case ("merge",):
                merge(at_least=2)
            case ("refresh",):
                agree()


@pytest.mark.parametrize("at_once", [1, 7])
def test_units_taken_a_part_at_a_time_give_the_same(at_once, monkeypatch):
    random = np.random.default_rng(3)
    for unit in range(1, 21):
        tell(row("shop.exposed", unit, 1, arm=("old", "new")[unit % 2]))
        for _ in range(random.integers(0, 4)):
            tell(row("shop.used", unit, int(random.integers(0, 4)), step="a", value=float(unit)))
    compact(max_rows=1_000)
    at_a_time = compute_sums(QUESTION)
    monkeypatch.setattr(whole, "AT_ONCE", at_once)
    forget(QUESTION)
    for parts in (compute_sums(QUESTION), current_sums(QUESTION)):
        assert parts.findings == at_a_time.findings
        assert parts.findings.units == 20
        for arm, one in at_a_time.arms.items():
            assert parts.arm(arm).moments.count == one.moments.count
            np.testing.assert_allclose(parts.arm(arm).moments.means, one.moments.means, rtol=1e-12)
            products = parts.arm(arm).moments.centred_products
            np.testing.assert_allclose(products, one.moments.centred_products, rtol=1e-9, atol=1e-9)


def test_units_that_are_exposed_again_and_again_make_no_more_parts(monkeypatch):
    for day in range(1, 6):
        tell(row("shop.exposed", 1, day, arm="old"))
        tell(row("shop.exposed", 2, day, arm="new"))
    compact(max_rows=1_000)
    monkeypatch.setattr(whole, "AT_ONCE", 4)
    with one_snapshot("shop.exposed") as log:
        assert log.rows_in_lake("shop.exposed") == 10
        assert len(whole.by_units(log, "shop.exposed", log.events)) == 1


def some_history():
    for unit, arm in ((1, "old"), (2, "new"), (3, "new")):
        tell(row("shop.exposed", unit, 1, arm=arm))
        tell(row("shop.used", unit, 2, value=float(unit), step="end"))
    compact()


def test_a_second_refresh_reads_no_event(monkeypatch):
    some_history()
    current_sums(QUESTION)
    monkeypatch.setattr(kept, "begun", None)
    monkeypatch.setattr(kept, "advanced", None)
    agree()


def test_another_log_with_the_same_numbers_of_batches_is_noticed(monkeypatch):
    some_history()
    current_sums(QUESTION)
    monkeypatch.setattr(rows_file, "mark_of", lambda batch: f"{batch} claimed at another time".encode())
    assert kept.read(QUESTION) == (None, 0)
    agree()
    assert len(kept.read(QUESTION)[0]) == 3


def test_a_broken_file_is_made_again():
    some_history()
    current_sums(QUESTION)
    rows_file.wait_until_written()
    path_of(QUESTION).write_bytes(b"no rows at all")
    assert kept.read(QUESTION) == (None, 0)
    agree()


def test_a_full_disk_costs_the_answer_nothing(monkeypatch, caplog):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    some_history()
    with monkeypatch.context() as patched:
        patched.setattr(rows_file, "safe_write", full)
        agree()
        assert kept.read(QUESTION) == (None, 0)
    assert "rows not kept" in caplog.text and "No space left" in caplog.text
    agree()
    assert len(kept.read(QUESTION)[0]) == 3


def test_what_is_kept_is_for_this_user_alone_and_can_be_forgotten():
    some_history()
    current_sums(QUESTION)
    rows_file.wait_until_written()
    assert path_of(QUESTION).stat().st_mode & 0o777 == 0o600
    forget(QUESTION)
    assert kept.read(QUESTION) == (None, 0)
    assert EventId.objects.count() == 6


def test_an_event_that_nobody_declares_is_refused():
    strange = Quantity("strange", Measure("shop.strange", "Strange", "shop.flown"))
    with pytest.raises(BadMeasure, match=r"shop\.flown"):
        compute_sums(Question("shop.exposed", ("old", "new"), (*QUANTITIES, strange)))


def test_a_log_without_events_has_no_arms():
    assert compute_sums(QUESTION).arms == current_sums(QUESTION).arms == {}
