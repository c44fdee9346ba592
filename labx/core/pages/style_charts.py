"""The charts of the style page."""

import datetime
import math

from django.utils.translation import gettext as _

from labx.core.charts.balance import Covariate, balance_plot
from labx.core.charts.bars import Bar, bars
from labx.core.charts.figure import Chart
from labx.core.charts.icon_arrays import Hundred, icon_array
from labx.core.charts.intervals import Estimate, interval_plot
from labx.core.charts.series import Line, Point, line_series
from labx.core.pages.formats import money, number

CHANGE = datetime.date(2026, 1, 1)


def charts() -> list[Chart]:
    return [effects(), people(), waiting(), alike(), ways()]


def between(value: float, low: float, high: float) -> str:
    return _("%(value)s, between %(low)s and %(high)s") % {
        "value": money(value, "USD", 0, signed=True),
        "low": money(low, "USD", 0, signed=True),
        "high": money(high, "USD", 0, signed=True),
    }


def effects() -> Chart:
    found = [
        (_("Drawn by lot"), 1794.34, 474.01, 3114.67, "tried"),
        (_("Without a lot"), -8497.5, -9893.0, -7102.0, "comparison"),
    ]
    return interval_plot(
        [
            Estimate(
                label=label,
                value=value,
                low=low,
                high=high,
                text=between(value, low, high),
                short=money(value, "USD", 0, signed=True),
                arm=arm,
            )
            for label, value, low, high, arm in found
        ],
        title=_("The programme raised earnings; a comparison without a lot says the opposite"),
        description=_("The trial finds 1,794 dollars more, the comparison without a lot 8,498 dollars less."),
        axis=_("dollars a year, in 1978"),
        reference_label=_("no difference"),
    )


def people() -> Chart:
    return icon_array(
        [
            Hundred(label=_("Usual letter"), of_hundred=30, arm="comparison"),
            Hundred(label=_("Shorter letter"), of_hundred=38),
        ],
        title=_("With the shorter letter 8 more in every 100 renewed in time"),
        description=_("30 in every 100 renewed with the usual letter, 38 with the shorter one."),
    )


def waiting() -> Chart:
    months = [datetime.date(2025 + month // 12, month % 12 + 1, 1) for month in range(20)]
    came, expected = [], []
    for position, when in enumerate(months):
        level = 42 + 4 * math.sin(position / 2)
        value = level - (11 if when >= CHANGE else 0)
        came.append(Point(when=when, value=value, text=number(value, 1)))
        if when >= CHANGE:
            expected.append(Point(when=when, value=level, text=number(level, 1), low=level - 5, high=level + 5))
    return line_series(
        [
            Line(label=_("What was expected"), points=expected, arm="comparison"),
            Line(label=_("What came"), points=came),
        ],
        title=_("The wait fell by about 11 days after the single form"),
        description=_("Waits stood near 42 days until January 2026 and near 31 after, below the range expected."),
        axis=_("days of waiting"),
        change=CHANGE,
        change_label=_("single form"),
        from_zero=True,
    )


def alike() -> Chart:
    found = [
        (_("Age"), 0.107),
        (_("Years of schooling"), 0.141),
        (_("Married"), 0.094),
        (_("Earnings in 1974"), -0.002),
    ]
    return balance_plot(
        [Covariate(label=label, difference=value, text=number(value, 3, signed=True)) for label, value in found],
        title=_("The two groups were nearly alike before the programme"),
        description=_("The largest difference, in schooling, is 0.14 standard deviations."),
    )


def ways() -> Chart:
    return bars(
        [
            Bar(label=_("At the counter"), value=6120, text=number(6120), arm="comparison"),
            Bar(label=_("By telephone"), value=1840, text=number(1840), arm="comparison"),
            Bar(label=_("On the site"), value=9510, text=number(9510)),
        ],
        title=_("More people renewed on the site than at the counter"),
        description=_("9,510 on the site, 6,120 at the counter, 1,840 by telephone."),
        unit=_("people"),
    )
