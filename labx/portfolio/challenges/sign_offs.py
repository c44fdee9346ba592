"""Which signatures the answers of a screening ask for. Pure: answers in, names out."""

from collections.abc import Iterable, Mapping
from typing import Any

KINDS = ("ethics-opinion", "data-agreement", "impact-assessment", "guardian-consent", "debriefing")


def required_by(questions: Iterable[Mapping[str, Any]], answers: Mapping[str, bool]) -> list[str]:
    """Every kind that a question answered with yes requires, once, in alphabetical order."""
    return sorted({kind for question in questions if answers.get(question["name"]) for kind in question["requires"]})
