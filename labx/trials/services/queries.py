"""Reads of services."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from labx.core import policy
from labx.core.actors import Actor
from labx.core.jobs.models import Job
from labx.people.organisations import queries as organisations
from labx.portfolio import queries as portfolio
from labx.portfolio.policy import READERS
from labx.trials.services.keeping import RECOUNT
from labx.trials.services.models import EventFile, Release, Service


def services() -> QuerySet[Service]:
    return Service.objects.select_related("entity", "project")


def service_by_slug(slug: str) -> Service:
    return get_object_or_404(services(), slug=slug)


def release_of(slug: str, release: UUID) -> Release:
    return get_object_or_404(Release.objects.select_related("service__project"), pk=release, service__slug=slug)


def file_of(slug: str, file: UUID) -> EventFile:
    return get_object_or_404(EventFile.objects.select_related("service__project"), pk=file, service__slug=slug)


def recount_of(service: Service) -> Job | None:
    """The newest counting of a changed service, unless it has ended well."""
    jobs = Job.objects.filter(name=RECOUNT, arguments__service=str(service.id))
    return jobs.exclude(state=Job.State.DONE).order_by("-created_at").first()


def services_of(actor: Actor) -> QuerySet[Service]:
    """Those that this reader may open."""
    if actor.roles & READERS:
        return services()
    own = Q(project__in=portfolio.projects_of(actor))
    if isinstance(actor.id, UUID):
        own |= Q(entity__in=organisations.entities_of(actor.id))
    return services().filter(own)


def published() -> QuerySet[Service]:
    return services().exclude(published_at=None)


def may(actor: Actor, service: Service) -> dict[str, bool]:
    return {name: policy.allows(actor, f"services.{name}", service) for name in ("edit", "bring_data", "publish")}
