"""One way from the log of a trial to its sums, in a process of its own: prints seconds, processor time and memory.

`python -m bench.trials_contenders WAY LAKE` with the environment of `bench.trials_sums`.
"""

import datetime as dt
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from bench import ground, trials_lake
from bench.trials_peers import METRICS, REPEATS, WARM_UP, most_memory

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
COVARIATE_DAYS = 7

UNITS = "SELECT subject, any_value(arm) AS arm, min(time) AS exposed_at FROM exposed GROUP BY subject"
# The same five numbers and covariate as `question(5)`, as an analyst would write them.
PER_UNIT = f"""
    WITH units AS ({UNITS})
    SELECT subject, any_value(arm) AS arm,
           count(*) FILTER (time >= exposed_at)::DOUBLE AS uses,
           coalesce(sum(value) FILTER (time >= exposed_at), 0) AS spent,
           (count(*) FILTER (time >= exposed_at AND step = 'd') > 0)::INT::DOUBLE AS finished,
           least(coalesce(sum(minutes) FILTER (time >= exposed_at), 0), 300) AS minutes,
           count(*) FILTER (time >= exposed_at AND step = 'b')::DOUBLE AS errors,
           coalesce(sum(value) FILTER (time < exposed_at AND time >= exposed_at - INTERVAL 7 DAYS), 0) AS before
    FROM units LEFT JOIN used USING (subject) GROUP BY subject"""
PER_ARM = "SELECT arm, count(*), avg(before), var_samp(before), " + ", ".join(
    f"avg({name}), var_samp({name}), covar_samp({name}, before)" for name in METRICS
)


class Way(NamedTuple):
    """What is timed until it answers, and what comes before; what is left to finish then counts as work alone."""

    run: Callable[[], Any]
    prepare: Callable[[], Any] = bool
    finish: Callable[[], Any] = bool


def question(metrics: int) -> Any:
    from labx.core.measures.declare import Measure
    from labx.trials.sums.question import Quantity, Question

    def used(name: str, aggregation: str, step: str = "", of: str = "value", **more: Any) -> Quantity:
        where = {"step": step} if step else {}
        return Quantity(name, Measure(name, name, "field.used", aggregation, where, of), **more)

    found = [
        used("uses", "count"),
        used("spent", "sum"),
        used("finished", "unique_subjects", "d"),
        used("minutes", "sum", of="minutes", cap=(None, 300.0)),
        used("errors", "count", "b"),
    ]
    for step in trials_lake.STEPS:
        found += [
            used(f"spent_{step}", "sum", step),
            used(f"minutes_{step}", "sum", step, "minutes"),
            used(f"any_{step}", "unique_subjects", step),
            used(f"uses_{step}", "count", step),
        ]
    before = used("before", "sum", when="before", within_days=COVARIATE_DAYS)
    return Question("field.exposed", ("now", "new"), (*found[:metrics], before), since=START)


def ours(metrics: int) -> Callable[[], Any]:
    from labx.trials.sums.whole import compute_sums

    asked = question(metrics)
    return lambda: described(compute_sums(asked))


def refresh() -> Way:
    """Bring kept rows up to date; the day before's file is put back, down to the disk, outside the measured time."""
    from labx.trials.sums.kept import current_sums, path_of
    from labx.trials.sums.rows_file import wait_until_written

    asked = question(5)
    path = path_of(asked)
    before = path.with_suffix(".before")
    if not before.exists():
        shutil.copy(path, before)

    def put_back() -> None:
        shutil.copy(before, path)
        os.sync()

    return Way(lambda: described(current_sums(asked)), put_back, wait_until_written)


def keep() -> Way:
    from labx.trials.sums.kept import current_sums, forget
    from labx.trials.sums.rows_file import wait_until_written

    asked = question(5)
    forget(asked)
    return Way(lambda: described(current_sums(asked)), finish=wait_until_written)


def described(sums: Any) -> list[float]:
    """A few numbers by which ways are compared: units, mean of spending, its variance."""
    new = sums.arm("new").of("spent") if "spent" in sums.arm("new").moments.names else sums.arm("new").of("uses")
    return [new.count, new.mean, new.variance]


def connected(lake: str) -> Any:
    import duckdb

    engine = duckdb.connect()
    engine.execute("SET parquet_metadata_cache = true; SET TimeZone = 'UTC'")
    for name in ("exposed", "used"):
        engine.execute(f"CREATE VIEW {name} AS FROM read_parquet('{lake}/name=field.{name}/*/*.parquet')")
    return engine


def by_hand(lake: str) -> Callable[[], Any]:
    engine = connected(lake)

    def run() -> Any:
        rows = engine.execute(f"{PER_ARM} FROM ({PER_UNIT}) GROUP BY arm").fetchall()
        new = next(row for row in rows if row[0] == "new")
        return [new[1], new[7], new[8]]

    return run


def tea(lake: str) -> Callable[[], Any]:
    import tea_tasting as tt

    engine = connected(lake)
    experiment = tt.Experiment({name: tt.Mean(name, "before") for name in METRICS}, variant="arm")

    def run() -> Any:
        result = experiment.analyze(engine.sql(PER_UNIT), control="now")
        return [0, result["spent"].treatment, 0]

    return run


def main() -> None:
    name, lake = sys.argv[1:]
    if name in ("hand", "tea"):
        way = Way({"hand": by_hand, "tea": tea}[name](lake))
    else:
        ground.join()
        trials_lake.announce()
        way = {"refresh": refresh, "keep": keep}[name]() if name in ("refresh", "keep") else Way(ours(int(name)))
    clock, used, found = [], [], []
    for number in range(1 if name == "keep" else WARM_UP + REPEATS):
        if number == WARM_UP:
            clock, used = [], []
        way.prepare()
        began, spent = time.perf_counter(), time.process_time()
        found = way.run()
        clock.append(time.perf_counter() - began)
        way.finish()
        used.append(time.process_time() - spent)
    print(json.dumps({"clock": clock, "processor": used, "memory": most_memory(), "found": found}))


if __name__ == "__main__":
    main()
