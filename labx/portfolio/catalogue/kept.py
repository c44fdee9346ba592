"""The whole catalogue, made again only when something published has changed: reading all of it takes a while."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language
from rdflib import Graph

from labx.core.audit.models import AuditEntry
from labx.portfolio.catalogue import queries
from labx.portfolio.catalogue.exports.dcat import catalogue_graph
from labx.portfolio.catalogue.facts import facts_of
from labx.portfolio.models import Claim

SECONDS = 3600
LONGEST_WRITE = timedelta(days=1)


def whole_catalogue(spelling: Callable[[Graph], str]) -> str:
    """Kept under what it is made of, so that what was taken down is gone from the next answer on."""
    key = f"catalogue.{spelling.__name__}.{state()}"
    kept = cache.get(key)
    if kept is None:
        kept = spelling(catalogue_graph(map(facts_of, queries.published())))
        cache.set(key, kept, SECONDS)
    return kept


def state() -> str:
    """Which projects and numbers are public, how they were edited, and what was done in any project since yesterday.

    Entries are counted, for of two writes the one that bears the earlier time may commit last.
    """
    projects = queries.published().values_list("id", "published_at", "edited_at")
    claims = Claim.objects.filter(project__in=queries.published().order_by().values("pk"))
    numbers = claims.order_by("id").values_list("id", "withdrawn_at")
    since = timezone.now().replace(minute=0, second=0, microsecond=0) - LONGEST_WRITE
    done = AuditEntry.objects.filter(at__gte=since).exclude(project_id=None).count()
    told = repr((get_language(), list(projects), list(numbers), since, done))
    return hashlib.sha256(told.encode()).hexdigest()
