"""Makes survival_lifelines.json: mean times up to horizons by lifelines 0.30.3. Run: python THIS_FILE."""

import json
from pathlib import Path

from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

TARGET = Path(__file__).with_suffix(".json")
# Freireich and others (1963): weeks of remission of leukaemia, with 6-MP and with placebo; 0 where still in remission.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
TREATED_HAPPENED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
CONTROL = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
CONTROL_HAPPENED = [1] * len(CONTROL)
HORIZONS = [5, 10, 20.5]


def arm(times, happened):
    fitted = KaplanMeierFitter().fit(times, happened)
    means = [float(restricted_mean_survival_time(fitted, t=horizon)) for horizon in HORIZONS]
    shares = [float(fitted.predict(horizon)) for horizon in HORIZONS]
    return {"times": times, "happened": happened, "restricted_means": means, "shares": shares}


def compute():
    return {
        "horizons": HORIZONS,
        "treated": arm(TREATED, TREATED_HAPPENED),
        "control": arm(CONTROL, CONTROL_HAPPENED),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2) + "\n")
