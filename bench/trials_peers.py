"""The pandas way of GrowthBook's gbstats and of spotify-confidence: runs in their environment, knows nothing of ours.

pandas is imported where it is used: the other ways read names from here, and their memory is measured without it.
`python bench/trials_peers.py gbstats|confidence LAKE` prints seconds, processor time and memory like the contenders.
"""

import json
import os
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

METRICS = ("uses", "spent", "finished", "minutes", "errors")
# A server that asks is warm: the first run of each way is not counted.
WARM_UP = 1
REPEATS = int(os.environ.get("BENCH_REPEATS", "5"))


def frame(lake, name, columns):
    import pandas as pd

    tables = [
        pq.ParquetFile(path).read(columns=columns).to_pandas() for path in sorted(Path(lake).glob(f"name={name}/*/*"))
    ]
    return pd.concat(tables, ignore_index=True)


def per_unit(lake):
    """One row a unit: join, compare times, group; only the columns that are needed."""
    import pandas as pd

    exposed = frame(lake, "field.exposed", ["subject", "time", "arm"])
    units = exposed.groupby("subject", sort=False).agg(exposed_at=("time", "min"), arm=("arm", "first"))
    used = frame(lake, "field.used", ["subject", "time", "value", "step", "minutes"])
    joined = used.merge(units, left_on="subject", right_index=True)
    before = joined[joined["time"] < joined["exposed_at"]]
    before = before[before["time"] >= before["exposed_at"] - pd.Timedelta(days=7)]
    after = joined[joined["time"] >= joined["exposed_at"]]
    after = after.assign(finished=after["step"] == "d", errors=after["step"] == "b")
    sums = after.groupby("subject", sort=False).agg(
        uses=("value", "size"),
        spent=("value", "sum"),
        finished=("finished", "max"),
        minutes=("minutes", "sum"),
        errors=("errors", "sum"),
    )
    sums["before"] = before.groupby("subject", sort=False)["value"].sum()
    whole = units.join(sums)
    numbers = [*METRICS, "before"]
    whole[numbers] = whole[numbers].fillna(0).astype(float)
    whole["minutes"] = whole["minutes"].clip(upper=300)
    return whole


def sums_of(units, name):
    return {
        "count": len(units),
        "main_sum": float(units[name].sum()),
        "main_sum_squares": float((units[name] ** 2).sum()),
        "covariate_sum": float(units["before"].sum()),
        "covariate_sum_squares": float((units["before"] ** 2).sum()),
        "main_covariate_sum_product": float((units[name] * units["before"]).sum()),
    }


def gbstats(units):
    from gbstats.frequentist.tests import FrequentistConfig, TwoSidedTTest
    from gbstats.models.statistics import RegressionAdjustedStatistic, SampleMeanStatistic, compute_theta

    arms = {arm: units[units["arm"] == arm] for arm in ("now", "new")}
    found = {}
    for name in METRICS:
        statistics = []
        for arm in ("now", "new"):
            sums = sums_of(arms[arm], name)
            count = sums["count"]
            main = SampleMeanStatistic(n=count, sum=sums["main_sum"], sum_squares=sums["main_sum_squares"])
            earlier = SampleMeanStatistic(n=count, sum=sums["covariate_sum"], sum_squares=sums["covariate_sum_squares"])
            statistics.append(
                RegressionAdjustedStatistic(
                    n=count,
                    post_statistic=main,
                    pre_statistic=earlier,
                    post_pre_sum_of_products=sums["main_covariate_sum_product"],
                    theta=0.0,
                )
            )
        theta = compute_theta(*statistics)
        for one in statistics:
            one.theta = theta
        test = TwoSidedTTest(*statistics, FrequentistConfig(difference_type="absolute"))
        found[name] = (test.compute_result(), statistics[1].post_statistic)
    new = found["spent"][1]
    return [new.n, new.mean, new.variance]


def confidence(units):
    import pandas as pd
    from spotify_confidence import StudentsTTest

    found = {}
    for name in METRICS:
        rows = [
            {"arm": arm, **{key: sums_of(own, name)[key] for key in ("count", "main_sum", "main_sum_squares")}}
            for arm, own in units.groupby("arm", sort=False)
        ]
        table = pd.DataFrame(rows)
        test = StudentsTTest(
            table,
            numerator_column="main_sum",
            numerator_sum_squares_column="main_sum_squares",
            denominator_column="count",
            categorical_group_columns="arm",
        )
        found[name] = (test.difference(level_1="now", level_2="new"), table.set_index("arm").loc["new"])
    new = found["spent"][1]
    mean = new["main_sum"] / new["count"]
    return [
        int(new["count"]),
        mean,
        (new["main_sum_squares"] / new["count"] - mean**2) * new["count"] / (new["count"] - 1),
    ]


def most_memory():
    """Megabytes this process held at most: the kernel's figure for a child would begin with its parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main():
    way, lake = sys.argv[1:]
    clock, used, found = [], [], []
    for number in range(WARM_UP + REPEATS):
        if number == WARM_UP:
            clock, used = [], []
        began, spent = time.perf_counter(), time.process_time()
        found = {"gbstats": gbstats, "confidence": confidence}[way](per_unit(lake))
        clock.append(time.perf_counter() - began)
        used.append(time.process_time() - spent)
    print(json.dumps({"clock": clock, "processor": used, "memory": most_memory(), "found": list(map(float, found))}))


if __name__ == "__main__":
    main()
