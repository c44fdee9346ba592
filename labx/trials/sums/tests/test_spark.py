"""The same expressions on Apache Spark, in local mode, give the same sums."""

import os
import shutil
import sys

import duckdb
import narwhals as nw
import numpy as np
import pytest

from labx.trials.sums.tests.frames import QUESTION, frames, row, table
from labx.trials.sums.whole import sums_of_frames

LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "3",
    "spark.driver.extraJavaOptions": "-Duser.timezone=UTC",
}


@pytest.fixture
def spark(monkeypatch):
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install 'labx[spark]'")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java 17.")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in LOCAL.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def history():
    """Two hundred units with all that can go wrong."""
    chance = np.random.default_rng(11)
    rows = []
    for unit in range(200):
        arms = chance.choice(["old", "new", "other"], size=chance.integers(1, 4), p=[0.49, 0.49, 0.02])
        rows += [row("shop.exposed", unit, chance.uniform(-1, 20), arm=str(arm)) for arm in arms[:1].repeat(len(arms))]
        rows += [row("shop.exposed", unit, chance.uniform(0, 20), arm=str(arm)) for arm in arms[1:2] if unit % 10 == 0]
        for _ in range(chance.poisson(6)):
            value, step = float(1e6 + chance.normal()), str(chance.choice(["begin", "end"]))
            rows.append(row("shop.used", unit, chance.uniform(-8, 22), value=value, step=step))
            rows.append(row("shop.called", unit, chance.uniform(-8, 22), minutes=float(chance.integers(60))))
    return rows


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_spark_and_duckdb_agree(spark):
    rows = history()
    found = sums_of_frames(QUESTION, lambda name: nw.from_native(spark.createDataFrame(table(name, rows))))
    with duckdb.connect() as engine:
        expected = sums_of_frames(QUESTION, frames(rows, engine))
    assert found.findings == expected.findings
    assert found.findings.in_two_arms > 0 and found.findings.of_unknown_arm > 0 and found.findings.early_events > 0
    assert found.arms.keys() == expected.arms.keys()
    for arm, one in expected.arms.items():
        assert found.arm(arm).moments.count == one.moments.count
        assert found.arm(arm).capped.tolist() == one.capped.tolist()
        np.testing.assert_allclose(found.arm(arm).moments.means, one.moments.means, rtol=1e-9)
        np.testing.assert_allclose(found.arm(arm).moments.centred_products, one.moments.centred_products, rtol=1e-9)
