"""Services: added, changed, published and withdrawn."""

from typing import Any

from django.utils import timezone

from labx.core import policy
from labx.core.actions import action, alone, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.jobs.actions import start
from labx.core.search.index import refresh
from labx.portfolio.actions.projects import free_slug
from labx.portfolio.models import Project
from labx.trials.services.keeping import RECOUNT, counted_by
from labx.trials.services.models import KeptNumbers, Service

EDITABLE = ("title", "summary", "entity", "period", "allowed_hours", "instrument", "steps", "groups")
# What stands where a service's address would, in urls.py.
OTHER_PAGES = ("novo", "publicos")


@action
def add_service(*, by: Actor, project: Project | None = None, is_example: bool = False, **words: Any) -> Service:
    """`words` are its editable fields. The project stays: its events are counted with it."""
    policy.require(by, "services.add")
    if project is not None:
        policy.require(by, "portfolio.view_project", project)
    alone("services.add")
    taken = Service.objects.values_list("slug", flat=True)
    slug = free_slug(words["title"], [*OTHER_PAGES, *taken])
    service = Service.objects.create(slug=slug, project=project, is_example=is_example, **words)
    tell(by, "services.add", service, after=snapshot(service))
    return service


@action
def edit_service(*, by: Actor, service: Service, edition: int, **changes: Any) -> Service:
    """`edition` is the one the writer had opened. Where numbers depend on what changed, the worker counts them anew."""
    policy.require(by, "services.edit", service)
    current = in_edition(service, edition)
    before, counted = snapshot(current), counted_by(current)
    rewrite(current, EDITABLE, changes)
    current.save()
    tell(by, "services.edit", current, before=before, after=snapshot(current))
    if counted_by(current) != counted and KeptNumbers.objects.filter(service=current).exists():
        start(RECOUNT, by=by, project=current.project_id, service=str(current.id))
    return current


@action
def publish_indicators(*, by: Actor, service: Service) -> Service:
    """Anyone may read the public page from now on; done twice, it stays as it was."""
    return show(by, service, "services.publish", is_published=True)


@action
def withdraw_indicators(*, by: Actor, service: Service) -> Service:
    return show(by, service, "services.withdraw", is_published=False)


def show(by: Actor, service: Service, name: str, *, is_published: bool) -> Service:
    policy.require(by, "services.publish", service)
    current = Service.objects.select_for_update().get(pk=service.pk)
    if current.is_published == is_published:
        return current
    current.published_at = timezone.now() if is_published else None
    current.save(update_fields=["published_at"])
    tell(by, name, current, after={"published_at": current.published_at})
    return current


def tell(by: Actor, name: str, service: Service, **told: Any) -> None:
    record(by=by, action=name, target=service, project=service.project_id, **told)
    refresh(service)


def snapshot(service: Service) -> dict[str, Any]:
    return {name: getattr(service, name) for name in EDITABLE if name != "entity"} | {"entity": str(service.entity_id)}
