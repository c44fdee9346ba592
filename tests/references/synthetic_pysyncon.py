"""Makes synthetic_pysyncon.json: prisons in Texas by pysyncon 1.7, on all outcomes before. Run: python THIS_FILE."""

import json
from pathlib import Path

import numpy as np
from causaldata import texas
from pysyncon import Synth

TARGET = Path(__file__).with_suffix(".json")
FIRST = 1993


def prisoners():
    """Black men in prison by year and state."""
    data = texas.load_pandas().data
    return data.pivot(index="year", columns="state", values="bmprison").astype(float)


def compute():
    table = prisoners()
    before = table[table.index < FIRST]
    others = [state for state in table.columns if state != "Texas"]
    model = Synth()
    model.fit(
        X0=before[others],
        X1=before["Texas"],
        Z0=before[others],
        Z1=before["Texas"],
        custom_V=np.full(len(before), 1 / len(before)),
    )
    gaps = table["Texas"] - table[others] @ model.W
    return {
        "weights": {state: float(weight) for state, weight in zip(others, model.W, strict=True) if weight > 1e-4},
        "loss": float((gaps[gaps.index < FIRST] ** 2).mean()),
        "effect": float(gaps[gaps.index >= FIRST].mean()),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=1, default=float) + "\n")
