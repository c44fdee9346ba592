"""The figures of a desk as pictures, made of what its lists show and of nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.bars import Bar, bars
from labx.core.charts.figure import Chart
from labx.core.charts.series import Line, Point, line_series
from labx.core.pages import formats
from labx.desks.service.events import BEGUN, PLAN, QUESTIONS
from labx.desks.service.reckoning import Fall, Figure
from labx.desks.service.tables import NAMES, count_words, step_name

A_LINE = 2  # points


def pictures(found: Sequence[Figure], ends: Sequence[Fall]) -> list[Chart]:
    made = (where_visits_end(ends), counters_and_visits(found), in_time(found), claimed(found))
    return [chart for chart in made if chart]


def where_visits_end(ends: Sequence[Fall]) -> Chart | None:
    """A bar for each page; what is hidden in the list is in the table of the picture hidden too."""
    shares = {one.step: one.share for one in ends if one.share is not None}
    if PLAN not in shares:
        return None
    title = _("{share} of the visits came to a plan").format(share=formats.percent(shares[PLAN]))
    chart = bars(
        [
            Bar(label=str(step_name(one)), value=one.share, text=formats.percent(one.share), arm="neutral")
            for one in ends
            if one.share is not None
        ],
        title=title,
        description=" ".join(filter(None, (f"{title}.", most_leave(ends, shares)))),
        unit=_("of those that began"),
    )
    rows = [
        [str(step_name(one)), count_words(one.count) if one.share is None else formats.percent(one.share)]
        for one in ends
    ]
    return replace(chart, rows=rows)


def most_leave(ends: Iterable[Fall], shares: dict[str, float]) -> str:
    """Between which two pages, one after the other, most are lost."""
    steps = [one for one in ends if one.step in shares and one.step in (BEGUN, *QUESTIONS)]
    lost = [(shares[before.step] - shares[after.step], before, after) for before, after in pairwise(steps)]
    most = max(lost, key=lambda one: one[0], default=None)
    if most is None or most[0] <= 0:
        return ""
    return _("Most are lost between “{before}” and “{after}”: {share} of those that began.").format(
        before=step_name(most[1]), after=step_name(most[2]), share=formats.percent(most[0])
    )


def over_months(found: Iterable[Figure], name: str) -> tuple[float, float] | None:
    """The part and the whole of one figure, summed over the months that show both."""
    shown = [one for one in found if one.name == name and one.value is not None and one.whole is not None]
    parts = [(one.value * one.whole, one.whole) for one in shown if one.value is not None and one.whole is not None]
    return (sum(part for part, _whole in parts), sum(whole for _part, whole in parts)) if parts else None


def counters_and_visits(found: Sequence[Figure]) -> Chart | None:
    means = {
        name: sums[0] / sums[1]
        for name in ("counters_before", "counters_after", "visits_here")
        if (sums := over_months(found, name))
    }
    if not {"counters_before", "counters_after"} <= means.keys():
        return None
    words = {name: formats.number(mean, 1) for name, mean in means.items()}
    title = _("A family goes to {after} counters, and would go to {before} without the joint one").format(
        after=words["counters_after"], before=words["counters_before"]
    )
    arms = {"counters_before": "comparison"}
    return bars(
        [
            Bar(label=str(NAMES[name]), value=mean, text=words[name], arm=arms.get(name, "tried"))
            for name, mean in means.items()
        ],
        title=title,
        description="; ".join(f"{NAMES[name]}: {text}" for name, text in words.items()) + ".",
        unit=_("a case, over all months shown"),
    )


def in_time(found: Sequence[Figure]) -> Chart | None:
    """A point a month; one month alone makes no line."""
    months: dict[dt.date, list[Figure]] = {}
    for one in found:
        if one.name == "on_time":
            months.setdefault(one.month, []).append(one)
    sums = [(month, over_months(of_month, "on_time")) for month, of_month in sorted(months.items())]
    points = [point_of(month, *known) for month, known in sums if known]
    if len(points) < A_LINE:
        return parts_of_a_whole(found, "on_time", _("{share} of the tasks were done in time"), _("Tasks with a date"))
    title = _("{share} of the tasks were done in time in {month}").format(
        share=points[-1].text, month=formats.day(points[-1].when, "YEAR_MONTH_FORMAT")
    )
    description = _("{title}. From {first} in {month}.").format(
        title=title, first=points[0].text, month=formats.day(points[0].when, "YEAR_MONTH_FORMAT")
    )
    label = str(NAMES["on_time"])
    return line_series(
        [Line(label=label, points=points)], title=title, description=description, axis="%", from_zero=True
    )


def point_of(month: dt.date, part: float, whole: float) -> Point:
    return Point(when=month, value=part / whole * 100, text=formats.percent(part / whole))


def claimed(found: Sequence[Figure]) -> Chart | None:
    title = _("{share} of the rights that could be claimed were claimed")
    return parts_of_a_whole(found, "claimed", title, _("Rights that could be claimed"))


def parts_of_a_whole(found: Sequence[Figure], name: str, title: str, whole_label: str) -> Chart | None:
    sums = over_months(found, name)
    if sums is None:
        return None
    part, whole = sums
    said = title.format(share=formats.percent(part / whole))
    both: list[tuple[Any, float, str]] = [(whole_label, whole, "comparison"), (NAMES[name], part, "tried")]
    return bars(
        [Bar(label=str(label), value=count, text=formats.number(round(count)), arm=arm) for label, count, arm in both],
        title=said,
        description=_("{title}: {part} of {whole}.").format(
            title=said, part=formats.number(round(part)), whole=formats.number(round(whole))
        ),
        unit=_("over all months shown"),
    )
