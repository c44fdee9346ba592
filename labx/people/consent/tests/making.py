"""Consent for tests, made by actions."""

from uuid import UUID, uuid4

from labx.core.actors import system
from labx.people.consent.actions import answers, texts
from labx.people.consent.models import ConsentEntry, ConsentText
from labx.people.consent.parties import Whose

WHO = system("test")


def published(purpose: str = "audio", **more) -> ConsentText:
    words = {"language": "pt", "text": "Aceito que gravem a minha voz.", **more}
    return texts.publish_text(by=WHO, text=texts.draft_text(by=WHO, purpose=purpose, **words))


def given(text: ConsentText, subject: UUID | None = None, **more) -> ConsentEntry:
    whose = Whose(subject or uuid4())
    return answers.give_consent(by=WHO, whose=whose, text=text, **{"channel": "paper", **more})


def taken_back(subject: UUID, purpose: str = "audio", **more) -> ConsentEntry:
    return answers.withdraw_consent(by=WHO, whose=Whose(subject), purpose=purpose, channel="web", **more)
