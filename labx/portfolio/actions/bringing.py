"""Projects brought from a table by the worker: all or none, each row noted so that the file can be taken back."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.files.uploads import keep
from labx.core.jobs.actions import start
from labx.core.jobs.progress import Told, silent
from labx.core.jobs.queries import idle
from labx.portfolio.actions.organisations import link_entity, link_partner
from labx.portfolio.actions.projects import EDITABLE, edit_project, snapshot, start_project
from labx.portfolio.actions.stages import move_project
from labx.portfolio.intake import LIMITS, Row, Table, stage_called
from labx.portfolio.models import Import, ImportedRow, Project, Stage

PROBLEMS_KEPT = 1_000


class NotNow(ValueError):
    """The file is not in a state in which this can be done."""


@action
def keep_file(*, by: Actor, pieces: Iterable[bytes], name: str, check_only: bool, leave_out_faulty: bool) -> Import:
    """Keep the file as it came and have the worker read it; it brings the projects too, unless told to check only."""
    policy.require(by, "portfolio.import_projects")
    kept = keep(pieces, name=name, folder=Import.kept_in(), limit_bytes=LIMITS.size_bytes)
    new = Import.objects.create(original_name=name[:255], owner_id=by.account_id, sha256=kept.sha256)
    record_audit(by=by, action="portfolio.keep_file", target=new, after={"name": name, "sha256": kept.sha256})
    return working(new, by, check_only=check_only, leave_out_faulty=leave_out_faulty)


@action
def start_bringing(*, by: Actor, brought: Import, leave_out_faulty: bool) -> Import:
    """Take what the check found good: the file is read again, for projects may have changed since."""
    policy.require(by, "portfolio.import_projects")
    current = idle(brought, NotNow)
    if current.state != Import.State.CHECKED or not current.good_rows:
        raise NotNow(_("There is nothing in this file to take: mend it and choose it again."))
    if current.problem_count and not leave_out_faulty:
        raise NotNow(_("Some rows have problems: say that they are left out, or mend the file and choose it again."))
    record_audit(by=by, action="portfolio.start_bringing", target=current)
    return working(current, by, check_only=False, leave_out_faulty=leave_out_faulty)


def working(file: Import, by: Actor, **choices: bool) -> Import:
    file.job = start("portfolio.bring_file", by=by, brought=str(file.pk), **choices).id
    file.save(update_fields=["job"])
    return file


@action
def refuse_file(*, by: Actor, brought: Import, problem: dict[str, Any]) -> Import:
    """The table as a whole cannot be read."""
    policy.require(by, "portfolio.import_projects")
    current = Import.objects.select_for_update(no_key=True).get(pk=brought.pk)
    current.state, current.problems, current.problem_count = Import.State.REFUSED, [problem], 1
    current.good_rows = current.new_rows = 0
    current.save()
    record_audit(by=by, action="portfolio.refuse_file", target=current, after={"code": problem["code"]})
    return current


@action
def keep_check(*, by: Actor, brought: Import, table: Table) -> Import:
    """What was found, to be looked at before anything is written."""
    policy.require(by, "portfolio.import_projects")
    current = Import.objects.select_for_update(no_key=True).get(pk=brought.pk)
    note(current, table)
    current.state = Import.State.CHECKED
    current.save()
    after = {"rows": current.good_rows, "problems": current.problem_count}
    record_audit(by=by, action="portfolio.keep_check", target=current, after=after)
    return current


def note(file: Import, table: Table) -> None:
    file.good_rows, file.new_rows = len(table.rows), table.new
    file.problems = [asdict(problem) for problem in table.problems[:PROBLEMS_KEPT]]
    file.problem_count = len(table.problems) + table.unlisted


@action
def bring_projects(*, by: Actor, brought: Import, table: Table, told: Told = silent) -> Import:
    """New rows begin projects, rows with an address change theirs; organisations are added, never taken away.

    Begun again after an interruption, it does no more. The moment comes last: what is later, somebody did.
    """
    policy.require(by, "portfolio.import_projects")
    current = Import.objects.select_for_update(no_key=True).get(pk=brought.pk)
    if current.state == Import.State.BROUGHT:
        return current
    for number, row in enumerate(table.rows):
        told(done=number, total=len(table.rows), message=_("Writing the projects."))
        bring_row(by, current, row)
    note(current, table)
    current.state, current.brought_at = Import.State.BROUGHT, timezone.now()
    current.save()
    after = {"file": current.original_name, "rows": current.good_rows, "new": current.new_rows}
    record_audit(by=by, action="portfolio.import_projects", target=current, after=after)
    return current


def bring_row(by: Actor, file: Import, row: Row) -> None:
    before = {"words": snapshot(row.project), "stage": row.project.stage} if row.project else {}
    project = changed(by, row) if row.project else begun(by, row)
    links = joined(by, project, row)
    if before and before == {"words": snapshot(project), "stage": project.stage} and not links:
        return
    is_moved = bool(before) and before["stage"] != project.stage
    ImportedRow.objects.create(
        file=file,
        project=project,
        title=project.title,
        is_new=row.project is None,
        before=before,
        edition=project.edition,
        spell=project.spells.get(left_on=None).pk if is_moved else None,
        links=links,
    )


def begun(by: Actor, row: Row) -> Project:
    values = row.values
    project = start_project(
        by=by,
        title=values["title"],
        question=values["question"],
        beneficiaries=values.get("beneficiaries", ""),
        stage=stage_called(values.get("stage", "")) or Stage.RESEARCH,
        starts_on=values.get("starts_on"),
        ends_on=values.get("ends_on"),
    )
    return worded(by, project, row)


def changed(by: Actor, row: Row) -> Project:
    project = worded(by, row.project, row)
    stage = stage_called(row.values.get("stage", ""))
    return move_project(by=by, project=project, stage=stage, why=_("From a file")) if stage else project


def worded(by: Actor, project: Project, row: Row) -> Project:
    """The words and days of the row, where they say something else."""
    words = {name: row.values[name] for name in EDITABLE if name in row.values}
    if all(getattr(project, name) == value for name, value in words.items()):
        return project
    return edit_project(by=by, project=project, edition=project.edition, **words)


def joined(by: Actor, project: Project, row: Row) -> list[tuple[str, int]]:
    """The organisations that the project did not have."""
    added = []
    for entity in row.entities:
        if not project.entities.filter(entity=entity.standing).exists():
            added.append(("entity", link_entity(by=by, project=project, entity=entity).pk))
    for partner in row.partners:
        if not project.partners.filter(partner=partner.standing).exists():
            added.append(("partner", link_partner(by=by, project=project, partner=partner).pk))
    return added
