"""Challenges for tests, made by actions."""

from typing import Any

from labx.core.actors import Actor, system
from labx.portfolio.challenges.actions import intake, triage
from labx.portfolio.challenges.models import Challenge

WHO = system("test")
WORDS: dict[str, Any] = {
    "title": "Pedidos que voltam para trás",
    "entity_name": "Instituto Inventado",
    "problem": "Um pedido em cada três volta para trás porque faltam documentos que ninguém pediu.",
    "sufferers": "Cerca de 12 000 famílias por ano.",
    "how_known": "Contagem de devoluções de 2025.",
    "decision_to_take": "Mudar a carta em todo o país, ou deixá-la.",
    "sponsor": "Diretora de serviços",
}
NAMES = ("uncertainty", "public-value", "sponsor", "access", "testable", "reversibility", "legal-room")


def drafted(by: Actor = WHO, **words: Any) -> Challenge:
    return intake.draft_challenge(by=by, **{**WORDS, **words})


def submitted(by: Actor = WHO, **words: Any) -> Challenge:
    return intake.submit_challenge(by=by, challenge=drafted(by, **words), is_problem=True)


def scores(value: int = 2, **other: int) -> dict[str, int]:
    return {name: other.get(name.replace("-", "_"), value) for name in NAMES}


def scored(by: Actor, challenge: Challenge, value: int = 2, **other: int) -> Challenge:
    triage.assess_challenge(by=by, challenge=challenge, scores=scores(value, **other))
    return challenge
