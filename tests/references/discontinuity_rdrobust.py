"""Makes discontinuity_rdrobust.json: sharp designs by rdrobust 2.1.1 with its defaults. Run: python THIS_FILE."""

import contextlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
from causaldata import close_elections_lmb, gov_transfers
from rdrobust import rdrobust

TARGET = Path(__file__).with_suffix(".json")


def simulated(kind):
    """Units with a smooth, a discrete or a very unequal running variable."""
    random = np.random.default_rng(7)
    if kind == "smooth":
        running = random.uniform(-1, 1, 800)
    elif kind == "discrete":
        running = random.integers(-20, 21, 900).astype(float)
    else:
        running = random.gamma(2, 30, 700) - 40
    size = np.abs(running).max()
    share = running / size
    mean = 2 * (running >= 0) + 1.5 * share + 2 * share**2 * (running >= 0) + share**3
    return (mean + random.normal(0, 0.4, len(running))).round(6), running.round(6)


def studies():
    transfers = gov_transfers.load_pandas().data[["Support", "Income_Centered"]].dropna().astype(float)
    elections = close_elections_lmb.load_pandas().data[["score", "demvoteshare"]].dropna().astype(float)
    elections = elections.iloc[::7]
    found = {kind: simulated(kind) for kind in ("smooth", "discrete", "unequal")}
    found["transfers"] = transfers["Support"].to_numpy(), transfers["Income_Centered"].to_numpy()
    found["elections"] = elections["score"].to_numpy(), elections["demvoteshare"].to_numpy() - 0.5
    return found


def answer(outcome, running, **options):
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        fit = rdrobust(outcome, running, **options)
    return {
        "estimate": fit.coef.iloc[0, 0],
        "bias_corrected": fit.coef.iloc[2, 0],
        "standard_error": fit.se.iloc[2, 0],
        "lower": fit.ci.iloc[2, 0],
        "upper": fit.ci.iloc[2, 1],
        "p_value": fit.pv.iloc[2, 0],
        "bandwidth": fit.bws.iloc[0, 0],
        "bias_bandwidth": fit.bws.iloc[1, 0],
        "inside": [int(count) for count in fit.N_h],
    }


def compute():
    return {
        name: {"best": answer(*data), "fixed": answer(*data, h=float(np.quantile(np.abs(data[1]), 0.5)))}
        for name, data in studies().items()
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=1, default=float) + "\n")
