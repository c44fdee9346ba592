"""Computing a measure over the whole log: narwhals expressions on DuckDB, lake and hot rows in one snapshot."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import narwhals as nw

from labx.core.events.reader import Snapshot, one_snapshot
from labx.core.measures.declare import OF_A_NUMBER, Measure, checked, measure
from labx.stats.errors import CannotEstimate


@dataclass(frozen=True)
class Result:
    """A measure's value and what it was made of. `cut_off`: events after it are not counted."""

    measure: Measure
    numerator: float
    denominator: float | None
    cut_off: dt.datetime
    computed_at: dt.datetime
    project: UUID | None = None
    group: Mapping[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """The number; asking for one that does not exist raises `CannotEstimate`."""
        if self.denominator is None:
            return self.numerator
        if not self.denominator:
            raise CannotEstimate(
                "{title} cannot be computed.",
                "There is nothing to divide by: no event counts in its denominator yet.",
                "Wait for the first events, or look at a longer time.",
                title=self.measure.title,
            )
        return self.numerator / self.denominator

    @property
    def has_value(self) -> bool:
        return self.denominator is None or bool(self.denominator)


def compute(asked: Measure | str, *, project: UUID | None = None, until: dt.datetime | None = None) -> Result:
    """The measure now, from every event; `until` leaves out those that happened later."""
    return compute_by(asked, by=(), project=project, until=until)[0]


def compute_by(
    asked: Measure | str, *, by: Sequence[str], project: UUID | None = None, until: dt.datetime | None = None
) -> tuple[Result, ...]:
    """The measure for each combination of the context keys `by`, in their order; without keys, one result."""
    wanted = checked(measure(asked) if isinstance(asked, str) else asked)
    over = checked(measure(wanted.denominator)) if wanted.denominator else None
    with one_snapshot(*{one.event for one in (wanted, over) if one}) as log:
        own = grouped(wanted, counted(log, wanted, project, until), by)
        below = grouped(over, counted(log, over, project, until), by) if over else {}
    found = []
    for key in sorted({*own, *below} if by else {()}, key=str):
        numerator, denominator = parts(wanted, own.get(key, NOTHING))
        if over:
            denominator = parts(over, below.get(key, NOTHING))[0]
        group = dict(zip(by, key, strict=True))
        found.append(Result(wanted, numerator, denominator, until or log.taken_at, log.taken_at, project, group))
    return tuple(found)


@dataclass(frozen=True)
class Sufficient:
    """What a group's value is made of. `median` only where that is asked for."""

    events: int = 0
    subjects: int = 0
    total: float = 0.0
    median: float | None = None


NOTHING = Sufficient()


def parts(wanted: Measure, made_of: Sufficient) -> tuple[float, float | None]:
    """Numerator and own denominator."""
    match wanted.aggregation:
        case "count":
            return made_of.events, None
        case "unique_subjects":
            return made_of.subjects, None
        case "sum":
            return made_of.total, None
        case "mean":
            return made_of.total, made_of.events
        case "median":
            return (made_of.median or 0.0, 1 if made_of.events else 0)


def counted(log: Snapshot, wanted: Measure, project: UUID | None, until: dt.datetime | None) -> nw.LazyFrame:
    """The events that this measure counts."""
    frame = narrowed(wanted, log.events(wanted.event))
    if project is not None:
        frame = frame.filter(nw.col("project") == nw.lit(project))
    return frame if until is None else frame.filter(nw.col("time") <= nw.lit(until))


def narrowed(wanted: Measure, frame: nw.LazyFrame) -> nw.LazyFrame:
    """Events that fit the measure's conditions and have the number it is made of."""
    conditions = conditions_of(wanted.where)
    if wanted.aggregation in OF_A_NUMBER:
        conditions.append(~nw.col(wanted.of).is_null())
    return frame.filter(*conditions) if conditions else frame


def conditions_of(where: Mapping[str, Any]) -> list[nw.Expr]:
    return [
        nw.col(key).is_in(list(value)) if isinstance(value, tuple) else nw.col(key) == nw.lit(value)
        for key, value in where.items()
    ]


def grouped(wanted: Measure, frame: nw.LazyFrame, by: Sequence[str]) -> dict[tuple[Any, ...], Sufficient]:
    expressions = aggregates(wanted)
    found = frame.group_by(*by).agg(*expressions) if by else frame.select(*expressions)
    sufficient = {}
    for row in found.collect().rows(named=True):
        key = tuple(row.pop(name) for name in by)
        sufficient[key] = Sufficient(**{name: value for name, value in row.items() if value is not None})
    return sufficient


def aggregates(wanted: Measure) -> list[nw.Expr]:
    """Only what the value needs: counting people costs more than counting events."""
    if wanted.aggregation == "count":
        return [nw.len().alias("events")]
    if wanted.aggregation == "unique_subjects":
        return [nw.col("subject").n_unique().alias("subjects")]
    number = nw.col(wanted.of)
    if wanted.aggregation == "median":
        return [nw.len().alias("events"), number.median().alias("median")]
    return [nw.len().alias("events"), number.sum().alias("total")]
