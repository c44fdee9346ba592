"""Makes strata_lifelines.json: mean times in strata and in clusters by lifelines 0.30.3. Run: python THIS_FILE."""

import json
from pathlib import Path

from lifelines import KaplanMeierFitter
from lifelines.datasets import load_leukemia, load_lung
from lifelines.utils import restricted_mean_survival_time

TARGET = Path(__file__).with_suffix(".json")
WEEKS, DAYS, FEWEST = 15, 180, 8


def group(rows, time, happened, horizon):
    """Times of one group and their mean up to the horizon."""
    fitted = KaplanMeierFitter().fit(rows[time], rows[happened])
    mean = float(restricted_mean_survival_time(fitted, t=horizon))
    return {"times": rows[time].astype(float).tolist(), "happened": rows[happened].astype(int).tolist(), "mean": mean}


def strata():
    """Freireich's patients by sex: 6-MP (Rx 0) against placebo."""
    patients = load_leukemia()
    found = []
    for sex in (0, 1):
        here = patients[patients["sex"] == sex]
        arms = {"treated": here[here["Rx"] == 0], "control": here[here["Rx"] == 1]}
        found.append({name: group(rows, "t", "status", WEEKS) for name, rows in arms.items()})
    return {"horizon": WEEKS, "strata": found}


def clusters():
    """Lung cancer patients by institution; which institutions are called tried is made up here."""
    patients = load_lung().dropna(subset=["inst"])
    sizes = patients["inst"].value_counts()
    kept = sorted(sizes[sizes >= FEWEST].index)
    found = []
    for place, institution in enumerate(kept):
        rows = patients[patients["inst"] == institution]
        found.append({"is_treated": place % 2, **group(rows, "time", "status", DAYS)})
    return {"horizon": DAYS, "clusters": found}


def compute():
    return {"strata": strata(), "clusters": clusters()}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2) + "\n")
