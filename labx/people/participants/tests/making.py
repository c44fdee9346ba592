"""People of the panel for tests, made by actions."""

import itertools
from typing import Any

from labx.core.actors import system
from labx.people.consent.models import ConsentText
from labx.people.consent.parties import NO_PROOF, Proof
from labx.people.consent.queries import open_text
from labx.people.consent.tests.making import published
from labx.people.participants.actions import inviting, joining, recruiting
from labx.people.participants.models import Participant, Recruitment

WHO = system("test")
NUMBER = itertools.count(1)
ABOUT: dict[str, Any] = {
    "age_band": "35_44",
    "district": "lisboa",
    "education": "higher",
    "digital_ease": "alone",
    "access_needs": ["captions"],
    "topics": ["health"],
    "languages": ["pt"],
    "invitations_a_year": 4,
}
REACHED = {"name": "Maria Reis", "preferred": "email", "email": "maria@example.pt", "phone": "", "address": ""}
FORM = {**ABOUT, **REACHED, "agree_take_part": "on"}


def take_part() -> ConsentText:
    return open_text("take_part", language="pt") or published("take_part")


def joining_of(about: dict[str, Any] | None = None, proof: Proof = NO_PROOF, **reached: str) -> joining.Joining:
    known = {**REACHED, "email": f"pessoa{next(NUMBER)}@example.pt", **reached}
    return joining.Joining({**ABOUT, **(about or {})}, known, (take_part(),), "pt", proof)


def joined(about: dict[str, Any] | None = None, **reached: str) -> Participant:
    return joining.enter_participant(by=WHO, joining=joining_of(about, **reached), channel="paper")


def several(count: int, **about: Any) -> list[Participant]:
    return [joined(about) for _number in range(count)]


def opened(**words: Any) -> Recruitment:
    given = {"title": "Testar a carta", "need": "Ler uma carta.", "places": 2, "alternates": 2, "strata": ["age_band"]}
    return recruiting.open_recruitment(by=WHO, **{**given, **words})


def drawn(**words: Any) -> Recruitment:
    return recruiting.draw(by=WHO, recruitment=opened(**words))


def invited(**words: Any) -> Recruitment:
    recruitment = drawn(**words)
    inviting.invite_drawn(by=WHO, recruitment=recruitment)
    return recruitment
