"""From a kept file to the register: the one way, for the page's jobs and the command line."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.core.jobs.progress import Told, silent
from labx.core.tables.formats import TableFormat
from labx.core.tables.reader import preview, sniff
from labx.core.tables.schema import Problem, TableRefused
from labx.core.tables.sources import Source
from labx.people.organisations.actions import imports
from labx.people.organisations.forms import columns_that_read_so
from labx.people.organisations.intake import COLUMNS, LIMITS, NEEDED, take_in
from labx.people.organisations.models import Import
from labx.people.organisations.rows import Intake


def check(*, by: Actor, file: Import, told: Told = silent) -> Import:
    """Judge every row and find twins; nothing is registered."""
    intake = read_rows(file, told)
    if isinstance(intake, TableRefused):
        return imports.refuse_file(by=by, file=file, problem=asdict(problem_of(intake)))
    return imports.keep_check(by=by, file=file, intake=intake)


def bring(*, by: Actor, file: Import, told: Told = silent) -> Import:
    """Check again, for the register may have changed since the preview, and register."""
    intake = read_rows(file, told)
    if isinstance(intake, TableRefused):
        return imports.refuse_file(by=by, file=file, problem=asdict(problem_of(intake)))
    return imports.bring(by=by, file=file, intake=intake, told=told)


def problem_of(refusal: TableRefused) -> Problem:
    return Problem(0, "", "", refusal.message, refusal.cure, refusal.code)


def read_rows(file: Import, told: Told) -> Intake | TableRefused:
    def so_far(rows: int) -> None:
        told(done=rows, message=_("Reading and checking the rows."))

    so_far(0)
    try:
        return take_in(file.path, format_of(file), file.kind, file.columns, so_far)
    except TableRefused as refusal:
        return refusal


def as_it_reads(file: Import) -> tuple[TableFormat, dict[str, str]]:
    """How the file is written, and the columns that are called as expected. Raises TableRefused."""
    form = sniff(file.path, name=file.original_name)
    headers = list(preview(file.path, form).headers)
    columns = columns_that_read_so(file.kind, headers)
    if missing := [str(COLUMNS[key]) for key in NEEDED[file.kind] if key not in columns]:
        message = _("No column is called “%(names)s”.") % {"names": "”, “".join(missing)}
        raise TableRefused("missing-column", message, _("Name the columns so, or bring the file by the page."))
    return form, columns


def format_of(file: Import) -> TableFormat:
    """As it was shown when the columns were chosen, or else as it looks now."""
    if not file.format:
        return sniff(file.path, name=file.original_name)
    kept: dict[str, Any] = file.format
    return TableFormat(**{**kept, "sheets": tuple(kept["sheets"]), "doubts": tuple(kept["doubts"])})


def faulty_rows(file: Import) -> tuple[Sequence[tuple[str, str]], Iterator[Mapping[str, Any]]]:
    """The faulty rows as the file has them, with what is wrong: to be mended and brought again."""
    wrong: dict[int, list[str]] = {}
    for problem in file.problems:
        wrong.setdefault(problem["row"], []).append(f"{problem['column']}: {problem['message']} {problem['cure']}")
    with closing(Source(file.path, format_of(file), LIMITS)) as source:
        headers = list(source.headers)
    named = [(str(place), header or str(place + 1)) for place, header in enumerate(headers)]
    columns = [*named, ("row", str(_("Row in the file"))), ("problem", str(_("What is wrong and how to mend it")))]
    return columns, rows_in(file, len(headers), wrong)


def rows_in(file: Import, width: int, wrong: dict[int, list[str]]) -> Iterator[Mapping[str, Any]]:
    with closing(Source(file.path, format_of(file), LIMITS)) as source:
        for batch in source.batches(range(width)):
            for place, number in enumerate(batch.row_numbers.tolist()):
                if number in wrong:
                    cells = {str(column): array[place].as_py() for column, array in enumerate(batch.arrays)}
                    yield {**cells, "row": number, "problem": " ".join(wrong[number])}
