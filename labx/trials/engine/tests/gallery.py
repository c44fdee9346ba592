"""Real studies that tests are tried on, read from the packages that ship them."""

import numpy as np
from causaldata import cps_mixtape, nsw_mixtape

from labx.stats.moments import Moments

COVARIATES = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")
COLUMNS = ("re78", "treat", *COVARIATES)


def table():
    """Earnings in 1978, arm and covariates of 445 people in the job-training trial of 1976."""
    return nsw_mixtape.load_pandas().data[list(COLUMNS)].to_numpy(dtype=np.float64)


def national_supported_work():
    """Moments of the earnings in the tried arm and in the comparison arm."""
    rows = table()
    return Moments.of(rows[rows[:, 1] == 1, 0]), Moments.of(rows[rows[:, 1] == 0, 0])


def population_survey():
    """Earnings in 1978 of people who were in no trial."""
    return cps_mixtape.load_pandas().data["re78"].to_numpy(dtype=np.float64)
