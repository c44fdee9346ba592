"""The evidence graph of one project, read from its tables: what stands in it, what links it, what fell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core.frozen.canonical import digest
from labx.core.rooms import Opened
from labx.portfolio.learning import graph
from labx.portfolio.learning.graph import Consequences, Relation
from labx.portfolio.learning.models import Fall, Finding, Idea, Kind, Link, Prototype, TestFinding
from labx.portfolio.models import Claim, Decision, DecisionEvidence, Evidence, Project, Strength


@dataclass(frozen=True)
class Node:
    """One thing of the graph; equal when it is the same record."""

    id: UUID
    kind: Kind = field(compare=False)
    title: str = field(compare=False)
    record: Any = field(compare=False)
    project: Project = field(compare=False)

    @property
    def project_id(self) -> UUID:
        return self.project.id

    @property
    def url(self) -> str:
        return reverse("learning:node", args=[self.project.slug, self.kind.value, self.id])


@dataclass(frozen=True)
class Bond:
    """A link with all that is known of it; `link` is nothing where it follows from the records themselves."""

    source: Node
    target: Node
    relation: Relation
    strength: str = ""
    reason: str = ""
    link: Link | None = None

    @property
    def how(self) -> str:
        return str(RELATIONS[self.relation]())

    @property
    def strength_label(self) -> str:
        return str(Strength(self.strength).label) if self.strength else ""


RELATIONS = {
    Relation.SUPPORTS: lambda: _("Supports"),
    Relation.CONTRADICTS: lambda: _("Contradicts"),
    Relation.LEADS_TO: lambda: _("Led to"),
}


class EvidenceGraph:
    """Read once, in a fixed number of queries, however much the project has learned."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def nodes(self) -> dict[UUID, Node]:
        return {node.id: node for node in self._read()}

    def _read(self) -> Iterator[Node]:
        here = self.project
        for finding in Finding.objects.filter(project=here):
            yield self._node(Kind(finding.kind), finding, finding.statement)
        for idea in Idea.objects.filter(project=here):
            yield self._node(Kind.IDEA, idea, idea.title)
        for prototype in Prototype.objects.filter(project=here).order_by("made_at"):
            words = {"name": prototype.name, "version": prototype.version}
            yield self._node(Kind.PROTOTYPE, prototype, _("%(name)s, version %(version)s") % words)
        for found in TestFinding.objects.filter(prototype__project=here):
            yield self._node(Kind.TEST, found, f"{found.get_verdict_display()}: {found.statement}")
        for evidence in Evidence.objects.filter(project=here):
            yield self._node(Kind.EVIDENCE, evidence, evidence.statement)
        for claim in Claim.objects.filter(project=here, withdrawn_at=None):
            yield self._node(Kind.CLAIM, claim, claim.sentence)
        for decision in Decision.objects.filter(project=here).order_by("recorded_at"):
            yield self._node(Kind.DECISION, decision, str(decision))

    def _node(self, kind: Kind, record: Any, title: str) -> Node:
        return Node(record.id, kind, title, record, self.project)

    @cached_property
    def bonds(self) -> list[Bond]:
        return [*self._own(), *self._written()]

    def _written(self) -> Iterator[Bond]:
        for link in Link.objects.filter(project=self.project):
            if link.source_id in self.nodes and link.target_id in self.nodes:
                ends = self.nodes[link.source_id], self.nodes[link.target_id]
                yield Bond(*ends, Relation(link.relation), link.strength, link.reason, link)

    def _own(self) -> Iterator[Bond]:
        """What the records say of each other: numbers rest on their evidence, versions come from the version before."""
        for node in self.nodes.values():
            if node.kind == Kind.CLAIM:
                yield Bond(self.nodes[node.record.evidence_id], node, Relation.SUPPORTS, Strength.STRONG)
            if node.kind == Kind.PROTOTYPE:
                for origin in (node.record.idea_id, node.record.previous_id):
                    if origin:
                        yield Bond(self.nodes[origin], node, Relation.LEADS_TO)
            if node.kind == Kind.TEST:
                yield Bond(self.nodes[node.record.prototype_id], node, Relation.LEADS_TO)
        for cited in DecisionEvidence.objects.filter(decision__project=self.project):
            relation = Relation.SUPPORTS if cited.is_support else Relation.CONTRADICTS
            yield Bond(self.nodes[cited.evidence_id], self.nodes[cited.decision_id], relation, cited.strength)

    @cached_property
    def links(self) -> list[graph.Link[UUID]]:
        return [graph.Link(bond.source.id, bond.target.id, bond.relation) for bond in self.bonds]

    @cached_property
    def falls(self) -> dict[UUID, Fall]:
        standing = Fall.objects.filter(project=self.project, lifted_at=None)
        return {fall.node_id: fall for fall in standing}

    @cached_property
    def now(self) -> Consequences[UUID]:
        """What fell, and what follows from it."""
        return graph.consequences(self.links, self.falls)

    def if_fell(self, *ids: UUID) -> Consequences[UUID]:
        """What would follow, on top of what fell already."""
        return graph.consequences(self.links, {*self.falls, *ids})

    def some(self, ids: Any) -> list[Node]:
        """These nodes in the order of the story."""
        order = list(Kind)
        found = [node for node in self.nodes.values() if node.id in ids]
        return sorted(found, key=lambda node: order.index(node.kind))

    def state_of(self, node: Node) -> str:
        return state_in(self.now, node.id)

    def rests_on(self, node: Node) -> list[Bond]:
        return [bond for bond in self.bonds if bond.target == node]

    def bears_on(self, node: Node) -> list[Bond]:
        return [bond for bond in self.bonds if bond.source == node]


