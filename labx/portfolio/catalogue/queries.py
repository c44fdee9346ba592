"""Reads of the catalogue."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from labx.portfolio import queries as portfolio
from labx.portfolio.catalogue.models import Announcement, Deviation
from labx.portfolio.models import Project


def running() -> QuerySet[Announcement]:
    """What anyone may meet today: announced, and not over."""
    today = timezone.localdate()
    announced = Announcement.objects.filter(announced_at__isnull=False).filter(Q(until=None) | Q(until__gte=today))
    return announced.select_related("project").order_by("-since")


def published() -> QuerySet[Project]:
    return portfolio.published_projects()


def deviation_by_id(slug: str, deviation: UUID) -> Deviation:
    found = Deviation.objects.select_related("protocol__project")
    return get_object_or_404(found, pk=deviation, protocol__project__slug=slug)
