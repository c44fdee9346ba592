"""What the engine found, in the words of the pack and of the reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.rules.errors import RuleRefused
from labx.rules.explanation import Explanation, Reason

Content = Mapping[str, Any]


def refusal_words(error: RuleRefused) -> str:
    """What is wrong and what to write instead, with the line and column inside a condition."""
    inside = [part for part in error.place.split(": ") if part[:1].isdigit()]
    told = " ".join(_(part).format(**error.values) for part in (error.problem, error.cure))
    return f"{inside[0]}: {told}" if inside else told


def in_language(texts: Mapping[str, str]) -> str:
    language = (get_language() or "pt")[:2]
    return texts.get(language) or next(iter(texts.values()))


def words_if_any(texts: Mapping[str, str] | None) -> str:
    return in_language(texts) if texts else ""


def explanation_words(content: Content, explanation: Explanation) -> str:
    """Why a procedure applies, does not, or may: in answers given and questions open."""
    facts = {fact["name"]: fact for fact in content["facts"]}
    answers = "; ".join(reason_words(facts[reason.fact], reason) for reason in explanation.reasons)
    if explanation.result is None:
        questions = " ".join(
            in_language(facts[name]["question"] or facts[name]["label"]) for name in explanation.missing
        )
        return _("It may apply. To know this, answer: {questions}").format(questions=questions)
    if not answers:
        return _("It applies in every case.") if explanation.result else _("It applies in no case.")
    if explanation.result:
        return _("It applies, because you answered: {answers}.").format(answers=answers)
    return _("It does not apply, because you answered: {answers}.").format(answers=answers)


def reason_words(fact: Content, reason: Reason) -> str:
    return f"{in_language(fact['label'])}: {value_words(fact, reason.value)}"


def value_words(fact: Content, value: Any) -> str:
    """An answer as a person reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.date):
        return moment_words(value)
    if isinstance(value, float):
        return formats.number(value)
    return next(in_language(answer["label"]) for answer in fact["answers"] if answer["code"] == value)


def moment_words(moment: datetime.date) -> str:
    """A day, or a day and hour as the clocks of the place show it."""
    if isinstance(moment, datetime.datetime):
        told = _("{day} at {hour}").format(day=formats.day(moment.date()), hour=f"{moment:%H:%M}")
        return f"{told} ({midnight_words(moment)})" if moment.time() == datetime.time.min else told
    return formats.day(moment)


def midnight_words(moment: datetime.datetime) -> str:
    """Of which two days this midnight is: people take 00:00 for the end of the day it begins."""
    before = moment.date() - datetime.timedelta(days=1)
    return _("the night from {before} to {after}").format(before=before.day, after=moment.day)
