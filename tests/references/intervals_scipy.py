"""Makes intervals_scipy.json: intervals for means and shares by scipy and statsmodels. Run: python THIS_FILE."""

import json
from pathlib import Path

from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

TARGET = Path(__file__).with_suffix(".json")
SAMPLES = [[1, 2, 3], [0.1, 0.1, 0.4, 5.0], [1e9 + 1, 1e9 - 1, 1e9 + 2, 1e9], [-3, 8, 15, 0, 0, 2]]
SHARES = [(0, 10), (10, 10), (1, 20), (81, 263), (5000, 1_000_000)]
PAIRS = [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 0, 20), (10, 10, 0, 10), (400, 4000, 360, 4000)]
CONFIDENCES = [0.8, 0.95, 0.99]


def mean_case(values, confidence):
    interval = stats.ttest_1samp(values, 0).confidence_interval(confidence)
    return {"values": values, "confidence": confidence, "lower": interval.low, "upper": interval.high}


def share_case(counts, confidence):
    lower, upper = proportion_confint(*counts, alpha=1 - confidence, method="wilson")
    return {"counts": counts, "confidence": confidence, "lower": lower, "upper": upper}


def difference_case(counts, confidence):
    lower, upper = confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=1 - confidence)
    return {"counts": counts, "confidence": confidence, "lower": lower, "upper": upper}


def compute():
    return {
        "mean": [mean_case(values, confidence) for values in SAMPLES for confidence in CONFIDENCES],
        "share": [share_case(counts, confidence) for counts in SHARES for confidence in CONFIDENCES],
        "difference": [difference_case(counts, confidence) for counts in PAIRS for confidence in CONFIDENCES],
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2, default=float) + "\n")
