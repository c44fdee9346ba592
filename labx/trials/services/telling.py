"""Indicators in words: values, cards, the series as a picture, and what stands beside them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from labx.core.charts.figure import Chart
from labx.core.charts.series import Line, Point, change_layers, line_series
from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade, NumberCard
from labx.trials.services.indicators import INDICATORS, Indicator, indicator_called
from labx.trials.services.models import Release, Service
from labx.trials.services.numbers import Numbers, has_any
from labx.trials.services.reckoning import Cell

DEVICE_WORDS = {
    "computer": gettext_lazy("Computer"),
    "phone": gettext_lazy("Mobile telephone"),
    "tablet": gettext_lazy("Tablet"),
    "other": gettext_lazy("Another device"),
    "": gettext_lazy("Not known"),
}
WHY = {
    "none": gettext_lazy("nothing recorded"),
    "few": gettext_lazy("not shown: so few people could be recognised"),
}
BETTER = {"higher": gettext_lazy("higher is better"), "lower": gettext_lazy("lower is better")}
A_POINT = 2


@dataclass(frozen=True)
class Told:
    """One indicator of a service, as a reader sees it."""

    service: Service
    numbers: Numbers
    indicator: Indicator

    @property
    def now(self) -> Cell:
        return self.numbers.series[self.indicator.code].now

    @property
    def before(self) -> Cell:
        return self.numbers.series[self.indicator.code].before

    @property
    def now_text(self) -> str:
        return written(self.indicator, self.now)

    @property
    def before_text(self) -> str:
        return written(self.indicator, self.before)

    @property
    def beside(self) -> str:
        """The value without which this one misleads."""
        if not self.indicator.beside:
            return ""
        other = replace(self, indicator=indicator_called(self.indicator.beside))
        return f"{other.indicator.title}: {other.now_text}"

    @property
    def better(self) -> str:
        return str(BETTER[self.indicator.better])

    @property
    def number_card(self) -> NumberCard | None:
        if self.now.value is None:
            return None
        shown = figure(self.indicator, self.now.value)
        return NumberCard(
            value=shown,
            label=str(self.indicator.title),
            definition=f"{self.indicator.definition} {self.indicator.source}",
            denominator=_("%(count)s %(what)s, in %(period)s")
            % {
                "count": formats.number(self.now.of, 0),
                "what": self.indicator.denominator,
                "period": named_period(self.service, self.numbers.days[-2]),
            },
            cutoff=timezone.localdate(self.numbers.counted_at),
            source=_("Events of the service (%(instrument)s), in the event log of %(lab)s")
            % {"instrument": self.service.instrument, "lab": settings.LABX_NAME},
            design=DesignGrade.NONE,
            no_interval_because=_("Everything recorded was counted: no sample was drawn."),
            unit={"share": "%", "minutes": _("minutes"), "EUR": ""}[self.indicator.unit],
            currency="EUR" if self.indicator.unit == "EUR" else "",
            decimals=2 if self.indicator.unit == "EUR" else 1,
        )


def tell(service: Service, numbers: Numbers) -> list[Told]:
    """The indicators of which anything is recorded."""
    return [Told(service, numbers, one) for one in INDICATORS if has_any(numbers, one)]


def time_allowed(service: Service, numbers: Numbers) -> list[str]:
    """How long every share waits, and since when nothing may be in."""
    hours = service.allowed_hours
    said = [
        ngettext(
            "The time this service allows is %(hours)s hour.", "The time this service allows is %(hours)s hours.", hours
        )
        % {"hours": formats.number(hours, 0)}
    ]
    if numbers.complete_until:
        moment = formats.day(numbers.complete_until, "SHORT_DATETIME_FORMAT")
        said.append(
            _("Everything is in until %(moment)s: whatever had not its whole time by then is not counted yet.")
            % {"moment": moment}
        )
    return said


def figure(indicator: Indicator, value: float) -> float:
    """As it is read: shares out of a hundred."""
    return value * 100 if indicator.is_share else value


def written(indicator: Indicator, cell: Cell) -> str:
    if cell.value is None:
        return str(WHY[cell.why])
    if indicator.is_share:
        return formats.percent(cell.value, 1)
    if indicator.unit == "EUR":
        return formats.money(cell.value)
    return _("%(count)s minutes") % {"count": formats.number(cell.value, 1)}


def named_period(service: Service, day: dt.date) -> str:
    if service.period == "week":
        return _("the week of %(day)s") % {"day": formats.day(day, "SHORT_DATE_FORMAT")}
    return date_format(day, "YEAR_MONTH_FORMAT")


def series_chart(told: Told, releases: Sequence[Release]) -> Chart | None:
    """The values that may be shown, a point a period; nothing where there is less than a line."""
    indicator, numbers = told.indicator, told.numbers
    cells = zip(numbers.days[:-1], numbers.series[indicator.code].cells, strict=True)
    points = [
        Point(when=day, value=figure(indicator, cell.value), text=written(indicator, cell))
        for day, cell in cells
        if cell.value is not None
    ]
    if len(points) < A_POINT:
        return None
    title = _("%(what)s: %(now)s in %(period)s") % {
        "what": indicator.title,
        "now": told.now_text,
        "period": named_period(told.service, numbers.days[-2]),
    }
    chart = line_series(
        [Line(label=str(indicator.title), points=points)],
        title=title,
        description=_("%(title)s; %(before)s in the period before. From %(first)s to %(last)s.")
        % {"title": title, "before": told.before_text, "first": points[0].text, "last": points[-1].text},
        axis={"share": "%", "minutes": _("minutes"), "EUR": "€"}[indicator.unit],
        from_zero=indicator.is_share,
    )
    return marked(chart, [one for one in releases if points[0].when <= one.on < numbers.days[-1]])


def marked(chart: Chart, releases: Sequence[Release]) -> Chart:
    """A dashed line for each release, numbered; the note says which is which."""
    if not releases:
        return chart

    def spec(width: int) -> dict[str, Any]:
        drawn = chart.spec(width)
        marks = [layer for number, one in enumerate(releases, 1) for layer in change_layers(one.on, str(number))]
        return {**drawn, "layer": [*drawn["layer"], *marks]}

    said = [
        f"{number}: {formats.day(one.on, 'SHORT_DATE_FORMAT')}, {one.text}" for number, one in enumerate(releases, 1)
    ]
    return replace(chart, spec=spec, note=_("Changes: %(list)s.") % {"list": "; ".join(said)})


@dataclass(frozen=True)
class Row:
    """One line of a table of values."""

    key: str
    label: str
    text: str
    cell: Cell
    unit: str

    @property
    def value(self) -> float | None:
        return self.cell.value

    @property
    def of(self) -> int | None:
        return None if self.cell.why == "few" else self.cell.of


def lines_of_series(told: Told) -> list[Row]:
    """Every period, newest first."""
    cells = zip(told.numbers.days[:-1], told.numbers.series[told.indicator.code].cells, strict=True)
    return [line(told, day.isoformat(), named_period(told.service, day), cell) for day, cell in cells][::-1]


def lines_divided(told: Told, by: str) -> list[Row]:
    """The last period by device or by group of people."""
    words: dict[str, Any] = dict(DEVICE_WORDS) if by == "device" else {**dict(told.service.groups), "": _("Not known")}
    found = told.numbers.series[told.indicator.code].divided.get(by, {})
    return [line(told, code or "unknown", str(words[code]), cell) for code, cell in found.items()]


def line(told: Told, key: str, label: str, cell: Cell) -> Row:
    return Row(key, label, written(told.indicator, cell), cell, told.indicator.unit)


def lines_of_steps(service: Service, numbers: Numbers) -> list[Row]:
    """Who came no further than the start and each step, of those who reached it."""
    labels = [("start", _("Start")), *service.steps]
    share = INDICATORS[0]
    return [
        Row(code, label, written(share, cell), cell, "share")
        for (code, label), cell in zip(labels, numbers.steps, strict=True)
    ]
