"""Every number of a service, worked out from its rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labx.trials.services import hiding
from labx.trials.services.events import DEVICES
from labx.trials.services.indicators import INDICATORS, Indicator
from labx.trials.services.models import Service
from labx.trials.services.periods import bounds_of, micros
from labx.trials.services.reckoning import Cell, Journeys, Sample, decided, in_time, left_after, periods_of, reckon

DIVIDED_BY = ("device", "group")
UNKNOWN = ""


@dataclass(frozen=True)
class Series:
    """One indicator: a value a period, and the last period's by device and by group."""

    cells: tuple[Cell, ...]
    divided: dict[str, dict[str, Cell]]

    @property
    def now(self) -> Cell:
        return self.cells[-1]

    @property
    def before(self) -> Cell:
        return self.cells[-2]


@dataclass(frozen=True)
class Numbers:
    """`days`: first days of the periods, and the first day after the last. `steps`: who left after the start and each
    step, of all transactions of the last period. `complete_until`: what happened later may not be in yet; nothing where
    all is in that happened until it was counted.
    """

    counted_at: dt.datetime
    days: tuple[dt.date, ...]
    series: dict[str, Series]
    steps: tuple[Cell, ...]
    transactions: int
    complete_until: dt.datetime | None = None


def worked_out(
    service: Service,
    journeys: Journeys,
    counted_at: dt.datetime,
    days: Sequence[dt.date],
    complete_until: dt.datetime | None = None,
) -> Numbers:
    """A time is over where it was over when everything was in: silence after that says nothing."""
    until = min(complete_until or counted_at, counted_at)
    bounds, now = bounds_of(days), micros(until)
    groups = [code for code, _label in service.groups]
    series = {
        one.code: series_of(one.sample(journeys, service.allowed_hours, now), journeys, bounds, groups)
        for one in INDICATORS
    }
    steps = steps_left(journeys, service, bounds, now)
    behind = until if until < counted_at else None
    return Numbers(counted_at, tuple(days), series, steps, len(journeys.started), behind)


def series_of(sample: Sample, journeys: Journeys, bounds: Sequence[int], groups: Sequence[str]) -> Series:
    cells, tops = periods_of(sample.at, bounds), periods_of(sample.tops_at, bounds)
    count = len(bounds) - 1
    found = tuple(hiding.alone(cell) for cell in reckon(sample, cells, count, tops))
    if sample.kind == "cost":
        return Series(found, {})
    is_last = cells == count - 1
    divided = {}
    for name, codes in (("device", DEVICES), ("group", groups)):
        words = getattr(journeys, name)[sample.places]
        divided[name] = by_words(sample, np.where(is_last, words, "-"), [*codes, UNKNOWN])
    return Series(found, divided)


def by_words(sample: Sample, words: np.ndarray, codes: Sequence[str]) -> dict[str, Cell]:
    """The last period's value of each code; codes that the service does not declare stand with the unknown ones."""
    places = np.full(len(words), -1, np.int64)
    for place, code in enumerate(codes):
        places[words == code] = place
    places[(places < 0) & (words != "-")] = len(codes) - 1
    found = dict(zip(codes, reckon(sample, places, len(codes)), strict=True))
    return hiding.parts({code: cell for code, cell in found.items() if cell.of})


def steps_left(journeys: Journeys, service: Service, bounds: Sequence[int], now: int) -> tuple[Cell, ...]:
    """Who left where, of transactions begun in the last period; hidden so that no small number follows."""
    done = in_time(journeys, service.allowed_hours)
    is_last = periods_of(journeys.started, bounds) == len(bounds) - 2
    counts = decided(journeys, service.allowed_hours, now) & is_last
    left = left_after(journeys, len(service.steps), counts, done)
    cells = dict(enumerate(Cell(0, cell.some or 0) for cell in left))
    shown = hiding.parts({**cells, "done": Cell(0, int((counts & done).sum()))})
    return tuple(hiding.hidden(cell) if shown[place].why else cell for place, cell in enumerate(left))


def has_any(numbers: Numbers, one: Indicator) -> bool:
    """Whether anything of this indicator was recorded in the periods shown."""
    return any(cell.why != "none" for cell in numbers.series[one.code].cells)
