"""From events to one row a unit, in expressions that run on DuckDB and on Spark alike.

A row holds `subject`, `exposed_at`, the lowest and highest place of its arms, its number of exposures,
`early` (outcomes' events of the day before the exposure) and a sum for each quantity.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import narwhals as nw

from labx.core.measures.compute import conditions_of
from labx.trials.sums.question import Quantity, Question

UNKNOWN = -1  # the place of an arm that the question does not name
OF_EXPOSURE = ("exposed_at", "lowest_arm", "highest_arm", "exposures")
EXPOSED_AT = nw.col("exposed_at")
NO_SUM = nw.lit(None).cast(nw.Float64)
ONE = nw.lit(1).cast(nw.Float64)  # a bare 1.0 is a decimal to DuckDB


def in_trial(question: Question) -> list[nw.Expr]:
    return [*since(question.since), *until(question.until)]


def since(earliest: dt.datetime | None) -> list[nw.Expr]:
    return [] if earliest is None else [nw.col("time") >= nw.lit(earliest)]


def until(last: dt.datetime | None) -> list[nw.Expr]:
    return [] if last is None else [nw.col("time") < nw.lit(last)]


def narrow(frame: nw.LazyFrame, conditions: Sequence[nw.Expr]) -> nw.LazyFrame:
    return frame.filter(*conditions) if conditions else frame


def place_of(question: Question) -> nw.Expr:
    """An arm's place in the question: small whole numbers are grouped faster than words."""
    place: nw.Expr = nw.lit(UNKNOWN)
    for number, arm in enumerate(question.arms):
        place = nw.when(nw.col(question.arm) == nw.lit(arm)).then(nw.lit(number)).otherwise(place)
    return place.cast(nw.Int8)


def exposures_of(question: Question, exposed: nw.LazyFrame) -> nw.LazyFrame:
    """Exposures that belong to the trial: subject, moment, place of the arm."""
    narrowed_down = narrow(exposed, [*conditions_of(question.where), *in_trial(question)])
    return narrowed_down.select("subject", nw.col("time").alias("exposed_at"), place_of(question).alias("arm"))


def units_of(exposures: nw.LazyFrame) -> nw.LazyFrame:
    return exposures.group_by("subject").agg(
        nw.col("exposed_at").min(),
        nw.col("arm").min().alias("lowest_arm"),
        nw.col("arm").max().alias("highest_arm"),
        nw.len().cast(nw.Int32).alias("exposures"),
    )


def numbers_of(question: Question, events: Callable[[str], nw.LazyFrame], when: str = "") -> nw.LazyFrame:
    """Events as subject, moment, whether an outcome is made of them, and what each adds to each quantity.

    With `when`, for quantities of that side of the exposure alone.
    """
    asked = {column: one for column, one in question.sums.items() if when in ("", one.when)}
    names = dict.fromkeys(quantity.measure.event for quantity in asked.values())
    return nw.concat([numbers_of_event(question, name, asked, events(name)) for name in names])


def numbers_of_event(question: Question, name: str, asked: Mapping[str, Quantity], frame: nw.LazyFrame) -> nw.LazyFrame:
    is_outcome = any(one.measure.event == name and one.when == "after" for one in asked.values())
    return narrow(frame, [*since(question.earliest), *until(question.until)]).select(
        "subject",
        nw.col("time").alias("moment"),
        nw.lit(is_outcome).alias("is_outcome"),
        *(number_of(asked.get(column), name).alias(column) for column in question.sums),
    )


def number_of(quantity: Quantity | None, name: str) -> nw.Expr:
    if quantity is None or quantity.measure.event != name:
        return NO_SUM
    measure = quantity.measure
    number = nw.col(measure.of) if measure.aggregation == "sum" else ONE
    conditions = conditions_of(measure.where)
    return nw.when(*conditions).then(number) if conditions else number


def totals_of(question: Question, units: nw.LazyFrame, numbers: nw.LazyFrame) -> nw.LazyFrame:
    """One row a unit; units without an event are there too. As keys its exposure takes less room than as aggregates."""
    joined = units.with_columns(*limits_of(question)).join(numbers, on="subject", how="left")
    # DuckDB keeps a third more for a sum of whole numbers than for one of floats, for each unit.
    sums = {name: part.cast(nw.Float64).sum() for name, part in parts_of(question).items()}
    sums["early"] = sums["early"].cast(nw.Int32)
    return joined.group_by("subject", *OF_EXPOSURE).agg(*(total.alias(name) for name, total in sums.items()))


def parts(question: Question, units: nw.LazyFrame, numbers: nw.LazyFrame) -> nw.LazyFrame:
    """One row an event of a unit: its place, and what the event adds to that unit's row.

    Moving by days is slow: limits are moved after the join, for few of the units have events then, and those before
    the exposure for fewer still.
    """
    joined = units.join(numbers, on="subject", how="inner")
    before = nw.when(nw.col("moment") < EXPOSED_AT).then(EXPOSED_AT)
    joined = joined.with_columns(*limits_of(question, before))
    return joined.select("place", *(part.fill_null(0).alias(name) for name, part in parts_of(question).items()))


def parts_of(question: Question) -> dict[str, nw.Expr]:
    """What one event adds to each column of a unit's row."""
    is_early = [nw.col("is_outcome"), nw.col("moment") < nw.col("exposed_at"), nw.col("moment") >= nw.col("day_before")]
    if question.since is not None:
        is_early.append(nw.col("moment") >= nw.lit(question.since))
    early = nw.when(*is_early).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int32)
    sums = {column: nw.when(*window_of(one)).then(nw.col(column)) for column, one in question.sums.items()}
    return {"early": early, **sums}


def limits_of(question: Question, before: nw.Expr = EXPOSED_AT) -> list[nw.Expr]:
    """Where the windows of quantities end, once for each unit; from `before` those that lie before the exposure."""
    starts = {"after": EXPOSED_AT, "before": before}
    windows = {(one.when, one.within_days) for one in question.quantities if one.within_days is not None}
    return [
        moved(before, "before", 1).alias("day_before"),
        *(moved(starts[when], when, days).alias(limit(when, days)) for when, days in sorted(windows)),
    ]


def moved(start: nw.Expr, when: str, days: int) -> nw.Expr:
    return start.dt.offset_by(f"{24 * days if when == 'after' else -24 * days}h")


def limit(when: str, days: int) -> str:
    return f"{when}_{days}_days"


def window_of(quantity: Quantity) -> list[nw.Expr]:
    moment, exposed_at, days = nw.col("moment"), nw.col("exposed_at"), quantity.within_days
    if quantity.when == "after":
        return [moment >= exposed_at, *([moment < nw.col(limit("after", days))] if days else [])]
    return [moment < exposed_at, *([moment >= nw.col(limit("before", days))] if days else [])]
