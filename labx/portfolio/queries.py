"""Reads of the portfolio."""

import json
from collections import defaultdict
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.core.frozen.keyring import KeyProblem
from labx.core.frozen.signing import Signature, SignatureInvalid, verify
from labx.people.organisations.models import Partner, PublicEntity
from labx.people.organisations.names import key_of
from labx.people.organisations.queries import choices as entity_choices
from labx.people.organisations.queries import entities_of, lent_projects, names_of, partners
from labx.portfolio.models import Claim, DecisionEvidence, Evidence, Membership, Project, ProjectEntity, Protocol, Stage
from labx.portfolio.models.projects import RUNNING
from labx.portfolio.policy import READERS

MOST_FOUND = 20


def roles_in_project(account: UUID, project: UUID) -> frozenset[str]:
    """Those of the team, and entity contact for as long as one speaks for an entity of the project."""
    held = Membership.objects.filter(account_id=account, project_id=project).values_list("role", flat=True)
    spoken_for = ProjectEntity.objects.filter(project_id=project, entity__in=entities_of(account))
    return frozenset(held.union(spoken_for.annotate(held=Value("entity_contact")).values_list("held", flat=True)))


def roles_by_project(account: UUID) -> dict[UUID, frozenset[str]]:
    """The same in all projects at once."""
    held: dict[UUID, set[str]] = defaultdict(set)
    for project, role in Membership.objects.filter(account_id=account).values_list("project_id", "role"):
        held[project].add(role)
    spoken_for = ProjectEntity.objects.filter(entity__in=entities_of(account))
    for project in spoken_for.values_list("project_id", flat=True):
        held[project].add("entity_contact")
    return {project: frozenset(roles) for project, roles in held.items()}


def own_projects(account: UUID) -> Q:
    """The projects in whose team the account is, of whose entities it speaks for one, or that a colleague lent it."""
    team = Membership.objects.filter(account_id=account).values("project")
    spoken_for = ProjectEntity.objects.filter(entity__in=entities_of(account)).values("project")
    return Q(pk__in=team) | Q(pk__in=spoken_for) | Q(pk__in=lent_projects(account))


def with_beginning(projects: QuerySet[Project]) -> QuerySet[Project]:
    """The day each began: as its record says, else the day it was written down."""
    return projects.annotate(began=Coalesce("starts_on", TruncDate("created_at")))


def project_by_slug(slug: str) -> Project:
    return get_object_or_404(Project, slug=slug)


def protocol_by_code(slug: str, code: str, version: int) -> Protocol:
    return get_object_or_404(Protocol.objects.select_related("project"), project__slug=slug, code=code, version=version)


def projects_of(actor: Actor) -> QuerySet[Project]:
    """The projects whose record this actor may read."""
    if actor.roles & READERS:
        return Project.objects.all()
    return Project.objects.filter(own_projects(actor.id)) if actor.is_known else Project.objects.none()


def published_projects() -> QuerySet[Project]:
    """Those whose page everyone may read now; an embargo ends by the clock."""
    return Project.objects.filter(published_at__lte=timezone.now()).order_by("-published_at")


def seen_by(actor: Actor) -> QuerySet[Project]:
    """Published projects, and those whose record this actor may read."""
    if actor.roles & READERS:
        return Project.objects.all()
    published = Q(published_at__lte=timezone.now())
    return Project.objects.filter(published | own_projects(actor.id) if actor.is_known else published)


def shown_evidence(project: Project) -> QuerySet[Evidence]:
    """What the public page may show: behind a standing number, or cited by the decision and never withdrawn."""
    claims = Claim.objects.filter(evidence=OuterRef("pk"))
    cited = DecisionEvidence.objects.filter(evidence=OuterRef("pk"), decision__replaced_by=None)
    return project.evidence.filter(Exists(claims.filter(withdrawn_at=None)) | (Exists(cited) & ~Exists(claims)))


def versions_of(protocol: Protocol) -> QuerySet[Protocol]:
    return Protocol.objects.filter(project=protocol.project, code=protocol.code).select_related("project")


def signature_state(protocol: Protocol) -> str:
    """Empty when what is shown is what was signed, or nothing is signed yet; else what is wrong."""
    if not protocol.is_frozen:
        return ""
    if not is_as_signed(protocol):
        return _("What this page shows is not what was signed: tell an administrator, and do not rely on it.")
    try:
        verify(protocol.digest, Signature.from_json(protocol.signature), purpose="protocol")
    except (KeyProblem, SignatureInvalid) as error:
        return str(error)
    return ""


SIGNED_AND_SHOWN = ("title", "question", "hypothesis", "decision_to_take", "ethics", "plan", "room", "version", "code")


def is_as_signed(protocol: Protocol) -> bool:
    """Whether the words and the plan are those of the signed text, and the text has the hash that was signed."""
    text = bytes(protocol.canonical)
    if sha256(text).hexdigest() != protocol.digest:
        return False
    signed = json.loads(text)
    return all(signed[name] == getattr(protocol, name) for name in SIGNED_AND_SHOWN)


def waiting_for(actor: Actor) -> list[tuple[Project, Protocol | None, str]]:
    """What needs this person: protocols to freeze, evidence without a decision, decided projects not yet public."""
    mine = Project.objects.filter(memberships__account_id=actor.id, memberships__role="lead").distinct()
    waiting: list[tuple[Project, Protocol | None, str]] = []
    for protocol in Protocol.objects.filter(project__in=mine, frozen_at=None).select_related("project"):
        waiting.append((protocol.project, protocol, "freeze"))
    waiting += [(project, None, "decide") for project in mine.filter(evidence__isnull=False, decisions=None)]
    waiting += [(project, None, "publish") for project in mine.filter(decisions__isnull=False, published_at=None)]
    return waiting


def home() -> dict[str, Any]:
    """Published projects as the public home tells them: learned from, running, stopped."""
    published = list(published_projects().prefetch_related("claims", "decisions"))
    stopped = [project for project in published if project.stage == Stage.STOP]
    decided = [project for project in published if project.decisions.all() and project not in stopped]
    trying = [project for project in published if project.stage in RUNNING and project not in decided]
    return {"learned": decided, "trying": trying, "stopped": stopped}


def entities_in(project: Project) -> list[ProjectEntity]:
    """The project's entities under the names they had when it began: a project of 2019 keeps the name of 2019."""
    links = list(project.entities.select_related("entity").order_by("role", "entity__name"))
    day = project.starts_on or timezone.localdate(project.created_at)
    names = names_of([link.entity_id for link in links], day)
    for link in links:
        link.shown_name = names[link.entity_id]
    return links


def organisations_called(project: Project, words: str) -> tuple[list[PublicEntity], list[Partner]]:
    """Those in the register that these words may mean and the project does not have yet."""

    def called(rows: QuerySet, taken: Any) -> list[Any]:
        found = Q(name_key__contains=key_of(words)) | Q(acronym__iexact=words) | Q(nipc=words) | Q(code__iexact=words)
        return list(rows.filter(found).exclude(pk__in=taken)[:MOST_FOUND])

    return (
        called(entity_choices(), project.entities.values("entity")),
        called(partners(), project.partners.values("partner")),
    )
