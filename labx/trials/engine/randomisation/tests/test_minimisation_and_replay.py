"""Minimisation by hand and by behaviour; whole lotteries drawn again, and every change of a log found."""

from collections import Counter
from dataclasses import replace

import pytest

from labx.trials.engine.randomisation.generator import seed_hash
from labx.trials.engine.randomisation.lists import cluster_list, complete_list, pair_list
from labx.trials.engine.randomisation.minimisation import Allocated, imbalance, minimised
from labx.trials.engine.randomisation.replay import Drawn, Fault, Lottery, listed_arms, next_arm, replay

SEED = "8f" * 32
HALVES = (0.5, 0.5)


def test_imbalance_by_hand():
    """Women: 2 in the first arm, 1 in the second; old: 1 and 1. A new old woman in the first arm gives 3:1 and 2:1."""
    earlier = [
        Allocated({"sex": "f", "age": "old"}, 0),
        Allocated({"sex": "f", "age": "young"}, 0),
        Allocated({"sex": "f", "age": "old"}, 1),
    ]
    new = {"sex": "f", "age": "old"}
    assert imbalance(0, earlier, new, HALVES) == (3 - 1) / 0.5 + (2 - 1) / 0.5
    assert imbalance(1, earlier, new, HALVES) == (2 - 2) / 0.5 + (2 - 1) / 0.5


def test_unequal_shares_are_balanced_by_their_shares():
    """With 3:1 planned, three in the first arm and none in the second are what was wanted of a fourth."""
    earlier = [Allocated({"sex": "f"}, 0)] * 3
    assert imbalance(1, earlier, {"sex": "f"}, (0.75, 0.25)) == 3 / 0.75 - 1 / 0.25 == 0


def test_the_better_arm_is_preferred_as_often_as_said():
    earlier = [Allocated({"sex": "f"}, 0)] * 2
    seeds = [f"{n:064x}" for n in range(2000)]
    counts = Counter(minimised(seed, earlier, {"sex": "f"}, HALVES, preferred=0.8) for seed in seeds)
    assert abs(counts[1] / 2000 - 0.8) < 4 * (0.8 * 0.2 / 2000) ** 0.5


def test_arms_alike_so_far_are_drawn_by_their_shares():
    counts = Counter(minimised(f"{n:064x}", [], {"sex": "f"}, HALVES) for n in range(2000))
    assert abs(counts[1] / 2000 - 0.5) < 4 * (0.25 / 2000) ** 0.5


def test_a_hundred_units_stay_alike_in_every_factor():
    earlier: list[Allocated] = []
    for n in range(100):
        factors = {"sex": "fm"[n % 2], "age": "abc"[n % 3]}
        earlier.append(Allocated(factors, minimised(SEED, earlier, factors, HALVES)))
    for factor, value in (("sex", "f"), ("sex", "m"), ("age", "a"), ("age", "b"), ("age", "c")):
        arms = Counter(one.arm for one in earlier if one.factors[factor] == value)
        assert abs(arms[0] - arms[1]) <= 6, "by chance alone differences of 10 and more are common"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: minimised(SEED, [], {"a": "b"}, (1.0, 0.0)), "weight 0"),
        (lambda: minimised(SEED, [], {"a": "b"}, HALVES, preferred=1), "preferred"),
        (lambda: minimised(SEED, [Allocated({}, 0)], {"a": "b"}, HALVES), "no value of"),
    ],
)
def test_what_cannot_be_says_so(wrong, told):
    with pytest.raises(ValueError, match=told):
        wrong()


LOTTERIES = {
    "simple": Lottery("simple", (0.3, 0.7)),
    "complete": Lottery("complete", HALVES, units=20),
    "blocks": Lottery("blocks", HALVES, blocks=(2, 4)),
    "strata": Lottery("strata", HALVES, blocks=(2, 4)),
    "clusters": Lottery("clusters", HALVES, clusters=("a", "b", "c")),
    "minimisation": Lottery("minimisation", HALVES),
}


def carried_out(lottery: Lottery, units: int = 20) -> list[Drawn]:
    log: list[Drawn] = []
    for n in range(units):
        factors = {"age": "ab"[n % 2]} if lottery.scheme == "minimisation" else {}
        stratum = "abc"[n % 3] if lottery.scheme in ("strata", "clusters") else ""
        log.append(Drawn(n + 1, next_arm(lottery, SEED, log, stratum=stratum, factors=factors), stratum, factors))
    return log


@pytest.mark.parametrize("scheme", LOTTERIES)
def test_a_lottery_carried_out_one_by_one_is_drawn_again(scheme):
    log = carried_out(LOTTERIES[scheme])
    assert replay(LOTTERIES[scheme], SEED, seed_hash(SEED), log) == []
    if scheme == "complete":
        assert [line.arm for line in log] == complete_list(SEED, 20, HALVES)


