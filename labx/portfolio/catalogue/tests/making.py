"""Published projects for tests, with a canary in every field that is not for everyone."""

from datetime import date

from labx.core.actors import system
from labx.portfolio.actions import evidence, projects, protocols
from labx.portfolio.catalogue.actions import cases, deviations
from labx.portfolio.models import Project, Protocol
from labx.portfolio.tests.making import DECISION, claimed, draft_of

WHO = system("test")
CANARY = "canario"
PAGE = {
    "asked": "Uma carta mais curta leva mais pessoas ao balcão certo? Foi isto que quisemos saber este ano.",
    "did": "Enviámos a carta curta a metade das pessoas, por sorteio, e a carta antiga às outras.",
    "learned": "Quem recebeu a carta curta esperou menos três dias. O intervalo é largo, e por isso vamos repetir.",
    "next_step": "Repetimos o ensaio noutro balcão antes de mudar todas as cartas do serviço.",
}
CASE = {
    "level": "national",
    "policy_area": "Justiça",
    "tags": "cartas, linguagem clara",
    "novelty": "Nova nesta casa.",
    "partners": "O registo.",
    "users": "Quem recebe cartas.",
    "challenges": "A gráfica atrasou-se duas semanas.",
    "conditions": "Alguém que decida.",
    "replication": "Ninguém ainda.",
    "lessons": "Testar antes.",
}
DEVIATION = {"planned": "Duzentas cartas", "done": "Cento e oitenta", "why": "A gráfica", "effect": "Menos certeza"}


def published_project(title: str = "Cartas mais curtas", **page: str) -> Project:
    """With a frozen and amended protocol, a standing and a withdrawn number, a decision, a deviation and a case."""
    project = projects.start_project(
        by=WHO, title=title, question=f"{CANARY}-pergunta", beneficiaries=f"{CANARY}-destinatarios"
    )
    first = protocols.freeze_protocol(by=WHO, protocol=draft_of(project))
    amended(first)
    protocols.write_protocol(
        by=WHO,
        project=project,
        room="trials",
        plan={"unit": f"{CANARY}-plano"},
        title=f"{CANARY}-rascunho",
        question=f"{CANARY}-rascunho",
    )
    standing = claimed(project)
    gone = claimed(project, sentence="9 dias a menos.", value=-9.0)
    evidence.withdraw_claim(by=WHO, claim=gone, why="Conta errada")
    hidden = evidence.record_evidence(
        by=WHO,
        project=project,
        statement=f"{CANARY}-evidencia",
        caveats=f"{CANARY}-limites",
        design_grade="none",
        reference=standing.evidence.reference,
    )
    evidence.record_decision(by=WHO, project=project, citations=[(standing.evidence, True, "strong")], **DECISION)
    assert hidden.project == project
    deviations.record_deviation(by=WHO, protocol=first, **DEVIATION)
    cases.write_case(by=WHO, project=project, edition=0, **CASE)
    project.refresh_from_db()
    edited = projects.edit_project(by=WHO, project=project, edition=project.edition, **{**PAGE, **page})
    return evidence.publish_project(by=WHO, project=edited)


def amended(protocol: Protocol) -> Protocol:
    amendment = protocols.amend_protocol(by=WHO, protocol=protocol, justification="A unidade estava errada.")
    edited = protocols.edit_protocol(
        by=WHO, protocol=amendment, edition=1, plan={**amendment.plan, "unit": "agregado"}, title=amendment.title
    )
    return protocols.freeze_protocol(by=WHO, protocol=edited)


ANNOUNCEMENT = {
    "what": "Estamos a testar se uma carta mais curta ajuda.",
    "where": "Balcão de Aveiro",
    "since": date(2026, 1, 10),
    "until": None,
    "contact": "ensaio@example.pt",
    "opt_out": "Diga ao balcão que não quer: é atendido como antes.",
}
