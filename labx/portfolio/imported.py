"""What became of the rows of a table of projects: taken back, or staying for a reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from labx.core.audit.models import AuditEntry
from labx.people.organisations.actions.merging import links_to
from labx.portfolio.models import Import, ImportedRow, Project, StageSpell

# What the import itself wrote, and who has read the project: neither is work done in it.
NO_WORK = {
    "portfolio.stagespell",
    "portfolio.membership",
    "portfolio.projectentity",
    "portfolio.projectpartner",
    "portfolio.importedrow",
    "collaboration.visit",
}
STATES = (
    ("brought", _("can be taken back")),
    ("taken_back", _("taken back")),
    ("edited", _("stays: it was edited since")),
    ("moved", _("stays: it moved to another stage since")),
    ("worked_in", _("stays: work was done in it since")),
    ("gone", _("the project is no longer here")),
)


def imports() -> QuerySet[Import]:
    return Import.objects.annotate(
        rows=Count("brought"),
        begun=Count("brought", filter=Q(brought__is_new=True)),
        taken_back=Count("brought", filter=Q(brought__is_taken_back=True)),
    )


def import_by_id(brought: UUID) -> Import:
    return get_object_or_404(imports(), pk=brought)


def rows_of(brought: Import) -> list[ImportedRow]:
    """Its rows, each with its state as it is now; none before it was brought."""
    if brought.brought_at is None:
        return []
    rows = list(brought.brought.select_related("project"))
    reasons = reasons_to_stay([row for row in rows if row.project_id], brought.brought_at)
    for row in rows:
        row.state = "taken_back" if row.is_taken_back else reasons.get(row.pk, "brought" if row.project_id else "gone")
    return rows


def reasons_to_stay(rows: list[ImportedRow], since: datetime) -> dict[int, str]:
    """By row, for those that cannot be taken back whole."""
    worked_in = with_work([row.project_id for row in rows if row.is_new], since)
    here = StageSpell.objects.filter(project__in=[row.project_id for row in rows], left_on=None)
    spells = dict(here.values_list("project_id", "pk"))
    found = {}
    for row in rows:
        if row.is_taken_back:
            continue
        if row.project.edition != row.edition:
            found[row.pk] = "edited"
        elif row.spell and spells.get(row.project_id) != row.spell:
            found[row.pk] = "moved"
        elif row.project_id in worked_in:
            found[row.pk] = "worked_in"
    return found


def with_work(projects: Iterable[UUID], since: datetime) -> set[Any]:
    """Those in which somebody did something since, or to which anything of any room is tied."""
    wanted = list(projects)
    done = AuditEntry.objects.filter(at__gt=since, project_id__in=wanted)
    found = set(done.values_list("project_id", flat=True))
    for field in links_to(Project):
        if field.model._meta.label_lower not in NO_WORK:
            tied = field.model._base_manager.filter(**{f"{field.name}__in": wanted})
            found |= set(tied.values_list(field.attname, flat=True))
    return found
