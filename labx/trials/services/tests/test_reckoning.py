"""The arithmetic of indicators, each against a hand's."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.disclosure import may_be_shown
from labx.trials.services import hiding, indicators, periods
from labx.trials.services.reckoning import (
    MICROS_A_MINUTE,
    MICROS_AN_HOUR,
    NEVER,
    Cell,
    Journeys,
    Sample,
    cost,
    decided,
    in_time,
    left_after,
    minutes_taken,
    periods_of,
    reckon,
    shared,
)

HOUR = MICROS_AN_HOUR
COLUMNS = ("eligible", "started", "completed", "answered", "failed", "returned")


def journeys(count: int, **given: Any) -> Journeys:
    columns: dict[str, Any] = {name: np.array(given.get(name, [NEVER] * count), np.int64) for name in COLUMNS}
    columns["satisfied"] = np.array(given.get("satisfied", [False] * count))
    for name in ("device", "channel", "group"):
        columns[name] = np.array(given.get(name, [""] * count))
    return Journeys(
        **columns,
        furthest=np.array(given.get("furthest", [0] * count), np.int64),
        costs_at=np.array(given.get("costs_at", []), np.int64),
        costs=np.array(given.get("costs", []), float),
    )


#             in time   late       before the start  still open  out of time  quick
SIX = journeys(
    6,
    started=[0, 0, 5 * HOUR, 9 * HOUR, 0, 9 * HOUR],
    completed=[HOUR, 3 * HOUR, 4 * HOUR, NEVER, NEVER, 10 * HOUR],
)


def test_in_time_is_within_the_hours_allowed() -> None:
    assert in_time(SIX, 2).tolist() == [True, False, False, False, False, True]
    assert in_time(SIX, 3).tolist() == [True, True, False, False, False, True]


def test_before_the_time_is_over_nobody_is_counted_not_even_the_quick() -> None:
    assert decided(SIX, 2, now=10 * HOUR).tolist() == [True, True, True, False, True, False]
    assert decided(SIX, 2, now=11 * HOUR).tolist() == [True] * 6


FOLLOWED = {
    "returns": ("completed", "returned"),
    "errors": ("started", "failed"),
    "answering": ("completed", "answered"),
    "beginning": ("eligible", "started"),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_what_comes_late_is_as_frequent_in_the_last_month_as_before(name: str) -> None:
    """Of 100 a day ten come back, 20 days later on average; in ten days 39 of each 100 of them, 1 - exp(-1/2) = 0.393.

    Counting everyone at once would show for the last month the half of what it shows for the month before.
    """
    a_day, random = 24 * HOUR, np.random.default_rng(7)
    origins = 1 + np.arange(6000) * a_day // 100
    delays = -20 * a_day * np.log(1 - (np.arange(100) + 0.5) / 100)  # the quantiles of the exponential
    later = np.concatenate([random.permutation(delays) for _block in range(6)]).astype(np.int64)
    events = np.full(6000, NEVER)
    events[::10] = origins[::10] + later
    events[events > 60 * a_day] = NEVER  # has not happened yet
    origin, event = FOLLOWED[name]
    sample = getattr(indicators, name)(journeys(6000, **{origin: origins, event: events}), 240, 60 * a_day)
    before, last = reckon(sample, periods_of(sample.at, [0, 30 * a_day, 60 * a_day]), 2)
    assert (before.some, before.of) == (3 * 39, 3000)
    assert (last.some, last.of) == (2 * 39, 2000)  # of the last ten days nobody is counted yet


def test_an_event_counts_up_to_the_end_of_the_time() -> None:
    #                                          at the end  past it    before it  none   unknown origin
    given_ = journeys(5, completed=[0, 0, HOUR, 0, NEVER], returned=[2 * HOUR, 2 * HOUR + 1, 0, NEVER, HOUR])
    sample = indicators.returns(given_, 2, 3 * HOUR)
    assert sample.values.tolist() == [1, 0, 1, 0]
    assert indicators.returns(given_, 2, 3 * HOUR - 1).places.tolist() == [0, 1, 3]


def test_someone_who_never_began_is_not_counted() -> None:
    assert not decided(journeys(1, completed=[5]), 1, now=10**15).any()


def test_a_share_by_period() -> None:
    at = np.array([1, 2, 3, 11, 12, 25])
    sample = shared(np.array([True] * 5 + [False]), at, np.array([True, False, True, True, True, True]))
    first, second, third = reckon(sample, periods_of(sample.at, [0, 10, 20, 30]), 3)
    assert (first.value, first.some, first.of) == (2 / 3, 2, 3)
    assert (second.value, second.some, second.of) == (2 / 2, 2, 2)
    assert (third.value, third.of, third.why) == (None, 0, "none")


def test_the_median_of_minutes() -> None:
    minutes = [4, 10, 30]
    given_ = journeys(3, started=[0, 0, 0], completed=[one * MICROS_A_MINUTE for one in minutes])
    sample = minutes_taken(given_, 1)
    assert reckon(sample, np.zeros(3, np.int64), 1) == [Cell(10.0, 3)]
    assert reckon(sample, np.array([0, 0, -1]), 1) == [Cell((4 + 10) / 2, 2)]
    assert reckon(sample, np.full(3, -1), 1) == [Cell(None, 0, why="none")]


def test_costs_are_divided_by_what_was_completed() -> None:
    given_ = journeys(4, completed=[1, 2, 12, NEVER], costs_at=[3, 4, 25], costs=[10.0, 5.0, 7.0])
    sample, bounds = cost(given_), [0, 10, 20, 30]
    found = reckon(sample, periods_of(sample.at, bounds), 3, periods_of(sample.tops_at, bounds))
    assert [cell.value for cell in found] == [(10 + 5) / 2, None, None]


def test_where_people_leave() -> None:
    #        left at the start, after step 1 twice, after step 2, completed twice (whatever the steps said)
    given_ = journeys(6, furthest=[0, 1, 1, 2, 0, 2])
    done = np.array([False, False, False, False, True, True])
    found = left_after(given_, 2, np.ones(6, bool), done)
    assert [(cell.some, cell.of) for cell in found] == [(1, 6), (2, 5), (1, 3)]
    assert [cell.value for cell in found] == [1 / 6, 2 / 5, 1 / 3]
    assert left_after(given_, 0, np.zeros(6, bool), done) == [Cell(None, 0, why="none")]


@given(st.lists(st.integers(-50, 150), max_size=40))
def test_a_period_holds_its_first_moment_and_not_its_end(moments: list[int]) -> None:
    bounds = [0, 10, 40, 100]
    found = periods_of(np.array(moments, np.int64), bounds)
    wanted = [next((n for n in range(3) if bounds[n] <= one < bounds[n + 1]), -1) for one in moments]
    assert found.tolist() == wanted


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=60), st.randoms())
def test_the_order_of_transactions_does_not_matter(units: list[tuple[int, bool]], random: Any) -> None:
    shuffled = random.sample(units, len(units))
    one, other = (
        reckon(Sample("share", at, values, at), periods_of(at, [0, 20, 61]), 2)
        for rows in (units, shuffled)
        for at, values in [(np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows]))]
    )
    assert one == other


@pytest.mark.parametrize(
    ("cell", "is_shown"),
    [
        (Cell(0.5, 10, 5), True),
        (Cell(0.0, 10, 0), True),
        (Cell(1.0, 10, 10), True),
        (Cell(0.5, 4, 2), False),  # four people
        (Cell(0.2, 10, 2), False),  # two of them
        (Cell(0.8, 10, 8), False),  # all but two
        (Cell(12.0, 5), True),
        (Cell(12.0, 4), False),
    ],
)
def test_a_small_number_is_not_shown(cell: Cell, is_shown: bool) -> None:
    found = hiding.alone(cell)
    assert (found == cell) is is_shown
    assert is_shown or (found.value, found.of, found.some, found.why) == (None, 0, None, "few")


@given(st.dictionaries(st.integers(0, 9), st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1))
def test_what_is_hidden_does_not_follow_from_a_total_that_is_shown(counts: dict[int, tuple[int, int]]) -> None:
    cells = {key: Cell(0.0, some + rest, some) for key, (some, rest) in counts.items()}
    hidden = {key for key, cell in hiding.parts(cells).items() if cell.why}
    for table in (
        {key: cell.of for key, cell in cells.items()},
        {key: cell.some or 0 for key, cell in cells.items()},
        {key: cell.of - (cell.some or 0) for key, cell in cells.items()},
    ):
        if may_be_shown(sum(table.values())):
            assert may_be_shown(sum(table[key] for key in hidden))


def test_whole_months_and_weeks_end_before_today() -> None:
    assert periods.beginnings("month", dt.date(2026, 3, 15), 2) == [
        dt.date(2026, 1, 1),
        dt.date(2026, 2, 1),
        dt.date(2026, 3, 1),
    ]
    assert periods.beginnings("week", dt.date(2026, 3, 4), 1) == [dt.date(2026, 2, 23), dt.date(2026, 3, 2)]
    assert len(periods.beginnings("week", dt.date(2026, 3, 2))) == 26 + 1


def test_a_day_begins_at_the_services_own_midnight() -> None:
    winter, summer = periods.bounds_of([dt.date(2026, 1, 10), dt.date(2026, 7, 10)])
    assert winter == int(dt.datetime(2026, 1, 10, 0, tzinfo=dt.UTC).timestamp()) * 10**6
    assert summer == int(dt.datetime(2026, 7, 9, 23, tzinfo=dt.UTC).timestamp()) * 10**6
