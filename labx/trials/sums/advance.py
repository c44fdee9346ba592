"""Bringing rows of units up to date from what came and what was taken back since; all else stays as it was added up.

Sums are added to, never taken from: subtracting from a rounded sum does not give back what was there before. So units
that lost an event, and those whose first exposure is new or earlier than known, are added up again from the whole log.
"""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from labx.trials.sums.question import DAY, Question
from labx.trials.sums.units import exposures_of, narrow, numbers_of, parts, since, totals_of, units_of, until

NUMBERS = itertools.count()
# What a further exposure does to a known unit.
MET_AGAIN = {"lowest_arm": np.minimum, "highest_arm": np.maximum, "exposures": np.add}
Events = Callable[[str], nw.LazyFrame]


@dataclass(frozen=True)
class Changes:
    """Events of one name each: all that count now (between two moments, if given, or some more), those that came since,
    and those that no longer count.
    """

    whole: Callable[[str, dt.datetime | None, dt.datetime | None], nw.LazyFrame]
    added: Events
    taken_back: Events


def begun(question: Question, whole: Events) -> pa.Table:
    """Rows of all units, from every event."""
    units = units_of(exposures_of(question, whole(question.exposure)))
    return arrow(totals_of(question, units, numbers_of(question, whole)))


def advanced(question: Question, kept: pa.Table, changes: Changes, engine: duckdb.DuckDBPyConnection) -> pa.Table:
    """The rows as `begun` would give them now (in another order, and up to rounding)."""
    rows = Rows(question, kept, changes, engine)
    rows.add_exposures()
    rows.add_events()
    return rows.joined(rows.fresh())


def arrow(frame: nw.LazyFrame) -> pa.Table:
    found: pa.Table = frame.collect("pyarrow").to_native()
    return found


class Rows:
    """Rows of units while they are brought up to date; columns that change are copied first.

    Units are `lost` (an event of theirs was taken back), `earlier` (their first exposure is new, or earlier than known)
    or `met` (exposed once more). The first two are added up `again`; `place` is that among the known rows, if any.
    """

    def __init__(self, question: Question, kept: pa.Table, changes: Changes, engine: duckdb.DuckDBPyConnection) -> None:
        self.question, self.kept, self.changes, self.engine = question, kept, changes, engine
        self.changed: dict[str, Any] = {}
        places = pa.array(np.arange(len(kept), dtype=np.int64))
        self.known = self.lazy(kept.select(["subject", "exposed_at"]).append_column("place", places))
        self.lost = arrow(self.who_lost())
        exposed = arrow(self.who_was_exposed())
        is_earlier = pc.fill_null(pc.less(exposed["exposed_at"], exposed["known_since"]), True)
        self.earlier, self.met = exposed.filter(is_earlier), exposed.filter(pc.invert(is_earlier))
        self.again = pa.concat_tables([self.earlier.select(self.lost.column_names), self.lost])
        self.who = self.lazy(self.again.select(["subject"]))

    def lazy(self, table: pa.Table) -> nw.LazyFrame:
        """A copy inside DuckDB: it cannot narrow a scan of Arrow's own ids while it joins."""
        name = f"rows_{next(NUMBERS)}"
        self.engine.register("arrow_rows", table)
        self.engine.execute(f"CREATE TEMP TABLE {name} AS FROM arrow_rows")
        self.engine.unregister("arrow_rows")
        return nw.from_native(self.engine.table(name))

    def who_lost(self) -> nw.LazyFrame:
        names = dict.fromkeys((self.question.exposure, *self.question.events))
        lost = nw.concat([self.changes.taken_back(name).select("subject") for name in names]).unique()
        return lost.join(self.known.select("subject", "place"), on="subject", how="left").select("subject", "place")

    def who_was_exposed(self) -> nw.LazyFrame:
        """Units that came, or came again, and lost nothing; since when they were known, if they were."""
        exposed = units_of(exposures_of(self.question, self.changes.added(self.question.exposure)))
        known = self.known.select("subject", "place", known_since="exposed_at")
        return exposed.join(self.lazy(self.lost), on="subject", how="anti").join(known, on="subject", how="left")

    def fresh(self) -> pa.Table:
        """Rows added up anew from the log, read no further back than can matter."""
        units = self.units_again() if len(self.again) else self.earlier
        if not len(units):
            return self.kept.slice(0, 0)
        numbers = self.numbers_again(pc.min(units["exposed_at"]).as_py())
        return arrow(totals_of(self.question, self.lazy(units), nw.concat(numbers)))

    def numbers_again(self, first: dt.datetime) -> list[nw.LazyFrame]:
        """All events from the day before the first exposure on; further back only what counts before it."""
        reach, recent = self.question.reach, first - DAY
        found = [numbers_of(self.question, self.whole_between(recent, None))]
        if reach != DAY:
            earliest = None if reach is None else first - reach
            found.append(numbers_of(self.question, self.whole_between(earliest, recent), "before"))
        return found

    def whole_between(self, first: dt.datetime | None, last: dt.datetime | None) -> Events:
        span = [*since(first), *until(last)]
        return lambda name: narrow(self.changes.whole(name, first, last), span)

    def units_again(self) -> pa.Table:
        """Exposures of those who are added up anew; all of the log are read only where one was lost."""
        if len(self.lost):
            exposed = self.changes.whole(self.question.exposure, None, None).join(self.who, on="subject", how="semi")
            return arrow(units_of(exposures_of(self.question, exposed)))
        units = self.earlier
        is_known = units["place"].is_valid().to_numpy()
        at = units["place"].drop_null().to_numpy()
        for name, put_together in MET_AGAIN.items():
            values = units[name].to_numpy().copy()
            values[is_known] = put_together(values[is_known], self.kept[name].to_numpy()[at])
            units = units.set_column(units.schema.get_field_index(name), name, pa.array(values))
        return units.drop_columns(["place", "known_since"])

    def add_exposures(self) -> None:
        """Repeated exposures of those who are not added up anew: the first one stays."""
        at = self.met["place"].to_numpy()
        for name, put_together in MET_AGAIN.items() if len(at) else ():
            self.column(name)[at] = put_together(self.column(name)[at], self.met[name].to_numpy())

    def add_events(self) -> None:
        numbers = numbers_of(self.question, self.changes.added).join(self.who, on="subject", how="anti")
        known = self.known.select("subject", "exposed_at", "place")
        more = arrow(parts(self.question, known, numbers))
        at = more["place"].to_numpy()
        for name in ("early", *self.question.sums):
            values = more[name].to_numpy()
            if values.any():  # a column without anything new is not copied
                np.add.at(self.column(name), at, values)

    def column(self, name: str) -> Any:
        if name not in self.changed:
            self.changed[name] = np.require(self.kept[name].to_numpy(), requirements="W")
        return self.changed[name]

    def joined(self, fresh: pa.Table) -> pa.Table:
        table = self.kept
        for name, values in self.changed.items():
            field = table.schema.get_field_index(name)
            table = table.set_column(field, table.schema.field(name), pa.array(values))
        replaced = self.again["place"].drop_null().to_numpy()
        if len(replaced):
            stays = np.ones(len(table), dtype=bool)
            stays[replaced] = False
            table = table.filter(pa.array(stays))
        return pa.concat_tables([table, fresh.cast(table.schema)])
