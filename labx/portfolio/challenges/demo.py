"""Invented challenges for a demonstration: one waits, one was sent elsewhere, one became a project."""

from datetime import date
from typing import Any

from labx.core.actions import action
from labx.core.actors import Actor
from labx.people.demo import LOGINS, create_demo_accounts
from labx.people.middleware import actor_of
from labx.people.models import Account
from labx.people.organisations.models import PublicEntity
from labx.portfolio.challenges.actions import ethics, intake, triage
from labx.portfolio.challenges.models import Challenge, State
from labx.portfolio.models import Project

NAMES = ("uncertainty", "public-value", "sponsor", "access", "testable", "reversibility", "legal-room")
COMMON = {
    "entity_name": "Instituto Inventado de Apoios",
    "mandate": "Decreto inventado, para este exemplo.",
    "sponsor": "Presidente do instituto inventado",
}
WAITING = {
    "title": "Quem falta às consultas de orientação?",
    "problem": "Uma em cada quatro marcações fica por usar, e quem precisa espera mais cinco semanas.",
    "sufferers": "Pessoas à procura de emprego que esperam por uma marcação; cerca de 900 por mês.",
    "how_known": "Contagem das marcações de janeiro a junho, em três centros (números inventados).",
    "tried": "Um aviso na véspera, num só centro, sem contar o resultado.",
    "data_available": "Registo das marcações, guardado pelo instituto.",
    "decision_to_take": "Mudar o aviso em todos os centros, ou deixar como está e procurar outra causa.",
    "deadline": date(2027, 6, 30),
}
ELSEWHERE = {
    "title": "Falta espaço no arquivo central",
    "problem": "O arquivo central fica cheio dentro de um ano e não há onde guardar os processos novos.",
    "sufferers": "Quem pede cópias de processos, e espera três semanas por elas.",
    "how_known": "Medição das estantes em maio (números inventados).",
    "decision_to_take": "Arrendar mais espaço.",
}
ACCEPTED = {
    "title": "Porque é que os pedidos de apoio voltam para trás?",
    "problem": "Um pedido em cada três volta para trás por falta de documentos, e metade das pessoas não responde.",
    "sufferers": "Cerca de 12 000 famílias por ano, sobretudo com pouca escola ou sem internet.",
    "how_known": "Contagem das devoluções de 2025 e conversas com quem atende (números inventados).",
    "tried": "Mais uma página de instruções, há dois anos; as devoluções não desceram.",
    "data_available": "Registo dos pedidos, sem o texto das cartas.",
    "decision_to_take": "Mudar a carta em todo o país, mudar o balcão, ou parar.",
}


def load(progress: Any, *, by: Actor) -> None:
    """Through the same actions as anyone else; once."""
    if Challenge.objects.filter(is_example=True).exists():
        return
    create_demo_accounts()
    bring_three()


@action
def bring_three() -> None:
    scored(brought(WAITING), [2, 2, 1, 2, 3, 3, 2], [1, 2, 3, 2, 3, 3, 2])
    elsewhere = scored(brought(ELSEWHERE), [0, 1, 2, 2, 1, 2, 3])
    reason = "A resposta já é conhecida e compra-se: fale com a unidade de compras. Ajudamos a escrever o pedido."
    triage.decide_challenge(by=one("lab_lead"), challenge=elsewhere, outcome=State.PROCURED, reason=reason)
    accepted = scored(brought(ACCEPTED), [3, 3, 2, 2, 3, 3, 2], [3, 3, 3, 2, 2, 3, 2])
    reason = "Ninguém sabe o que faz voltar os pedidos, e testa-se em poucos meses com quem os faz."
    decided = triage.decide_challenge(by=one("lab_lead"), challenge=accepted, outcome=State.ACCEPTED, reason=reason)
    look_after_people(decided.project)


def brought(words: dict[str, Any]) -> Challenge:
    contact = one("entity_contact")
    entity = (
        PublicEntity.objects.filter(is_example=True, merged_into=None, ended_on=None).order_by("registered_at").first()
    )
    challenge = intake.draft_challenge(by=contact, is_example=True, entity=entity, **{**COMMON, **words})
    return intake.submit_challenge(by=contact, challenge=challenge, is_problem=True)


def scored(challenge: Challenge, *everyone: list[int]) -> Challenge:
    """By the researcher, then by the analyst."""
    for role, values in zip(("researcher", "analyst"), everyone, strict=False):
        scores = dict(zip(NAMES, values, strict=True))
        triage.assess_challenge(by=one(role), challenge=challenge, scores=scores)
    return challenge


def look_after_people(project: Project) -> None:
    """People in a fragile position take part, so an ethics opinion is asked for, and one is there."""
    lead = one("lab_lead")
    answers = dict.fromkeys(("children", "health", "deception", "personal-data", "large-scale"), False)
    note = "Cada pessoa é convidada por quem a atende, pode parar quando quiser, e nada muda no seu pedido."
    ethics.answer_screening(by=lead, project=project, answers={**answers, "vulnerable": True}, note=note)
    ethics.record_sign_off(
        by=lead,
        project=project,
        kind="ethics-opinion",
        signed_by="Comissão de ética inventada",
        signed_on=date(2026, 2, 16),
        document="Parecer 7/2026 (inventado)",
    )


def one(role: str) -> Actor:
    """The invented person of this role."""
    email = next(login.email for login in LOGINS if login.role == role)
    return actor_of(Account.objects.get(email=email))


def accepted_project() -> Project | None:
    """The project that the accepted example became."""
    challenge = Challenge.objects.filter(is_example=True, title=ACCEPTED["title"], project__isnull=False).first()
    return challenge.project if challenge else None
