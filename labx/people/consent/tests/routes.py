"""Addresses of consent for the walk of every route."""

from typing import Any

from labx.people.consent.actions import texts
from labx.people.consent.models import ConsentText
from labx.people.consent.tests.making import WHO, published


def prepare(world: Any) -> tuple[ConsentText, ConsentText]:
    draft = texts.draft_text(by=WHO, purpose="photo", language="pt", text="Aceito que me fotografem.")
    return draft, published("take_part")


def either(world: Any) -> list[dict[str, Any]]:
    return [{"text": text.pk} for text in world.made["consent"]]


EXAMPLES = {
    "consent:text": either,
    "consent:edit": either,
    "consent:new_version": either,
    "consent:publish": either,
    "consent:withdraw": either,
}
