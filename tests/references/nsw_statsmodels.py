"""Makes nsw_statsmodels.json: the job-training trial of 1976 by statsmodels, scipy and numpy. Run: python THIS_FILE."""

import json
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from causaldata import cps_mixtape, nsw_mixtape
from scipy import stats

COVARIATES = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]
TARGET = Path(__file__).with_suffix(".json")


def rows(package):
    """Return outcome, treatment and covariates as 64-bit floats."""
    frame = package.load_pandas().data
    numbers = frame[["re78", "treat", *COVARIATES]].to_numpy(dtype=np.float64)
    return numbers[:, 0], numbers[:, 1], numbers[:, 2:]


def fit(outcome, *columns, cov_type="nonrobust"):
    design = np.column_stack([np.ones(len(outcome)), *columns])
    result = sm.OLS(outcome, design).fit(cov_type=cov_type, use_t=True)
    lower, upper = result.conf_int(alpha=0.05)[1]
    return {
        "estimate": result.params[1],
        "standard_error": result.bse[1],
        "degrees_of_freedom": result.df_resid,
        "lower": lower,
        "upper": upper,
        "p_value": result.pvalues[1],
    }


def welch(outcome, treatment):
    treated, control = outcome[treatment == 1], outcome[treatment == 0]
    test = stats.ttest_ind(treated, control, equal_var=False)
    interval = test.confidence_interval(0.95)
    return {
        "estimate": treated.mean() - control.mean(),
        "standard_error": (treated.mean() - control.mean()) / test.statistic,
        "degrees_of_freedom": test.df,
        "lower": interval.low,
        "upper": interval.high,
        "p_value": test.pvalue,
    }


def balance(treatment, covariates):
    treated, control = covariates[treatment == 1], covariates[treatment == 0]
    spread = np.sqrt((treated.var(axis=0, ddof=1) + control.var(axis=0, ddof=1)) / 2)
    fitted = sm.OLS(treatment, np.column_stack([np.ones(len(treatment)), covariates])).fit()
    statistic = (len(treatment) - 1) * fitted.rsquared
    return {
        "treated_mean": treated.mean(axis=0).tolist(),
        "control_mean": control.mean(axis=0).tolist(),
        "standardised_difference": ((treated.mean(axis=0) - control.mean(axis=0)) / spread).tolist(),
        "variance_ratio": (treated.var(axis=0, ddof=1) / control.var(axis=0, ddof=1)).tolist(),
        "joint_statistic": statistic,
        "joint_p_value": stats.chi2.sf(statistic, len(COVARIATES)),
    }


def compute():
    outcome, treatment, covariates = rows(nsw_mixtape)
    centred = covariates - covariates.mean(axis=0)
    compared, _, _ = rows(cps_mixtape)
    observational = np.concatenate([outcome[treatment == 1], compared])
    took_part = np.concatenate([np.ones(int(treatment.sum())), np.zeros(len(compared))])
    return {
        "treated": int(treatment.sum()),
        "control": int((1 - treatment).sum()),
        "welch": welch(outcome, treatment),
        "ols": fit(outcome, treatment),
        "ols_adjusted": fit(outcome, treatment, covariates),
        "hc2": fit(outcome, treatment, cov_type="HC2"),
        "hc2_adjusted": fit(outcome, treatment, covariates, cov_type="HC2"),
        "hc2_interacted": fit(outcome, treatment, centred, treatment[:, None] * centred, cov_type="HC2"),
        "observational": fit(observational, took_part),
        "balance": balance(treatment, covariates),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compute(), indent=2, default=float) + "\n")
