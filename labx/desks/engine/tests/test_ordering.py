"""Order and visits: against every order there is, and against the fewest visits."""

import itertools
import math
from random import Random

from labx.desks.engine.cycles import cycle_in
from labx.desks.engine.desk import Phase, Procedure
from labx.desks.engine.ordering import Visit, in_order, visits_for
from labx.rules.explanation import Rule
from labx.rules.expressions import BOOL, Constant

ALWAYS = Rule.of("always", "law", Constant(True, BOOL))


def procedure(name, place, after=(), counters=(), documents=()):
    return Procedure(name, place, Phase.WEEK, ALWAYS, "A", (), after, (), documents, counters)


def any_procedures(random):
    names = "abcdef"[: random.randint(1, 6)]
    made = {}
    for place, name in enumerate(names):
        after = tuple(other for other in names[:place] if random.random() < 0.3)
        counters = tuple(counter for counter in ("hall", "bank", "web") if random.random() < 0.5)
        made[name] = procedure(name, place, after, counters, (f"paper-{name}",))
    shuffled = list(made.items())
    random.shuffle(shuffled)
    return dict(shuffled)


def needs_of(name, procedures):
    found = set()
    for need in procedures[name].after:
        found |= {need} | needs_of(need, procedures)
    return found


def best_order(procedures, urgency):
    """Among all orders in which each comes after what it needs: the one whose next is always the most urgent."""
    inherited = {
        name: min(urgency[other] for other in procedures if other == name or name in needs_of(other, procedures))
        for name in procedures
    }
    allowed = [
        order
        for order in itertools.permutations(procedures)
        if all(needs_of(name, procedures) <= set(order[:place]) for place, name in enumerate(order))
    ]
    return min(allowed, key=lambda order: [(inherited[name], procedures[name].place) for name in order])


def test_the_order_is_the_best_of_all_that_respect_what_is_needed():
    random = Random(1)
    for _ in range(150):
        procedures = any_procedures(random)
        urgency = {name: (random.randint(0, 1), random.randint(0, 2)) for name in procedures}
        assert in_order(procedures, urgency, ()) == best_order(procedures, urgency)


def test_what_shares_a_visit_stands_together_where_urgency_allows():
    procedures = {
        "a": procedure("a", 0, counters=("bank",)),
        "b": procedure("b", 1, counters=("hall",)),
        "c": procedure("c", 2, counters=("bank",)),
    }
    same = dict.fromkeys(procedures, (1, 1))
    visits = visits_for(procedures.values())
    assert [visit.counter for visit in visits] == ["bank", "hall"]
    assert in_order(procedures, same, visits) == ("a", "c", "b")
    assert in_order(procedures, same | {"b": (0, 5)}, visits) == ("b", "a", "c")


def test_a_need_outside_the_plan_is_left_out():
    assert in_order({"b": procedure("b", 1, after=("a",))}, {"b": (0, 0)}, ()) == ("b",)


def fewest_visits(procedures):
    wanted = [one for one in procedures if one.counters]
    counters = sorted({counter for one in wanted for counter in one.counters})
    for size in range(len(counters) + 1):
        for chosen in itertools.combinations(counters, size):
            if all(set(one.counters) & set(chosen) for one in wanted):
                return size
    raise AssertionError("all counters together serve all")


def test_visits_are_few_and_leave_nothing_out():
    random = Random(2)
    for _ in range(200):
        procedures = list(any_procedures(random).values())
        visits = visits_for(procedures)
        served = [name for visit in visits for name in visit.procedures]
        assert sorted(served) == sorted(one.name for one in procedures if one.counters)
        fewest = fewest_visits(procedures)
        assert fewest <= len(visits) <= math.ceil(fewest * (math.log(6) + 1))


def test_one_visit_does_these_and_says_what_to_bring():
    both = [
        procedure("a", 0, counters=("hall", "web"), documents=("id", "bill")),
        procedure("b", 1, counters=("hall",), documents=("id", "key")),
    ]
    assert visits_for(both) == (Visit("hall", ("a", "b"), ("id", "bill", "key")),)


def test_circles_are_found_wherever_one_begins():
    assert cycle_in({"a": ["b"], "b": ["c"], "c": ["b"]}) == ("b", "c", "b")
    assert cycle_in({"a": ["a"]}) == ("a", "a")
    assert cycle_in({"a": ["b", "c"], "b": ["c"], "c": [], "d": ["nowhere"]}) == ()
