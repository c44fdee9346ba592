"""The gallery: published studies, read from the packages that ship them into files like those an entity would send."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labx.core.files.atomic import safe_write
from labx.core.tables.writer import INTERNATIONAL, write_csv

CODES = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75", "re78")
LOTTERY, SURVEY = "nsw-lottery.csv", "nsw-against-survey.csv"


class GalleryMissing(RuntimeError):
    """The packages that ship the studies are not installed."""


def rows_of(frame: Any) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(frame.to_dict("records"), start=1):
        yield {"person": f"P{number}", "treat": int(row["treat"]), **{code: row[code] for code in CODES}}


def fill(folder: Path) -> list[Path]:
    """Write the National Supported Work trial, and its treated group against a survey's people (LaLonde 1986)."""
    try:
        import pandas as pd
        from causaldata import cps_mixtape, nsw_mixtape
    except ImportError as error:
        raise GalleryMissing(
            "The studies come with the `demo` packages: run `make run`, or install locks/demo.txt."
        ) from error
    trial, survey = (study.load_pandas().data for study in (nsw_mixtape, cps_mixtape))
    tables = {LOTTERY: trial, SURVEY: pd.concat([trial[trial["treat"] == 1], survey])}
    columns = [(name, name) for name in ("person", "treat", *CODES)]
    for name, frame in tables.items():
        safe_write(folder / name, write_csv(columns, rows_of(frame), dialect=INTERNATIONAL))
    return [folder / name for name in tables]
