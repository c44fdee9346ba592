"""The figures by hand, and that nothing hidden follows from what is shown."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from labx.core.disclosure import is_small
from labx.desks.service.events import BEGUN, PLAN, TAKEN
from labx.desks.service.reckoning import Count, Fall, falls, figures, settled

OCTOBER, NOVEMBER = dt.date(2026, 10, 26), dt.date(2026, 11, 2)


def counted(week=NOVEMBER, version="1.0.0", **amounts):
    return [Count(week, version, what, amount) for what, amount in amounts.items()]


def shown(counts):
    return {(one.month.month, one.name): one.value for one in figures(counts)}


def test_shares_and_means_by_hand():
    counts = [
        *counted(begun=40, plan=30, within_5=5, within_10=10, within_20=15, taken=20),
        *counted(week=OCTOBER, begun=10, plan=5, taken=5),
        *counted(cases=8, counters_before=32, counters_after=12, received=8, visits_here=12),
        *counted(tasks_due=20, tasks_on_time=15, rights_open=16, rights_claimed=8),
    ]
    assert shown(counts) == {
        (11, "reached_plan"): 30 / 40,
        (11, "quick"): (5 + 10) / 30,
        (11, "took_away"): 20 / 40,
        (11, "counters_before"): 32 / 8,
        (11, "counters_after"): 12 / 8,
        (11, "visits_here"): 12 / 8,
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
    assert falls(counted(begun=4, plan=4)) == [Fall(BEGUN, None, None), Fall(PLAN, None, None)]
    rest = {one.name: one.value for one in figures(counted(begun=40, plan=37, taken=3))}
    assert rest["reached_plan"] is None and rest["took_away"] is None
    assert falls(counted(begun=40, plan=37, taken=20)) == [
        Fall(BEGUN, 40, 40), Fall(PLAN, None, None), Fall(TAKEN, 20, 40),
    ]  # fmt: skip


def test_a_whole_is_hidden_where_the_larger_one_beside_it_would_tell_the_rest():
    """40 visits and 37 plans stand in two lines of one list; 20 closed cases and 18 with visits noted too."""
    counts = counted(begun=40, plan=37, within_5=20, cases=20, counters_before=80, received=18, visits_here=30)
    found = {one.name: (one.value, one.whole) for one in figures(counts)}
    assert found["took_away"] == (0.0, 40) and found["quick"] == (None, None)
    assert found["counters_before"] == (80 / 20, 20) and found["visits_here"] == (None, None)


def test_of_two_pages_that_differ_by_a_few_the_later_is_hidden():
    found = falls(counted(begun=40, question_1=38, question_2=30, plan=20, taken=20))
    assert [(one.step, one.count, one.share) for one in found] == [
        (BEGUN, 40, 1.0), ("question_1", None, None), ("question_2", 30, 30 / 40), (PLAN, 20, 0.5), (TAKEN, 20, 0.5),
    ]  # fmt: skip


VISITS = st.lists(st.integers(0, 60), min_size=5, max_size=5).map(lambda drawn: sorted(drawn, reverse=True))
MONTHS = st.lists(VISITS, min_size=1, max_size=6)


def months_of(drawn):
    """Visits that became fewer page by page, a month each."""
    names = (BEGUN, "question_1", "question_2", PLAN, TAKEN)
    return [
        one
        for place, amounts in enumerate(drawn)
        for one in counted(dt.date(2026, place + 1, 5), **dict(zip(names, amounts, strict=True)))
    ]


@given(MONTHS)
def test_the_list_of_pages_adds_up_what_the_list_of_months_shows(drawn):
    """So subtracting one from the other gives nothing."""
    counts = months_of(drawn)
    totals = {one.step: one for one in falls(counts)}
    for step, name in ((PLAN, "reached_plan"), (TAKEN, "took_away")):
        shown = [one for one in figures(counts) if one.name == name and one.value is not None]
        found = totals.get(step, Fall(step, None, None))
        assert (found.count or 0) == sum(round(one.value * one.whole) for one in shown)
        assert (found.of or 0) == (sum(one.whole for one in shown) if step in totals else 0)


@given(MONTHS, VISITS)
def test_two_looks_one_after_the_other_reveal_nobody(drawn, month):
    """What came to a page and what was lost before it, by what stood there a month ago and what stands there now."""
    before, now = ({one.step: one for one in falls(months_of(some))} for some in (drawn, [*drawn, month]))
    nothing = Fall(BEGUN, None, None)
    came = {step: (one.count or 0) - (before.get(step, nothing).count or 0) for step, one in now.items()}
    began = {step: (one.of or 0) - (before.get(step, nothing).of or 0) for step, one in now.items()}
    for step in now:
        if began[step]:  # the new month counts for this page
            assert not is_small(came[step]) and not is_small(began[step] - came[step])
    asked = [came[step] for step in ("question_1", "question_2") if began.get(step)]
    assert all(not is_small(first - second) for first, second in pairwise(asked))


WEEKS = [dt.date(2026, 1, 5) + dt.timedelta(weeks=number) for number in range(20)]
DAYS = st.dates(dt.date(2026, 2, 1), dt.date(2026, 6, 30))


@given(DAYS, st.integers(0, 19), st.sampled_from([BEGUN, "question_1", PLAN, "cases", "tasks_on_time"]))
def test_one_person_more_or_less_in_a_running_month_changes_nothing_that_is_shown(today, place, what):
    """Whoever looks each week and compares sees a month only whole: nobody appears between two looks."""
    week = WEEKS[place]
    base = [one for monday in WEEKS for one in counted(monday, begun=30, question_1=24, plan=18, cases=9)]
    base = [one for one in base if one.week + dt.timedelta(days=8) <= today]
    more = [*base, *counted(week, **{what: 1})] if week + dt.timedelta(days=8) <= today else base
    pages = [(figures(some), falls(some)) for some in (settled(base, today), settled(more, today))]
    running = (today - dt.timedelta(weeks=2)).replace(day=1)
    assert week < running or pages[0] == pages[1]


def test_a_month_waits_for_a_week_that_is_late():
    counts = [one for monday in WEEKS[:8] for one in counted(monday, begun=9)]
    today = dt.date(2026, 6, 1)
    assert len(settled(counts, today)) == 8
    assert {one.week.month for one in settled(counts, today, waiting=dt.date(2026, 2, 16))} == {1}


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
