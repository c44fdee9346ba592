"""Projects for tests, made by actions."""

from datetime import date
from typing import Any
from uuid import UUID

from labx.core.actors import system
from labx.core.rooms import Reference
from labx.portfolio.actions import evidence, protocols
from labx.portfolio.models import Claim, Evidence, Project, Protocol
from labx.trials.tests.making import draft_of, project_of

WHO = system("test")
PAGE = {"asked": "Perguntámos.", "did": "Fizemos.", "learned": "Aprendemos.", "next_step": "Segue-se."}
DECISION: dict[str, Any] = {
    "outcome": "iterate",
    "reasons": "O intervalo é largo.",
    "decided_by": "Direção",
    "decided_on": date(2025, 11, 21),
    "would_change": "Um segundo ensaio.",
}
CARD = {
    "indicator": "dias de espera",
    "sentence": "3 dias a menos.",
    "definition": "Média de um grupo menos a do outro.",
    "unit": "dias",
    "value": -3.0,
    "denominator": "40 pessoas",
    "baseline": "9 dias",
    "comparison": "carta antiga",
    "cut_off": date(2025, 6, 30),
    "source": "inventado",
}
__all__ = ["DECISION", "PAGE", "WHO", "claimed", "draft_of", "evidence_of", "frozen_of", "project_of"]


def frozen_of(project: Project) -> Protocol:
    return protocols.freeze_protocol(by=WHO, protocol=draft_of(project))


def evidence_of(project: Project) -> Evidence:
    """Of a room that is not there, as after a room was switched off."""
    reference = Reference("away", "thing", UUID(int=7), "0" * 64)
    return evidence.record_evidence(
        by=WHO, project=project, statement="A carta ajuda.", design_grade="randomised", reference=reference
    )


def claimed(project: Project, **card: Any) -> Claim:
    return evidence.publish_claim(by=WHO, evidence=evidence_of(project), **{**CARD, **card})
