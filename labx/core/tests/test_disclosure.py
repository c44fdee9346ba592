"""Small counts of people are hidden, and cannot be found by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.disclosure import SMALLEST, is_small, may_be_shown, shown_cells


@pytest.mark.parametrize(("count", "shown"), [(0, True), (1, False), (4, False), (5, True), (500, True)])
def test_one_to_four_are_hidden(count, shown):
    assert may_be_shown(count) is shown


@pytest.mark.parametrize(("whole", "shown"), [(20, True), (21, False), (24, False), (25, True)])
def test_a_count_is_hidden_where_the_difference_would_tell(whole, shown):
    assert may_be_shown(20, within=[100, whole]) is shown


@given(st.dictionaries(st.integers(), st.integers(0, 30), max_size=8))
def test_nothing_hidden_can_be_found_from_the_total(cells):
    shown = shown_cells(cells)
    hidden = [key for key, count in shown.items() if count is None]
    assert all(count is None or count == cells[key] for key, count in shown.items())
    assert not any(is_small(count) for count in shown.values() if count is not None)
    if any(count >= SMALLEST for count in shown.values() if count is not None) and hidden:
        assert len(hidden) > 1 and not is_small(sum(cells[key] for key in hidden))
