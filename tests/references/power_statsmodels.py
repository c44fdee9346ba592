"""Makes power_statsmodels.json: power and sample sizes by statsmodels. Run: python THIS_FILE."""

import json
from pathlib import Path

from statsmodels.stats.power import NormalIndPower, TTestIndPower
from statsmodels.stats.proportion import proportion_effectsize

TARGET = Path(__file__).with_suffix(".json")
MEANS = [(0.5, 64, 1.0, 0.95), (0.2, 20, 1.0, 0.95), (1.5, 5, 2.0, 0.9), (0.1, 1000, 0.5, 0.99)]
SHARES = [(0.4, 0.3, 1.0), (0.4, 0.36, 1.0), (0.01, 0.02, 1.0), (0.9, 0.85, 2.0), (0.05, 0.5, 0.5)]


def means_case(effect, treated, ratio, confidence):
    solver = TTestIndPower()
    alpha = 1 - confidence
    return {
        "difference": effect,
        "treated": treated,
        "ratio": ratio,
        "confidence": confidence,
        "power": solver.power(effect, treated, alpha, ratio=ratio),
        "needed": solver.solve_power(effect_size=effect, alpha=alpha, power=0.8, ratio=ratio),
        "detectable": solver.solve_power(nobs1=treated, alpha=alpha, power=0.8, ratio=ratio),
    }


def shares_case(control, treated, ratio):
    solver = NormalIndPower()
    effect = proportion_effectsize(treated, control)
    return {
        "control": control,
        "treated": treated,
        "ratio": ratio,
        "power_of_100": solver.power(effect, 100, 0.05, ratio=ratio),
        "needed": solver.solve_power(effect_size=effect, alpha=0.05, power=0.8, ratio=ratio),
    }


def compute():
    return {
        "means": [means_case(*case) for case in MEANS],
        "shares": [shares_case(*case) for case in SHARES],
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2, default=float) + "\n")
