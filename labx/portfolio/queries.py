"""Reads of the portfolio."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from labx.core.actors import Actor
from labx.core.frozen.keyring import KeyProblem
from labx.core.frozen.signing import Signature, SignatureInvalid, verify
from labx.portfolio.models import Membership, Project, Protocol
from labx.portfolio.policy import READERS


def roles_in_project(account: UUID, project: UUID) -> frozenset[str]:
    return frozenset(Membership.objects.filter(account_id=account, project_id=project).values_list("role", flat=True))


def project_by_slug(slug: str) -> Project:
    return get_object_or_404(Project, slug=slug)


def protocol_by_code(slug: str, code: str, version: int) -> Protocol:
    return get_object_or_404(Protocol.objects.select_related("project"), project__slug=slug, code=code, version=version)


def projects_of(actor: Actor) -> QuerySet[Project]:
    """The projects whose record this actor may read."""
    if actor.roles & READERS:
        return Project.objects.all()
    return Project.objects.filter(memberships__account_id=actor.id).distinct()


def published_projects() -> QuerySet[Project]:
    return Project.objects.filter(published_at__isnull=False).order_by("-published_at")


def versions_of(protocol: Protocol) -> QuerySet[Protocol]:
    return Protocol.objects.filter(project=protocol.project, code=protocol.code).select_related("project")


def signature_state(protocol: Protocol) -> str:
    """Empty when the signature holds or there is none yet; else what is wrong with it."""
    if not protocol.is_frozen:
        return ""
    try:
        verify(protocol.digest, Signature.from_json(protocol.signature), purpose="protocol")
    except (KeyProblem, SignatureInvalid) as error:
        return str(error)
    return ""


def waiting_for(actor: Actor) -> list[tuple[Project, Protocol | None, str]]:
    """What needs this person: protocols to freeze, evidence without a decision, decided projects not yet public."""
    mine = Project.objects.filter(memberships__account_id=actor.id, memberships__role="lead").distinct()
    waiting: list[tuple[Project, Protocol | None, str]] = []
    for protocol in Protocol.objects.filter(project__in=mine, frozen_at=None).select_related("project"):
        waiting.append((protocol.project, protocol, "freeze"))
    waiting += [(project, None, "decide") for project in mine.filter(evidence__isnull=False, decisions=None)]
    waiting += [(project, None, "publish") for project in mine.filter(decisions__isnull=False, published_at=None)]
    return waiting
