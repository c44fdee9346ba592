"""Two studies that only Debian's packages ship: school awards in Israel, and services for college men in Canada.

They are read where `apt-get download r-cran-clubsandwich r-cran-estimatr` was unpacked (`dpkg -x`) into var/studies and
`pyreadr` is installed; elsewhere these tests are skipped, and say so.
"""

import gzip
import zlib
from pathlib import Path

import numpy as np
import pytest

from labx.trials.engine.adjustment_by_unit import adjusted_difference_by_unit, interacted_difference_by_unit
from labx.trials.engine.clusters.robust import clustered_difference

FOLDER = Path(__file__).parents[4] / "var" / "studies" / "usr" / "lib" / "R" / "site-library"


def stored(package, first_column, folder, reader):
    """The data frame whose first column goes by this name, out of a package's database of compressed objects."""
    raw = (FOLDER / package / "data" / "Rdata.rdb").read_bytes()
    while raw:
        # Four bytes of length, then one object.
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(raw[4:]) + unpacking.flush()
        raw = unpacking.unused_data
        path = folder / "object.rds"
        path.write_bytes(gzip.compress(content))
        frame = reader(str(path))[None]
        if frame.columns[0] == first_column:
            return frame
    raise LookupError(first_column)


@pytest.fixture
def study(tmp_path):
    reader = pytest.importorskip("pyreadr", reason="pyreadr is not installed: studies of R packages are not read")
    if not FOLDER.exists():
        pytest.skip("Debian's packages are not unpacked under var/studies: their two studies are not read")
    return lambda package, first_column: stored(package, first_column, tmp_path, reader.read_r)


def test_school_awards(study):
    """Girls of 2001 in 34 schools, with kinds of school: 0.1046, CR1 0.058 (Angrist and Lavy 2009)."""
    rows = study("clubSandwich", "school_id")
    rows = rows[(rows["sex"] == "Girl") & (rows["year"].astype(str) == "2001")]
    kind = rows["school_type"].astype(str).to_numpy()
    kinds = np.column_stack([kind == name for name in np.unique(kind)[1:]]).astype(float)
    effect = clustered_difference(
        rows["Bagrut_status"].to_numpy(dtype=float), rows["treated"].to_numpy(dtype=float),
        rows["school_id"].astype(str).to_numpy(), covariates=kinds, names=["second kind", "third kind"],
        correction="CR1", confidence=0.95,
    )  # fmt: skip
    assert rows["school_id"].nunique() == 34
    assert (round(effect.estimate, 4), round(effect.standard_error, 3)) == (0.1046, 0.058)


def test_services_for_college_men(study):
    """Marks of the first year: unadjusted, adjusted and interacted, with HC2 (Angrist, Lang and Oreopoulos 2009)."""
    rows = study("estimatr", "gpa0")
    marks, served = rows["GPA_year1"].to_numpy(dtype=float), rows["sfsp"].to_numpy(dtype=float)
    before = rows[["gpa0"]].to_numpy(dtype=float)
    found = [
        adjusted_difference_by_unit(marks, served, before[:, :0], names=[], confidence=0.95),
        adjusted_difference_by_unit(marks, served, before, names=["marks before"], confidence=0.95),
        interacted_difference_by_unit(marks, served, before, names=["marks before"], confidence=0.95),
    ]
    assert [round(effect.estimate, 3) for effect in found] == [-0.036, -0.083, -0.081]
    assert [round(effect.standard_error, 3) for effect in found] == [0.159, 0.148, 0.148]
