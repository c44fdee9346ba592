"""Projects and their teams."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from labx.core import policy
from labx.core.actions import action, alone, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.search.index import refresh
from labx.people.models import Account
from labx.portfolio.models import Membership, Project, Stage, StageSpell

DATES = ("starts_on", "ends_on")
EDITABLE = (*DATES, "title", "question", "beneficiaries", "asked", "did", "learned", "next_step")


# What stands where a project's address would, in labx/portfolio/urls.py.
OTHER_PAGES = ("novo", "quadro", "cronologia", "mapa", "tabela", "importar", "importacoes")


def entered(starts_on: dt.date | None) -> dt.date:
    """A project that began before it was written down stands in its first stage since then."""
    today = timezone.localdate()
    return min(starts_on or today, today)


def free_slug(title: str, taken: Iterable[str], limit: int = 70) -> str:
    """A readable address nobody has yet."""
    stem = slugify(title)[:limit].strip("-") or "projeto"
    used, number = set(taken), 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in used:
        number += 1
    return slug


@action
def start_project(
    *,
    by: Actor,
    title: str,
    question: str,
    beneficiaries: str = "",
    is_example: bool = False,
    provenance: str = "",
    stage: Stage = Stage.RESEARCH,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Project:
    policy.require(by, "portfolio.create_project")
    alone("portfolio.start_project")
    stem = slugify(title)[:70].strip("-")
    taken = Project.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    slug = free_slug(title, [*OTHER_PAGES, *taken])
    project = Project.objects.create(
        slug=slug,
        title=title,
        question=question,
        beneficiaries=beneficiaries,
        is_example=is_example,
        provenance=provenance,
        stage=stage,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    StageSpell.objects.create(project=project, stage=stage, entered_on=entered(starts_on))
    if by.account_id:
        Membership.objects.create(project=project, account_id=by.account_id, role="lead")
    record_audit(by=by, action="portfolio.start_project", target=project, project=project.id, after=snapshot(project))
    publish(name="portfolio.project_started", subject=project.id, project=project.id, id=project.id)
    refresh(project)
    return project


@action
def edit_project(*, by: Actor, project: Project, edition: int, **changes: Any) -> Project:
    """Change the project's words. `edition` is the one the writer had opened."""
    policy.require(by, "portfolio.edit_project", project)
    current = in_edition(project, edition)
    before = snapshot(current)
    rewrite(current, EDITABLE, changes)
    current.save()
    record_audit(
        by=by,
        action="portfolio.edit_project",
        target=current,
        project=current.id,
        before=before,
        after=snapshot(current),
    )
    refresh(current)
    return current


@action
def add_member(*, by: Actor, project: Project, account: Account, role: str) -> Membership:
    policy.require(by, "portfolio.manage_team", project)
    membership, created = Membership.objects.get_or_create(project=project, account=account, role=role)
    if created:
        record_audit(
            by=by,
            action="portfolio.add_member",
            target=project,
            project=project.id,
            after={"account": str(account.id), "role": role},
        )
    return membership


@action
def remove_member(*, by: Actor, membership: Membership) -> None:
    policy.require(by, "portfolio.manage_team", membership.project)
    took_out(by, membership)


def took_out(by: Actor, membership: Membership) -> None:
    record_audit(
        by=by,
        action="portfolio.remove_member",
        target=membership.project,
        project=membership.project_id,
        before={"account": str(membership.account_id), "role": membership.role},
    )
    membership.delete()


def snapshot(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in EDITABLE}
