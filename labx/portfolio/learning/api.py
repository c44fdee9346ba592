"""What learning answers to programs: a project's evidence graph, its assumptions, its prototypes with their counts."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.portfolio.learning import queries
from labx.portfolio.learning.models import Assumption, Prototype, Task
from labx.portfolio.learning.nodes import EvidenceGraph
from labx.portfolio.learning.results import TaskCount
from labx.portfolio.queries import project_by_slug

router = Router(tags=["learning"])
MOST = 200


class NodeOut(Schema):
    """`state`: standing, fallen, weakened or relieved, as follows from what fell."""

    id: UUID
    kind: str
    title: str
    state: str


class LinkOut(Schema):
    source: UUID
    target: UUID
    relation: str
    strength: str
    reason: str


class GraphOut(Schema):
    nodes: list[NodeOut]
    links: list[LinkOut]


class AssumptionOut(Schema):
    id: UUID
    side: str
    statement: str
    importance: int
    uncertainty: int
    risk: int
    tested_by: str
    state: str
    settled_why: str
    settled_at: datetime | None


class TaskOut(Schema):
    """Counts of people; `lower` and `upper` are the 95 % interval (Wilson) for doing it alone."""

    task: str
    people: int
    done: int
    partly: int
    failed: int
    lower: float | None
    upper: float | None
    seconds: list[int]


class PrototypeOut(Schema):
    id: UUID
    name: str
    version: int
    fidelity: str
    changed: str
    tasks: list[TaskOut]


@router.get(
    "/projects/{slug:slug}/graph",
    response={200: GraphOut, 404: Problem},
    summary="What a project's evidence rests on, and what fell",
)
@permit("learning.view", record=project_by_slug)
def see_graph(request: HttpRequest, slug: str) -> GraphOut:
    graph = EvidenceGraph(request.record)
    nodes = [
        NodeOut(id=node.id, kind=node.kind.value, title=node.title, state=graph.state_of(node))
        for node in graph.some(set(graph.nodes))
    ]
    links = [
        LinkOut(
            source=bond.source.id,
            target=bond.target.id,
            relation=bond.relation.value,
            strength=str(bond.strength),
            reason=bond.reason,
        )
        for bond in graph.bonds
    ]
    return GraphOut(nodes=nodes, links=links)


@router.get(
    "/projects/{slug:slug}/assumptions",
    response={200: list[AssumptionOut], 404: Problem},
    summary="A project's assumptions, riskiest first",
)
@permit("learning.view", record=project_by_slug)
def list_assumptions(
    request: HttpRequest, slug: str, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
) -> list[Assumption]:
    return list(queries.assumptions_of(request.record)[offset : offset + limit])


@router.get(
    "/projects/{slug:slug}/prototypes",
    response={200: list[PrototypeOut], 404: Problem},
    summary="A project's prototypes, newest first, with how people fared",
)
@permit("learning.view", record=project_by_slug)
def see_prototypes(
    request: HttpRequest, slug: str, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(20, ge=1, le=50)
) -> list[PrototypeOut]:
    found = list(Prototype.objects.filter(project=request.record)[offset : offset + limit])
    counts = queries.task_counts_of(found)
    return [told(prototype, counts[prototype.pk]) for prototype in found]


def told(prototype: Prototype, counts: list[tuple[Task, TaskCount]]) -> PrototypeOut:
    tasks = [
        TaskOut(
            task=task.text,
            people=count.people,
            done=count.done,
            partly=count.partly,
            failed=count.failed,
            lower=count.share.lower if count.share else None,
            upper=count.share.upper if count.share else None,
            seconds=list(count.seconds),
        )
        for task, count in counts
    ]
    named = {name: getattr(prototype, name) for name in ("id", "name", "version", "fidelity", "changed")}
    return PrototypeOut(**named, tasks=tasks)
