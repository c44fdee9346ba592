"""Projects brought from a table: all of them or none."""

from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.portfolio.actions.organisations import link_entity, link_partner
from labx.portfolio.actions.projects import EDITABLE, edit_project, start_project
from labx.portfolio.actions.stages import move_project
from labx.portfolio.intake import Row, stage_called
from labx.portfolio.models import Project, Stage


@action
def bring_projects(*, by: Actor, rows: list[Row], file: str) -> list[Project]:
    """New rows begin projects, rows with an address change theirs; organisations are added, never taken away."""
    policy.require(by, "portfolio.import_projects")
    brought = [changed(by, row) if row.project else begun(by, row) for row in rows]
    for project, row in zip(brought, rows, strict=True):
        for entity in row.entities:
            if not project.entities.filter(entity=entity.standing).exists():
                link_entity(by=by, project=project, entity=entity)
        for partner in row.partners:
            link_partner(by=by, project=project, partner=partner)
    told = {"file": file, "rows": len(rows), "new": sum(row.project is None for row in rows)}
    record_audit(by=by, action="portfolio.import_projects", target=("portfolio.project", "import"), after=told)
    return brought


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
