"""The figures by hand, and that nothing hidden follows from what is shown."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from labx.core.disclosure import is_small
from labx.desks.service.events import BEGUN, PLAN, TAKEN
from labx.desks.service.reckoning import Count, falls, figures, settled

OCTOBER, NOVEMBER = dt.date(2026, 10, 26), dt.date(2026, 11, 2)


def counted(week=NOVEMBER, version="1.0.0", **amounts):
    return [Count(week, version, what, amount) for what, amount in amounts.items()]


def shown(counts):
    return {(one.month.month, one.name): one.value for one in figures(counts)}


def test_shares_and_means_by_hand():
    counts = [
        *counted(begun=40, plan=30, within_5=5, within_10=10, within_20=15, taken=20),
        *counted(week=OCTOBER, begun=10, plan=5, taken=5),
        *counted(cases=8, counters_before=32, counters_after=12, received=6, visits_here=9),
        *counted(tasks_due=20, tasks_on_time=15, rights_open=16, rights_claimed=8),
    ]
    assert shown(counts) == {
        (11, "reached_plan"): 30 / 40,
        (11, "quick"): (5 + 10) / 30,
        (11, "took_away"): 20 / 40,
        (11, "counters_before"): 32 / 8,
        (11, "counters_after"): 12 / 8,
        (11, "visits_here"): 9 / 6,
        (11, "on_time"): 15 / 20,
        (11, "claimed"): 8 / 16,
        (10, "reached_plan"): 5 / 10,
        (10, "quick"): 0 / 5,
        (10, "took_away"): 5 / 10,
    }
    assert [(one.step, one.count, one.share) for one in falls(counts)] == [
        (BEGUN, 50, 1.0),
        (PLAN, 35, 35 / 50),
        (TAKEN, 25, 25 / 50),
    ]


def test_small_numbers_and_small_rests_are_hidden():
    few = figures(counted(begun=4, plan=4, cases=4, counters_before=9, tasks_due=12, tasks_on_time=6))
    assert {one.value for one in few} == {None} and {one.whole for one in few} == {None}
    rest = {one.name: one.value for one in figures(counted(begun=40, plan=37, taken=3))}
    assert rest["reached_plan"] is None and rest["took_away"] is None
    assert falls(counted(begun=40, plan=37, taken=20)) == []


def test_of_two_pages_that_differ_by_a_few_the_later_is_hidden():
    found = falls(counted(begun=40, question_1=38, question_2=30, plan=20, taken=20))
    assert [(one.step, one.count) for one in found] == [
        (BEGUN, 40), ("question_1", None), ("question_2", 30), (PLAN, 20), (TAKEN, 20),
    ]  # fmt: skip


AMOUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6)


@given(AMOUNTS)
def test_no_hidden_month_follows_from_the_list_of_pages(months):
    """What the list of pages adds up is what the list of months shows, so subtracting gives nothing."""
    counts = []
    for place, (begun, plan, taken) in enumerate(months):
        week = dt.date(2026, place + 1, 5)
        counts += counted(week, begun=begun, plan=min(plan, begun), taken=min(taken, begun))
    by_month = figures(counts)
    hidden = {one.month for one in by_month if one.name in {"reached_plan", "took_away"} and one.value is None}
    open_months = [one for one in by_month if one.name == "reached_plan" and one.month not in hidden]
    totals = {one.step: one.count for one in falls(counts)}
    assert totals.get(BEGUN, 0) == sum(one.whole for one in open_months)
    assert all(one.count is None or not is_small(one.count) for one in falls(counts))


@given(st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)))
def test_a_month_is_shown_only_when_no_week_of_it_is_still_to_come(today):
    """Whatever is shown today is shown with the same weeks on every later day, so two days subtract to whole months."""
    mondays = [dt.date(2023, 12, 4) + dt.timedelta(weeks=number) for number in range(270)]
    over = [week for week in mondays if week + dt.timedelta(days=8) <= today]  # what the night has put into the log
    for version in ("1.0.0", "1.1.0"):
        shown_now = settled([one for week in over for one in counted(week, version, begun=9)], today)
        months = {one.week.replace(day=1) for one in shown_now}
        assert [one.week for one in shown_now] == [week for week in mondays if week.replace(day=1) in months]
    assert (today - dt.timedelta(days=46)).replace(day=1) in months | {dt.date(2023, 11, 1)}
