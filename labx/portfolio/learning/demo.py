"""Invented learning for a demonstration: one small project from observations to a choice, with things that failed."""

from datetime import date
from typing import Any
from uuid import UUID

from labx.core.actions import action
from labx.core.actors import Actor
from labx.people.models import Account
from labx.portfolio.actions.projects import add_member
from labx.portfolio.challenges import demo as challenges
from labx.portfolio.challenges.demo import one
from labx.portfolio.learning.actions import assumptions, evidence, ideas, prototypes
from labx.portfolio.learning.models import Finding, Idea, Prototype, TestFinding
from labx.portfolio.learning.nodes import EvidenceGraph
from labx.portfolio.models import Project

RESULTS = (("P1", "no", 210, 3), ("P2", "partly", 180, 1), ("P3", "no", None, 2))
BETTER = (("P4", "yes", 95, 0), ("P5", "yes", 120, 1), ("P6", "partly", 160, 1), ("P7", "yes", 80, 0))


def load(progress: Any, *, by: Actor) -> None:
    """Fills the project that the example challenge became; once."""
    challenges.load(progress, by=by)
    project = challenges.accepted_project()
    if project and not Finding.objects.filter(project=project).exists():
        fill(project=project)


@action
def fill(*, project: Project) -> None:
    who = one("lab_lead")
    for role in ("researcher", "analyst"):
        add_member(by=who, project=project, account=Account.objects.get(pk=one(role).id), role=role)
    letter = chosen(who, project)
    first, second, showed = tried(who, project, letter)
    graph(who, project, letter, showed)
    assumed(who, project, first, second)


def chosen(who: Actor, project: Project) -> Idea:
    letter = ideas.write_idea(
        by=who, project=project, title="Carta de uma página", description="Diz primeiro o que falta, e até quando."
    )
    desk = ideas.write_idea(
        by=who,
        project=project,
        title="Telefonema de quem atende",
        description="Uma chamada antes de devolver o pedido.",
    )
    films = ideas.write_idea(by=who, project=project, title="Vídeos de ajuda")
    why = "Quem mais precisa não tem internet em casa: as observações contradizem a ideia."
    ideas.edit_idea(by=who, idea=films, edition=1, set_aside_why=why)
    criteria = ideas.set_criteria(
        by=who, project=project, criteria=[("Ajuda quem mais precisa", 3), ("Custa pouco", 1)]
    )
    for role, rows in (("lab_lead", ((4, 5), (5, 2))), ("researcher", ((5, 4), (4, 1)))):
        scores = {
            idea.id: {criterion.id: value for criterion, value in zip(criteria, row, strict=True)}
            for idea, row in zip((letter, desk), rows, strict=True)
        }
        ideas.score_ideas(by=one(role), project=project, scores=scores)
    ideas.choose_idea(by=who, idea=letter, reason="Chega a todos e testa-se em papel já esta semana.")
    return letter


def tried(who: Actor, project: Project, letter: Idea) -> tuple[Prototype, Prototype, list[TestFinding]]:
    words = {"by": who, "project": project, "name": "Carta", "fidelity": "paper", "idea": letter}
    first = prototypes.make_prototype(**words, tasks=["Dizer que documento falta"])
    sessions(who, first, RESULTS)
    note = prototypes.record_test_finding(
        by=who,
        prototype=first,
        statement="Ninguém lê o verso da folha.",
        verdict="drop",
        reason="Três em três não o viraram.",
    )
    second = prototypes.make_prototype(
        **words,
        previous=first,
        changed="Tudo na frente; o documento em falta vem a negrito.",
        tasks=["Dizer que documento falta"],
    )
    sessions(who, second, BETTER)
    kept = prototypes.record_test_finding(
        by=who, prototype=second, statement="Três em quatro dizem sem ajuda o que falta.", verdict="keep"
    )
    return first, second, [note, kept]


def sessions(who: Actor, prototype: Prototype, everyone: tuple[tuple[str, str, int | None, int], ...]) -> None:
    task = prototype.tasks.get()
    for place, (code, success, seconds, errors) in enumerate(everyone):
        result = {"success": success, "seconds": seconds, "errors": errors, "quote": ""}
        prototypes.record_session(
            by=who,
            prototype=prototype,
            participant_code=code,
            held_on=date(2026, 3, 2 + place),
            results={task.id: result},
        )


def graph(who: Actor, project: Project, letter: Idea, showed: list[TestFinding]) -> None:
    """Observations of which one falls, insights, and what they bear on."""

    def found(kind: str, statement: str, source: str = "") -> UUID:
        return evidence.record_finding(by=who, project=project, kind=kind, statement=statement, source=source).id

    def bears(source: UUID, target: UUID, relation: str, strength: str, reason: str) -> None:
        ends = {"source": source, "target": target}
        evidence.link_evidence(by=who, project=project, **ends, relation=relation, strength=strength, reason=reason)

    unread = found("observation", "Sete em dez pessoas param na primeira frase da carta.", "Entrevistas E01 a E10")
    desk = found("observation", "Ao balcão pedem sempre para ler a carta em voz alta.", "Caderno de campo, dia 3")
    count = found(
        "observation", "As devoluções desceram 10 % em maio.", "Folha enviada pelo centro de Aveiro (inventada)"
    )
    buried = found("insight", "O que falta está escrito, mas tarde demais na carta.")
    bears(unread, buried, "supports", "strong", "Param antes de lá chegar.")
    bears(desk, buried, "supports", "moderate", "Em voz alta encontram-no.")
    bears(buried, letter.id, "supports", "moderate", "Uma carta curta di-lo primeiro.")
    bears(count, letter.id, "contradicts", "weak", "Desceram sem mudar a carta.")
    bears(showed[0].id, buried, "supports", "moderate", "O verso é o que vem mais tarde.")
    bears(showed[1].id, letter.id, "supports", "moderate", "A segunda versão percebe-se.")
    node = EvidenceGraph(project).nodes[count]
    evidence.mark_fallen(by=who, node=node, why="A folha contava só metade de maio.")


def assumed(who: Actor, project: Project, first: Prototype, second: Prototype) -> None:
    """One held, one failed, two open; the riskiest has no activity yet."""

    def written(side: str, statement: str, importance: int, uncertainty: int, **tested: Any) -> Any:
        sizes = {"importance": importance, "uncertainty": uncertainty}
        return assumptions.write_assumption(by=who, project=project, side=side, statement=statement, **sizes, **tested)

    turned = written("desirable", "As pessoas viram a folha.", 3, 4, prototype=first)
    read = written("desirable", "Numa página, as pessoas percebem o que falta.", 5, 4, prototype=second)
    written("legal", "A lei deixa tirar os artigos da carta.", 4, 3, activity="Parecer jurídico")
    written("viable", "Os centros conseguem imprimir cartas diferentes por pedido.", 5, 5)
    nodes = EvidenceGraph(project).nodes
    showed = {found.verdict: nodes[found.id] for found in TestFinding.objects.filter(prototype__project=project)}
    why = "Nas três primeiras sessões ninguém virou a folha."
    assumptions.settle_assumption(by=who, assumption=turned, has_held=False, evidence=showed["drop"], why=why)
    why = "Com quatro pessoas só se sabe que é possível: falta medir."
    assumptions.settle_assumption(by=who, assumption=read, has_held=True, evidence=showed["keep"], why=why)
