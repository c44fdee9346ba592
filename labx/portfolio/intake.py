"""Projects from a table: every row checked, all problems told at once, nothing written before all is right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from labx.core.actors import Actor
from labx.core.jobs.progress import Told, silent
from labx.core.pages.formats import NOTHING
from labx.core.tables.reader import preview, read, sniff
from labx.core.tables.schema import Column, Problem, ReadLimits, TableRefused
from labx.people.organisations.models import Organisation, Partner, PublicEntity
from labx.portfolio import boards, queries
from labx.portfolio.models import Project, Stage
from labx.portfolio.tables import EVERY_FIELD

LIMITS = ReadLimits(size_bytes=20 * 1024**2, rows=5_000, columns=200)
DATES = ("starts_on", "ends_on")
NEEDED = ("title", "question")
LONGEST_TITLE = 160


@dataclass
class Row:
    """One project as the file tells it; `project` where it is here already."""

    number: int
    values: dict[str, Any]
    project: Project | None = None
    entities: list[PublicEntity] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)


@dataclass
class Table:
    """What came out of a file: rows that can be taken, and what is wrong with the others."""

    rows: list[Row]
    problems: list[Problem]
    headers: dict[str, str]
    unlisted: int = 0

    @property
    def new(self) -> int:
        return sum(row.project is None for row in self.rows)


def read_projects(path: Path, name: str, actor: Actor, told: Told = silent) -> Table:
    """Columns are found by their names in either language, or by their codes; those missing change nothing."""
    form = sniff(path, name=name)
    headers = headers_found(preview(path, form, rows=1).headers)
    for needed in NEEDED:
        if needed not in headers:
            label = next(str(column.label) for column in EVERY_FIELD.columns if column.key == needed)
            raise TableRefused(
                "missing-column",
                _("There is no column “{column}”.").format(column=label),
                _("Take the file of every field as an example: its columns can be read again."),
            )
    schema = [
        Column(key, header, "date" if key in DATES else "text", required=key in NEEDED)
        for key, header in headers.items()
    ]
    rows, problems, unlisted = [], [], 0
    told(done=0, message=_("Reading and checking the rows."))
    for batch in read(path, form, schema, limits=LIMITS):
        problems += batch.problems
        unlisted += batch.unlisted
        told = zip(batch.row_numbers.tolist(), batch.faulty.tolist(), batch.columns.to_pylist(), strict=True)
        rows += [Row(number, blank_as_text(values)) for number, is_faulty, values in told if not is_faulty]
    return checked(Table(rows, problems, headers, unlisted), actor)


def headers_found(headers: Iterable[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for language in ("pt", "en"):
        with override(language):
            known |= {str(column.label).casefold(): column.key for column in EVERY_FIELD.columns}
    known |= {column.key: column.key for column in EVERY_FIELD.columns}
    return {known[header.strip().casefold()]: header for header in headers if header.strip().casefold() in known}


def blank_as_text(values: dict[str, Any]) -> dict[str, Any]:
    """The dash that exports write where there is nothing is nothing again."""
    return {key: value if key in DATES else plain(value) for key, value in values.items()}


def plain(value: str | None) -> str:
    text = (value or "").strip()
    return "" if text == NOTHING else text


def checked(table: Table, actor: Actor) -> Table:
    here = {project.slug: project for project in queries.projects_of(actor)}
    editable = boards.editable_by(actor)
    register = Register(table.rows)
    seen: dict[str, int] = {}
    good = []
    for row in table.rows:
        row.project = here.get(row.values.get("slug", ""))
        found = [*faults(row, editable, seen), *register.place(row)]
        table.problems += [
            Problem(
                row.number, table.headers.get(key, key), str(row.values.get(key) or "")[:80], message, cure, "value"
            )
            for key, message, cure in found
        ]
        if not found:
            good.append(row)
    table.rows = good
    table.problems.sort(key=lambda problem: problem.row)
    return table


def faults(row: Row, editable: set[Any] | None, seen: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    """(column, what is wrong, what to do) for one row; `seen` remembers addresses of rows before."""
    values, slug = row.values, row.values.get("slug", "")
    if slug and row.project is None:
        yield "slug", _("There is no project with this address."), _("Leave it empty to begin a new project.")
    if slug and slug in seen:
        yield "slug", _("The same project stands in row %(row)s.") % {"row": seen[slug]}, _("Keep one of the two.")
    seen.setdefault(slug, row.number)
    if row.project and editable is not None and row.project.pk not in editable:
        yield "slug", _("You may not edit this project."), _("Ask its lead, or take the row out.")
    if len(values["title"]) > LONGEST_TITLE:
        yield "title", _("The title is longer than 160 letters."), _("Shorten it.")
    if "stage" in values and values["stage"] and stage_called(values["stage"]) is None:
        yield "stage", _("There is no stage of that name."), ", ".join(str(label) for label in Stage.labels)
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        yield "ends_on", _("The project cannot end before it begins."), _("Correct one of the two days.")


def stage_called(name: str) -> Stage | None:
    """By its code, or by its name in either language."""
    wanted = name.strip().casefold()
    for stage in Stage:
        names = {stage.value}
        for language in ("pt", "en"):
            with override(language):
                names.add(str(stage.label).casefold())
        if wanted in names:
            return stage
    return None


class Register:
    """The entities and partners that a file names by code or NIPC, looked up together."""

    def __init__(self, rows: list[Row]) -> None:
        self.found: dict[str, dict[str, Any]] = {}
        for key, model in (("entities", PublicEntity), ("partners", Partner)):
            wanted = {code for row in rows for code in codes(row.values.get(key, ""))}
            rows_found = [
                *model.objects.filter(code__in=wanted),
                *model.objects.filter(nipc__in=wanted, merged_into=None),
            ]
            self.found[key] = {name: one for one in rows_found for name in names_of(one)}

    def place(self, row: Row) -> Iterator[tuple[str, str, str]]:
        for key in ("entities", "partners"):
            for code in codes(row.values.get(key, "")):
                if one := self.found[key].get(code):
                    getattr(row, key).append(one)
                else:
                    cure = _("Register it first, or correct the code or NIPC.")
                    yield key, _("“%(code)s” is not in the register.") % {"code": code}, cure


def codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


def names_of(one: Organisation) -> list[str]:
    return [name for name in (one.code, one.nipc) if name]
