"""Lotteries: shared vectors, by hand, and the behaviour of a fair draw."""

from collections import Counter
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.stats.distributions import chi_square_share_above
from labx.trials.engine.randomisation.generator import Stream, seed_hash, whole_sizes
from labx.trials.engine.randomisation.lists import block_list, cluster_list, complete_list, pair_list, simple_list
from tests.references import reference

SEED = "00" * 32
KNOWN = reference("randomisation_vectors")
seeds = st.binary(min_size=32, max_size=32).map(bytes.hex)


@pytest.mark.parametrize("vector", KNOWN["vectors"])
def test_the_shared_vectors(vector):
    seed, stream = vector["seed"], Stream(vector["seed"], "letter")
    assert seed_hash(seed) == vector["seed_hash"]
    assert [stream.below(6) for _ in range(20)] == vector["below_6"]
    assert list(islice(simple_list(seed, (0.25, 0.25, 0.5)), 30)) == vector["simple"]
    assert complete_list(seed, 12, (0.5, 0.5)) == vector["complete_6_6"]
    assert list(islice(block_list(seed, (4, 6), (0.5, 0.5)), 30)) == vector["blocks_4_6"]
    assert list(islice(block_list(seed, (4, 8), (0.25, 0.75), name="lisboa"), 30)) == vector["blocks_4_8_in_stratum"]
    assert cluster_list(seed, KNOWN["named_clusters"], (0.5, 0.5)) == vector["clusters"]
    assert pair_list(seed, KNOWN["named_pairs"]) == vector["pairs"]


@given(seeds, st.integers(1, 60))
@settings(max_examples=30)
def test_fixed_sizes_are_as_planned_but_for_one(seed, units):
    counts = Counter(complete_list(seed, units, (0.5, 0.3, 0.2)))
    assert sum(counts.values()) == units
    assert all(abs(counts[arm] - units * share) < 1 for arm, share in enumerate((0.5, 0.3, 0.2)))


@given(seeds, st.sampled_from([(4,), (4, 6), (2, 8)]))
@settings(max_examples=30)
def test_blocks_keep_the_arms_together(seed, sizes):
    arms = list(islice(block_list(seed, sizes, (0.5, 0.5)), 200))
    ahead = [sum(1 if arm else -1 for arm in arms[:place]) for place in range(1, 201)]
    assert max(map(abs, ahead)) <= max(sizes) // 2


def test_what_is_left_over_is_drawn_among_equals():
    won = Counter(tuple(whole_sizes(5, (0.5, 0.5), Stream(SEED, f"{n}"))) for n in range(400))
    assert won.keys() == {(2, 3), (3, 2)} and chance_of(won.values(), 200) > 0.001


def test_what_is_left_over_goes_where_most_was_cut_off():
    assert whole_sizes(7, (0.5, 0.4, 0.1), Stream(SEED, "x")) == [3, 3, 1]  # 3.5, 2.8, 0.7: the .8 and the .7


def chance_of(counts, expected: float) -> float:
    """Pearson's chi-square against equal counts."""
    statistic = sum((count - expected) ** 2 / expected for count in counts)
    return chi_square_share_above(statistic, len(list(counts)) - 1)


def test_every_order_of_a_shuffle_is_as_likely():
    orders = Counter(tuple(Stream(SEED, f"{n}").shuffled("abc")) for n in range(1200))
    assert len(orders) == 6 and chance_of(orders.values(), 200) > 0.001


def test_numbers_are_as_likely_and_fractions_fill_the_line():
    stream = Stream(SEED, "line")
    counts = Counter(int(stream.fraction() * 10) for _ in range(4000))
    assert chance_of([counts[digit] for digit in range(10)], 400) > 0.001
    counts = Counter(stream.below(7) for _ in range(3500))
    assert chance_of([counts[digit] for digit in range(7)], 500) > 0.001


def test_words_of_an_unfinished_round_are_passed(monkeypatch):
    """2^64 leaves a remainder of 1 when divided by 3: the last word would make 0 likelier."""
    stream, given_words = Stream(SEED, "x"), iter([2**64 - 1, 7])
    monkeypatch.setattr(Stream, "word", lambda _self: next(given_words))
    assert stream.below(3) == 7 % 3


def test_strata_and_names_have_lists_of_their_own():
    lists = {tuple(islice(block_list(SEED, (4, 6), (0.5, 0.5), name=name), 40)) for name in ("", "a", "b")}
    assert len(lists) == 3


def test_the_order_in_which_clusters_and_pairs_are_named_changes_nothing():
    names = [f"escola-{n}" for n in range(9)]
    assert cluster_list(SEED, names, (0.5, 0.5)) == cluster_list(SEED, names[::-1], (0.5, 0.5))
    assert pair_list(SEED, {"x": ["a", "b"], "y": ["c", "d"]}) == pair_list(SEED, {"y": ["d", "c"], "x": ["b", "a"]})


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: Stream("00", "x"), "64 hexadecimal"),
        (lambda: Stream("G" * 64, "x"), "64 hexadecimal"),
        (lambda: Stream(SEED, "a\0b"), "zero character"),
        (lambda: Stream(SEED, "x").below(0), "must be 1 or more"),
        (lambda: complete_list(SEED, 0, (0.5, 0.5)), "units is 0"),
        (lambda: next(simple_list(SEED, (0.5, 0.6))), "add up to"),
        (lambda: next(block_list(SEED, (), (0.5, 0.5))), "no size of a block"),
        (lambda: next(block_list(SEED, (3,), (0.5, 0.5))), "block of 3"),
        (lambda: cluster_list(SEED, ["a", "a"], (0.5, 0.5)), "stands twice"),
        (lambda: pair_list(SEED, {"x": ["a"]}), "two units"),
        (lambda: pair_list(SEED, {"x": ["a", "b"], "y": ["b", "c"]}), "two units"),
    ],
)
def test_what_cannot_be_says_so(wrong, told):
    with pytest.raises(ValueError, match=told):
        wrong()
