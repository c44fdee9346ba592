"""What projects learn, for tests, made by actions."""

from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from labx.core.actors import Actor, system
from labx.portfolio.learning.actions import assumptions, evidence, prototypes
from labx.portfolio.learning.models import Assumption, Finding, Link, Prototype, Session
from labx.portfolio.learning.nodes import EvidenceGraph, Node
from labx.portfolio.models import Project

WHO = system("test")


def at(name: str, project: Project, *more: object) -> str:
    """The address of a page of learning."""
    return reverse(f"learning:{name}", args=[project.slug, *more])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def assumed(project: Project, statement: str = "As pessoas abrem a carta.", **words: Any) -> Assumption:
    given = {"side": "desirable", "importance": 5, "uncertainty": 4, **words}
    return assumptions.write_assumption(by=WHO, project=project, statement=statement, **given)


def observed(
    project: Project, statement: str = "Três pessoas não leram a carta.", kind: str = "observation"
) -> Finding:
    return evidence.record_finding(by=WHO, project=project, kind=kind, statement=statement, source="Entrevista E07")


def node_of(project: Project, record: Any) -> Node:
    return EvidenceGraph(project).nodes[record.pk]


def linked(project: Project, source: Any, target: Any, relation: str = "supports", by: Actor = WHO) -> Link:
    return evidence.link_evidence(
        by=by,
        project=project,
        source=source.pk,
        target=target.pk,
        relation=relation,
        strength="moderate",
        reason="Foi o que disseram.",
    )


def fallen(project: Project, record: Any, why: str = "Era de outra carta.") -> Any:
    return evidence.mark_fallen(by=WHO, node=node_of(project, record), why=why)


def prototyped(project: Project, *tasks: str, **words: Any) -> Prototype:
    given = {"name": "Carta curta", "fidelity": "paper", "tasks": tasks or ("Dizer o que falta",), **words}
    return prototypes.make_prototype(by=WHO, project=project, **given)


def tried(
    prototype: Prototype, code: str = "P1", success: str = "yes", seconds: int | None = 40, subject: UUID | None = None
) -> Session:
    result = {"success": success, "seconds": seconds, "errors": 1, "quote": "Não sabia."}
    return prototypes.record_session(
        by=WHO,
        prototype=prototype,
        participant_code=code,
        held_on=date(2026, 3, 2),
        results={task.id: result for task in prototype.tasks.all()},
        subject=subject,
    )
