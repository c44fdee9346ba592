"""A table of projects is taken back: each row whole, or not at all where something was built on it since."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.jobs.actions import start
from labx.core.jobs.progress import Told, silent
from labx.core.jobs.queries import idle
from labx.core.search.index import forget_many
from labx.portfolio.actions.bringing import NotNow
from labx.portfolio.actions.organisations import unlink_entity, unlink_partner
from labx.portfolio.actions.projects import DATES, edit_project, snapshot
from labx.portfolio.imported import reasons_to_stay
from labx.portfolio.models import Import, ImportedRow, Project


@action
def start_undo(*, by: Actor, brought: Import, why: str) -> Import:
    policy.require(by, "portfolio.import_projects")
    current = idle(brought, NotNow)
    if current.undone_at:
        raise NotNow(_("This file was taken back already. What is still here stays, with the reason."))
    if current.state != Import.State.BROUGHT:
        raise NotNow(_("This file has brought nothing yet: there is nothing to take back."))
    current.job = start("portfolio.undo_import", by=by, brought=str(current.pk), why=why).id
    current.save(update_fields=["job"])
    record_audit(by=by, action="portfolio.start_undo", target=current, why=why)
    return current


@action
def undo_import(*, by: Actor, brought: Import, why: str, told: Told = silent) -> Import:
    """What the file began goes, what it changed is as before. Begun again after an interruption, it does no more."""
    policy.require(by, "portfolio.import_projects")
    current = Import.objects.select_for_update(no_key=True).get(pk=brought.pk)
    if current.undone_at:
        return current
    list(Project.objects.select_for_update().filter(imported_rows__file=current).order_by("pk").values_list("pk"))
    rows = list(current.brought.exclude(project=None).select_related("project").order_by("-pk"))
    reasons = reasons_to_stay(rows, current.brought_at)
    for number, row in enumerate(rows):
        told(done=number, total=len(rows), message=_("Taking projects back."))
        if row.pk not in reasons:
            take_back(by, row, why)
    current.undone_at = timezone.now()
    current.save(update_fields=["undone_at"])
    after = {"taken_back": len(rows) - len(reasons), "stay": len(reasons)}
    record_audit(by=by, action="portfolio.undo_import", target=current, why=why, after=after)
    return current


def take_back(by: Actor, row: ImportedRow, why: str) -> None:
    project = row.project
    unlink(by, row)
    if row.is_new:
        remove(by, project, why)
    else:
        put_back(by, row, why)
    ImportedRow.objects.filter(pk=row.pk).update(is_taken_back=True)


def unlink(by: Actor, row: ImportedRow) -> None:
    added = {kind: [key for of, key in row.links if of == kind] for kind in ("entity", "partner")}
    for link in row.project.entities.filter(pk__in=added["entity"]):
        unlink_entity(by=by, link=link)
    for link in row.project.partners.filter(pk__in=added["partner"]):
        unlink_partner(by=by, link=link)


def remove(by: Actor, project: Project, why: str) -> None:
    """A project that nobody has worked in: it no longer counts as started."""
    record_audit(
        by=by,
        action="portfolio.remove_project",
        target=project,
        project=project.pk,
        why=why,
        before=snapshot(project),
    )
    publish(name="portfolio.project_started", subject=project.pk, project=project.pk, retracts=project.pk)
    forget_many(Project, [project.pk])
    project.delete()


def put_back(by: Actor, row: ImportedRow, why: str) -> None:
    """Stage and words as they were; the stay in the stage that the file said never was."""
    project = row.project
    if row.spell:
        spell = project.spells.get(pk=row.spell)
        publish(name="portfolio.stage_changed", subject=project.pk, project=project.pk, retracts=spell.event)
        spell.delete()
        before = project.spells.order_by("-pk")[:1]
        project.spells.filter(pk__in=before.values("pk")).update(left_on=None)
        left, project.stage = project.stage, row.before["stage"]
        project.save(update_fields=["stage", "edited_at"])
        told = {"before": {"stage": left}, "after": {"stage": project.stage}}
        record_audit(by=by, action="portfolio.take_back_stage", target=project, project=project.pk, why=why, **told)
    words = {name: day(text) if name in DATES else text for name, text in row.before["words"].items()}
    if words != snapshot(project):
        edit_project(by=by, project=project, edition=project.edition, **words)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
