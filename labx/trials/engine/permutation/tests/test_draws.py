"""Assignments drawn again: right numbers in right places, and every choice equally likely."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labx.trials.engine.permutation.draws import MANY_UNITS, blocked, clustered, complete, whole_rows


def drawn(draw, times, seed=1):
    random = np.random.default_rng(seed)
    return Counter(tuple(draw(random).tolist()) for _ in range(times))


def test_each_of_the_70_choices_of_4_among_8_is_equally_likely():
    counts = drawn(complete([1, 1, 1, 1, 0, 0, 0, 0]), 7000)
    assert len(counts) == 70
    assert stats.chisquare(list(counts.values())).pvalue > 0.001


@pytest.mark.parametrize("tried", [1, 300, 1500, 2999])
def test_a_large_draw_has_the_exact_number_and_no_favourites(tried):
    treatment = np.repeat([1.0, 0.0], [tried, 3000 - tried])
    assert len(treatment) > MANY_UNITS
    random = np.random.default_rng(3)
    draws = np.stack([complete(treatment)(random) for _ in range(400)])
    assert (draws.sum(axis=1) == tried).all()
    share = tried / 3000
    # Each unit is chosen in a share of draws with standard deviation sqrt(share (1 - share) / 400).
    scores = (draws.mean(axis=0) - share) / np.sqrt(share * (1 - share) / 400)
    assert scores.std() == pytest.approx(1, abs=0.06)
    assert np.corrcoef(draws[:, :1500].sum(axis=1), draws[:, 1500:].sum(axis=1))[0, 1] == pytest.approx(-1)


def test_a_large_draw_of_shares_is_a_shuffle():
    shares = np.arange(MANY_UNITS + 1) / 7
    again = complete(shares)(np.random.default_rng(1))
    assert sorted(again) == shares.tolist()
    assert again.tolist() != shares.tolist()


def test_blocks_by_hand():
    """A block of two and a block of three with one tried unit each: 2 x 3 assignments."""
    counts = drawn(blocked([1, 0, 0, 1, 0], ["a", "b", "b", "b", "a"]), 3000)
    expected = {(a, *b, 1 - a) for a in (0.0, 1.0) for b in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))}
    assert set(counts) == expected
    assert stats.chisquare(list(counts.values())).pvalue > 0.001


@given(st.lists(st.integers(1, 5), min_size=1, max_size=12), st.booleans(), st.integers(0, 2**31))
def test_blocks_shuffled_at_once_are_those_shuffled_one_after_the_other(sizes, is_mixed, seed):
    """The numbers of published packages hang on it: the same seed draws the same assignments."""
    random = np.random.default_rng(seed)
    block = np.repeat(np.arange(len(sizes)), sizes)
    block = random.permutation(block) if is_mixed else block
    treatment = random.integers(0, 2, len(block)).astype(float)
    expected, one_by_one = treatment.copy(), np.random.default_rng(seed)
    for each in range(len(sizes)):
        places = np.flatnonzero(block == each)
        expected[places] = one_by_one.permutation(treatment[places])
    assert blocked(treatment, block)(np.random.default_rng(seed)).tolist() == expected.tolist()


def test_clusters_by_hand():
    """Two of four clusters: 4 x 3 / 2 assignments, whole clusters only."""
    cluster = ["a", "a", "b", "c", "c", "c", "d"]
    counts = drawn(clustered([1, 1, 1, 0, 0, 0, 0], cluster), 3000)
    assert len(counts) == 4 * 3 / 2
    assert all(row[0] == row[1] and row[3] == row[4] == row[5] for row in counts)
    assert stats.chisquare(list(counts.values())).pvalue > 0.001


def test_clusters_within_blocks():
    draw = clustered([1, 1, 0, 1, 0, 0], ["a", "a", "b", "c", "d", "d"], block=["x", "x", "x", "y", "y", "y"])
    assert set(drawn(draw, 300)) == {
        (*first, *second) for first in ((1, 1, 0), (0, 0, 1)) for second in ((1, 0, 0), (0, 1, 1))
    }


def test_rows_of_a_stepped_wedge_change_places():
    rows = np.array([[0.0, 1, 1], [0, 0, 1], [0, 0, 0]])
    counts = drawn(whole_rows(rows), 3000)
    assert set(counts) == {tuple(np.ravel(order).tolist()) for order in permutations(rows.tolist())}
    assert stats.chisquare(list(counts.values())).pvalue > 0.001


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 1)), min_size=1, max_size=30), st.integers(0, 99))
def test_each_block_keeps_its_number(units, seed):
    block, treatment = [unit[0] for unit in units], [unit[1] for unit in units]
    again = blocked(treatment, block)(np.random.default_rng(seed))
    for name in "abc":
        inside = [place for place, code in enumerate(block) if code == name]
        assert sorted(again[inside]) == sorted(treatment[place] for place in inside)


def test_units_of_a_cluster_stay_together():
    with pytest.raises(ValueError) as refusal:
        clustered([1, 0, 0], ["a", "a", "b"])
    told = "Units of one cluster have different values of treatment. Give all units of a cluster the same."
    assert str(refusal.value) == told
    with pytest.raises(ValueError, match="different values of block"):
        clustered([1, 1, 0], ["a", "a", "b"], block=["x", "y", "y"])


def test_one_code_a_unit():
    with pytest.raises(ValueError) as refusal:
        blocked([1, 0, 0], ["a", "b"])
    assert str(refusal.value) == "There are 3 units and block has shape (2,). Give each unit one block."


def test_rows_are_clusters():
    with pytest.raises(ValueError) as refusal:
        whole_rows(np.zeros(3))
    assert str(refusal.value) == "The treatment has 1 dimensions; give one row a cluster, one column a period."
