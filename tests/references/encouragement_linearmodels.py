"""Makes encouragement_linearmodels.json: two-stage least squares by linearmodels 7.1. Run: python THIS_FILE."""

import json
from pathlib import Path

import numpy as np
from linearmodels.iv import IV2SLS

TARGET = Path(__file__).with_suffix(".json")


def people(count=60):
    """Half invited, some of them taking part, an outcome that depends on a hidden trait."""
    random = np.random.default_rng(12)
    invited = np.tile([1.0, 0.0], count // 2)
    trait, age = random.normal(size=count), random.normal(40, 10, size=count).round(1)
    part = (trait + 1.5 * invited + random.normal(size=count) > 0.9).astype(float)
    outcome = (2 * part + trait + age / 20 + random.normal(size=count)).round(3)
    return {"outcome": outcome.tolist(), "part": part.tolist(), "invited": invited.tolist(), "age": age.tolist()}


def fitted(data, exogenous):
    columns = {name: np.asarray(values) for name, values in data.items()}
    count = len(columns["outcome"])
    fixed = np.column_stack([np.ones(count), *(columns[name] for name in exogenous)])
    fit = IV2SLS(columns["outcome"], fixed, columns["part"], columns["invited"]).fit(cov_type="robust", debiased=True)
    return {"estimate": fit.params.iloc[-1], "standard_error": fit.std_errors.iloc[-1]}


def compute():
    data = people()
    return {"data": data, "plain": fitted(data, []), "with_age": fitted(data, ["age"])}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=1, default=float) + "\n")
