"""Projects brought from a table: all of them or none, each row noted so that the file can be taken back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.portfolio.actions.organisations import link_entity, link_partner
from labx.portfolio.actions.projects import EDITABLE, edit_project, snapshot, start_project
from labx.portfolio.actions.stages import move_project
from labx.portfolio.intake import Row, stage_called
from labx.portfolio.models import Import, ImportedRow, Project, Stage


@action
def bring_projects(*, by: Actor, rows: list[Row], file: str) -> Import:
    """New rows begin projects, rows with an address change theirs; organisations are added, never taken away.

    The moment of the import comes last: what is later was done by somebody, not by the file.
    """
    policy.require(by, "portfolio.import_projects")
    new = Import.objects.create(original_name=file[:255], owner_id=by.account_id)
    for row in rows:
        bring_row(by, new, row)
    new.brought_at = timezone.now()
    new.save(update_fields=["brought_at"])
    told = {"file": file, "rows": len(rows), "new": sum(row.project is None for row in rows)}
    record_audit(by=by, action="portfolio.import_projects", target=new, after=told)
    return new


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
