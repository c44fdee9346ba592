"""Reads of what projects learn."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from labx.portfolio.learning.models import Assumption, Fall, Idea, Kind, Link, Prototype, Session, Task, TaskResult
from labx.portfolio.learning.nodes import EvidenceGraph, Node
from labx.portfolio.learning.results import TaskCount, counted
from labx.portfolio.models import Claim, Project


def assumptions_of(project: Project) -> QuerySet[Assumption]:
    """Riskiest first."""
    return Assumption.objects.filter(project=project).select_related("project", "protocol", "prototype")


def assumption_by_id(slug: str, assumption: str) -> Assumption:
    wanted = Assumption.objects.select_related("project", "protocol", "prototype")
    return get_object_or_404(wanted, pk=assumption, project__slug=slug)


def link_by_id(slug: str, link: str) -> Link:
    return get_object_or_404(Link.objects.select_related("project"), pk=link, project__slug=slug)


def fall_by_id(slug: str, fall: str) -> Fall:
    return get_object_or_404(Fall.objects.select_related("project"), pk=fall, project__slug=slug, lifted_at=None)


def idea_by_id(slug: str, idea: str) -> Idea:
    return get_object_or_404(Idea.objects.select_related("project"), pk=idea, project__slug=slug)


def prototype_by_id(slug: str, prototype: str) -> Prototype:
    wanted = Prototype.objects.select_related("project", "idea", "previous")
    return get_object_or_404(wanted, pk=prototype, project__slug=slug)


def session_by_id(slug: str, session: str) -> Session:
    wanted = Session.objects.select_related("prototype__project")
    return get_object_or_404(wanted, pk=session, prototype__project__slug=slug, withdrawn_at=None)


def sessions_of(prototype: Prototype) -> QuerySet[Session]:
    """The standing sessions, each with its results."""
    found = prototype.sessions.filter(withdrawn_at=None).select_related("prototype__project")
    return found.prefetch_related("results__task")


def task_counts(prototype: Prototype) -> list[tuple[Task, TaskCount]]:
    """For each task of this version, how people fared."""
    return task_counts_of([prototype])[prototype.pk]


def task_counts_of(prototypes: Iterable[Prototype]) -> dict[UUID, list[tuple[Task, TaskCount]]]:
    """The same for many versions, asked at once."""
    found: dict[UUID, list[tuple[Task, TaskCount]]] = {prototype.pk: [] for prototype in prototypes}
    told = TaskResult.objects.filter(session__prototype__in=found, session__withdrawn_at=None)
    by_task: dict[UUID, list[tuple[str, int | None, int | None]]] = {}
    for task, *measured in told.values_list("task_id", "success", "seconds", "errors"):
        by_task.setdefault(task, []).append((measured[0], measured[1], measured[2]))
    for task in Task.objects.filter(prototype__in=found):
        found[task.prototype_id].append((task, counted(by_task.get(task.id, []))))
    return found


def falls_of_evidence(ids: Iterable[UUID]) -> dict[UUID, Fall]:
    """Which of these pieces of evidence were found not to hold, and why."""
    standing = Fall.objects.filter(kind=Kind.EVIDENCE, node_id__in=list(ids), lifted_at=None)
    return {fall.node_id: fall for fall in standing}


def claims_under_review(project: Project) -> dict[UUID, str]:
    """Published numbers that fell or were weakened with what they rest on: `fallen` or `weakened` by claim."""
    if not Fall.objects.filter(project=project, lifted_at=None).exists():
        return {}
    graph = EvidenceGraph(project)
    now = graph.now
    shaken = {id: "fallen" for id in now.fallen} | {id: "weakened" for id in now.weakened}
    return {id: state for id, state in shaken.items() if graph.nodes[id].kind == Kind.CLAIM}


def claims_among(nodes: Iterable[Node]) -> list[Claim]:
    return [node.record for node in nodes if node.kind == Kind.CLAIM]
