"""Rows brought up to date are those of a whole pass, whatever came late or was taken back in between."""

from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.trials.sums.advance import Changes, advanced, begun
from labx.trials.sums.arms import sums_of
from labx.trials.sums.tests.frames import BEFORE, QUESTION, frames, row
from labx.trials.sums.tests.test_sums import HISTORIES, agree

# What happens between two refreshes: events come (with any time: late ones too), and some earlier ones are taken back.
SPANS = st.lists(st.tuples(HISTORIES, st.lists(st.integers(0, 60), max_size=4)), min_size=1, max_size=4)
EVER = replace(QUESTION, quantities=(*QUESTION.quantities[:-1], replace(BEFORE, within_days=None)))


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        yield connection


def sorted_rows(table: pa.Table) -> pa.Table:
    return table.sort_by("subject")


def same(found: pa.Table, expected: pa.Table) -> None:
    assert found.column_names == expected.column_names
    found, expected = sorted_rows(found), sorted_rows(expected)
    for name in expected.column_names:
        if name.startswith("sum_"):
            np.testing.assert_allclose(found[name].to_numpy(), expected[name].to_numpy(), rtol=1e-9, atol=1e-7)
        else:
            assert found[name].to_pylist() == expected[name].to_pylist(), name


def changes_of(engine, counting, came, gone):
    """The whole from a moment on may hold more, and does here."""
    whole, added, taken_back = (frames(rows, engine) for rows in (counting, came, gone))
    return Changes(lambda name, *_span: whole(name), added, taken_back)


def follow(question, engine, spans):
    """Refresh after each span; every time the rows must be those of a pass over all that counts then."""
    counting, kept = [], begun(question, frames([], engine))
    for came, lost in spans:
        gone = [counting[place] for place in sorted({place % len(counting) for place in lost})] if counting else []
        counting = [one for one in counting if one not in gone] + came
        kept = advanced(question, kept, changes_of(engine, counting, came, gone), engine)
        same(kept, begun(question, frames(counting, engine)))
        agree(sums_of(question, kept.to_batches()), question, counting)


@settings(deadline=None, max_examples=12)
@given(spans=SPANS, question=st.sampled_from([QUESTION, EVER]))
def test_any_history_in_spans_is_that_of_a_whole_pass(engine, spans, question):
    follow(question, engine, spans)


SEEN = row("shop.exposed", 1, 5, arm="old")
USED = row("shop.used", 1, 6, value=3.0, step="end")


@pytest.mark.parametrize(
    "late",
    [
        row("shop.exposed", 1, 8, arm="old"),  # again
        row("shop.exposed", 1, 8, arm="new"),  # in a second arm
        row("shop.exposed", 1, 2, arm="old"),  # earlier than known: more counts
        row("shop.exposed", 2, 2, arm="new"),  # a new unit
        row("shop.used", 1, 4.5, value=2.0, step="begin"),  # a late event from before the exposure
        row("shop.used", 1, 7, value=1e18, step="begin"),
        row("shop.used", 2, 7, value=1.0, step="end"),  # of nobody exposed
    ],
)
def test_each_kind_of_news_and_then_its_retraction(engine, late):
    follow(QUESTION, engine, [([SEEN, USED], []), ([late], []), ([], [2]), ([], [0])])


def test_a_sum_that_lost_a_huge_number_is_what_it_was_before(engine):
    huge = row("shop.used", 1, 7, value=1e18, step="begin")
    at_first = begun(QUESTION, frames([SEEN, USED], engine))
    kept = advanced(QUESTION, at_first, changes_of(engine, [SEEN, USED, huge], [huge], []), engine)
    back = changes_of(engine, [SEEN, USED], [], [huge])
    assert advanced(QUESTION, kept, back, engine)["sum_1"].to_pylist() == at_first["sum_1"].to_pylist() == [3.0]
