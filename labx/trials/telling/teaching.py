"""Why before and after proves nothing: two facts as pictures that move with the reader's own numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.charts.bars import Bar, bars
from labx.core.charts.figure import Chart
from labx.core.charts.series import Line, Point, line_series
from labx.core.pages import formats

MONTHS, YEAR = 24, 12
FIRST_YEAR = 2024
START = 100.0


class TeachingForm(forms.Form):
    """The reader's own numbers, in per cent."""

    growth = forms.FloatField(
        label=gettext_lazy("Growth each month, with nothing done, in per cent"),
        localize=True,
        initial=3,
        min_value=-20,
        max_value=20,
    )
    users = forms.FloatField(
        label=gettext_lazy("Users: how much more, in per cent"),
        localize=True,
        initial=49,
        min_value=-99,
        max_value=1000,
    )
    applications = forms.FloatField(
        label=gettext_lazy("Applications: how much more, in per cent"),
        localize=True,
        initial=36,
        min_value=-99,
        max_value=1000,
    )


@dataclass(frozen=True)
class Lesson:
    """What the two pictures say."""

    sentences: list[str]
    series: Chart
    ratio: Chart


def before_and_after(monthly: float) -> float:
    """The share by which twelve months exceed the twelve before, when each month is so much above the last."""
    return (1 + monthly) ** YEAR - 1


def per_user(users: float, applications: float) -> float:
    """By which share applications for each user changed."""
    return (1 + applications) / (1 + users) - 1


def lesson(growth: float, users: float, applications: float) -> Lesson:
    monthly, ratio = growth / 100, per_user(users / 100, applications / 100)
    gain = before_and_after(monthly)
    first = _(
        "A series that changes by %(growth)s a month with nothing done at all shows %(gain)s when twelve months are "
        "compared with the twelve before."
    ) % {"growth": signed(monthly), "gain": signed(gain)}
    second = _(
        "If users changed by %(users)s and applications by %(applications)s, each user applied otherwise than before: "
        "applications for each user changed by %(ratio)s. Two percentages say something only of the same people."
    ) % {"users": signed(users / 100), "applications": signed(applications / 100), "ratio": signed(ratio)}
    return Lesson([first, second], series_chart(monthly, gain, first), ratio_chart(users, applications, second))


def signed(share: float) -> str:
    text = formats.percent(abs(share), 0 if abs(share) >= 0.05 or round(share, 3) == round(share, 2) else 1)
    return f"{formats.MINUS if share < 0 else '+'}{text}"


def series_chart(monthly: float, gain: float, words: str) -> Chart:
    values = [START * (1 + monthly) ** month for month in range(MONTHS)]
    points = [
        Point(when=date(FIRST_YEAR + month // YEAR, month % YEAR + 1, 1), value=value, text=formats.number(value, 0))
        for month, value in enumerate(values)
    ]
    return line_series(
        [Line(label=_("each month"), points=points)],
        title=_("Nothing was done, and the second year shows %(gain)s") % {"gain": signed(gain)},
        description=words,
        axis=_("the first month is 100"),
        change=date(FIRST_YEAR + 1, 1, 1),
        change_label=_("nothing happened here"),
        from_zero=True,
    )


def ratio_chart(users: float, applications: float, words: str) -> Chart:
    shown = [(_("users"), 100 + users), (_("applications"), 100 + applications)]
    shown.append((_("applications for each user"), 100 * (1 + per_user(users / 100, applications / 100))))
    return bars(
        [Bar(label=label, value=value, text=formats.number(value, 0)) for label, value in shown],
        title=_("More applications, and for each user %(ratio)s")
        % {"ratio": signed(per_user(users / 100, applications / 100))},
        description=words,
        unit=_("before is 100"),
    )


def numbers(form: TeachingForm) -> dict[str, Any]:
    """What was asked for, or the two facts as they are usually told."""
    if form.is_bound and form.is_valid():
        return form.cleaned_data
    return {name: field.initial for name, field in form.fields.items()}