@pytest.mark.parametrize("scheme", [name for name in LOTTERIES if name != "minimisation"])
@pytest.mark.parametrize("place", [0, 7, 19])
def test_every_changed_line_is_found(scheme, place):
    log = carried_out(LOTTERIES[scheme])
    other = 1 - log[place].arm
    changed = [*log[:place], replace(log[place], arm=other), *log[place + 1 :]]
    assert replay(LOTTERIES[scheme], SEED, seed_hash(SEED), changed) == [Fault(place + 1, log[place].arm, other)]


def test_a_changed_line_of_a_minimisation_is_found():
    log = carried_out(LOTTERIES["minimisation"])
    changed = [*log[:-1], replace(log[-1], arm=1 - log[-1].arm)]
    assert [fault.number for fault in replay(LOTTERIES["minimisation"], SEED, seed_hash(SEED), changed)] == [20]


def test_lines_beyond_the_list_are_faults():
    log = carried_out(LOTTERIES["complete"])
    assert replay(LOTTERIES["complete"], SEED, seed_hash(SEED), [*log, Drawn(21, 1)]) == [Fault(21, None, 1)]
    clusters = [Drawn(1, 1, "elsewhere")]
    assert replay(LOTTERIES["clusters"], SEED, seed_hash(SEED), clusters) == [Fault(1, None, 1)]


def test_another_seed_a_gap_and_an_unknown_scheme_are_refused():
    log = carried_out(LOTTERIES["simple"])
    with pytest.raises(ValueError, match="not the one whose"):
        replay(LOTTERIES["simple"], "00" * 32, seed_hash(SEED), log)
    with pytest.raises(ValueError, match="missing from the log"):
        replay(LOTTERIES["simple"], SEED, seed_hash(SEED), log[1:])
    with pytest.raises(ValueError, match="draws no list"):
        next_arm(Lottery("magic", HALVES), SEED, [], stratum="", factors={})
    with pytest.raises(ValueError, match="come to its end"):
        next_arm(LOTTERIES["complete"], SEED, carried_out(LOTTERIES["complete"]), stratum="", factors={})
    with pytest.raises(ValueError, match="not on the list"):
        next_arm(LOTTERIES["clusters"], SEED, [], stratum="elsewhere", factors={})


PAIRS = Lottery("pairs", HALVES, clusters=("evora", "faro", "beja", "braga"))
ORDER = Lottery("wedge", HALVES, clusters=("evora", "faro", "beja", "braga", "lisboa", "porto"), steps=3)


def test_pairs_and_orders_are_the_lists_of_their_parts():
    """Pair n of the list goes by the name pn; an order is a list of clusters over steps of the same share."""
    assert listed_arms(PAIRS, SEED) == pair_list(SEED, {"p1": ("evora", "faro"), "p2": ("beja", "braga")})
    assert listed_arms(ORDER, SEED) == cluster_list(SEED, ORDER.clusters, (1 / 3,) * 3, name="wedge")
    assert Counter(listed_arms(ORDER, SEED).values()) == {0: 2, 1: 2, 2: 2}


def test_every_order_of_three_places_is_as_likely():
    """Six orders in 1,200 draws: 200 of each expected; chi-square of five degrees at 0.1 % is 20.5."""
    three = replace(ORDER, clusters=("a", "b", "c"))
    drawn = Counter(tuple(listed_arms(three, f"{n:064x}").values()) for n in range(1200))
    assert len(drawn) == 6
    assert sum((count - 200) ** 2 / 200 for count in drawn.values()) < 20.5


@pytest.mark.parametrize("lottery", [PAIRS, ORDER], ids=lambda one: one.scheme)
def test_a_changed_line_of_a_whole_list_is_found(lottery):
    arms = listed_arms(lottery, SEED)
    log = [Drawn(n, arms[code], code) for n, code in enumerate(lottery.clusters, start=1)]
    assert replay(lottery, SEED, seed_hash(SEED), log) == []
    assert next_arm(lottery, SEED, log, stratum="faro", factors={}) == arms["faro"]
    other = (log[1].arm + 1) % 2
    changed = [log[0], replace(log[1], arm=other), replace(log[2], stratum="nowhere"), *log[3:]]
    found = replay(lottery, SEED, seed_hash(SEED), changed)
    assert found == [Fault(2, log[1].arm, other), Fault(3, None, log[2].arm)]


@pytest.mark.parametrize(
    ("lottery", "told"),
    [
        (replace(PAIRS, clusters=("a", "b", "c")), "no pairs"),
        (replace(PAIRS, clusters=()), "no pairs"),
        (replace(ORDER, steps=1), "in 1 steps"),
        (replace(ORDER, steps=7), "in 7 steps"),
    ],
)
def test_lists_that_cannot_be_drawn_are_refused(lottery, told):
    with pytest.raises(ValueError, match=told):
        listed_arms(lottery, SEED)