def state_in(now: Consequences[UUID], id: UUID) -> str:
    for name in ("fallen", "weakened", "relieved"):
        if id in getattr(now, name):
            return name
    return "standing"


STATES = {
    "fallen": lambda: _("does not hold"),
    "weakened": lambda: _("weakened"),
    "relieved": lambda: _("what spoke against it fell"),
    "standing": lambda: "",
}
TABLES = {
    Kind.OBSERVATION: (Finding, "project"),
    Kind.INSIGHT: (Finding, "project"),
    Kind.IDEA: (Idea, "project"),
    Kind.PROTOTYPE: (Prototype, "project"),
    Kind.TEST: (TestFinding, "prototype__project"),
    Kind.EVIDENCE: (Evidence, "project"),
    Kind.CLAIM: (Claim, "project"),
    Kind.DECISION: (Decision, "project"),
}


def node_at(slug: str, kind: str, id: str) -> Node:
    """The thing at this address, without reading the rest of the graph."""
    if kind not in Kind.values:
        raise Http404
    model, way = TABLES[Kind(kind)]
    wanted = model.objects.filter(pk=id, **{f"{way}__slug": slug})
    record = (wanted.filter(kind=kind) if model is Finding else wanted).first()
    if record is None:
        raise Http404
    return Node(record.id, Kind(kind), str(record), record, Project.objects.get(slug=slug))


def digest_of(record: Finding | TestFinding) -> str:
    """Of the words a decision rests on: it shows when they changed afterwards."""
    return digest({"statement": record.statement})


def open_finding(key: UUID) -> Opened:
    found = Finding.objects.select_related("project").get(pk=key)
    node = Node(found.id, Kind(found.kind), found.statement, found, found.project)
    return Opened(found.statement, node.url, digest=digest_of(found))


def open_test_finding(key: UUID) -> Opened:
    found = TestFinding.objects.select_related("prototype__project").get(pk=key)
    node = Node(found.id, Kind.TEST, found.statement, found, found.prototype.project)
    return Opened(found.statement, node.url, digest=digest_of(found))
