"""Questions of a pack as fields of a form."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.desks.wording import in_language, refusal_words
from labx.rules.errors import RuleRefused
from labx.rules.facts import Kind, read_day, read_moment
from labx.rules.zones import ZONES, Place, legal_moment

Content = Mapping[str, Any]
YES_NO = [("true", _("Yes")), ("false", _("No"))]


class QuestionForm(forms.Form):
    """One field a fact; an empty one means that it is not known. `answers()` gives what can be kept in a case."""

    def __init__(self, facts: Sequence[Content], region: str, data: Any = None, answers: Content | None = None) -> None:
        known = {html_name(fact["name"]): shown(fact, (answers or {}).get(fact["name"])) for fact in facts}
        super().__init__(data, initial=known)
        self.facts, self.region = facts, region
        for fact in facts:
            self.fields[html_name(fact["name"])] = field_of(fact)

    def clean(self) -> dict[str, Any]:
        for fact in self.facts:
            name = html_name(fact["name"])
            if fact["type"] in DAYS and (day := self.cleaned_data.get(name)):
                try:
                    self.cleaned_data[name] = DAYS[fact["type"]](day, place_of(self.region))
                except RuleRefused as error:
                    self.add_error(name, refusal_words(error))
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        found = {fact["name"]: self.cleaned_data.get(html_name(fact["name"])) for fact in self.facts}
        return {name: plain(value) for name, value in found.items() if value not in (None, "")}


# A day that the rules would not take is refused where it is typed, or it would be gone without a word.
DAYS: Mapping[str, Callable[[Any, Place], datetime.date]] = {
    Kind.DATE: lambda day, _place: read_day(day),
    Kind.TIMESTAMP: lambda moment, place: read_moment(legal_moment(moment.date(), moment.time(), place)),
}


def place_of(region: str) -> Place:
    return Place(region) if region in ZONES else Place.MAINLAND


def html_name(name: str) -> str:
    return name.replace(".", "-")


def field_of(fact: Content) -> forms.Field:
    words = {"label": in_language(fact["question"]), "help_text": in_language(fact["why"]), "required": False}
    if fact["type"] == Kind.DATE:
        return forms.DateField(**{**words, "help_text": f"{words['help_text']} {_('For example 31/12/2026.')}"})
    if fact["type"] == Kind.TIMESTAMP:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return WallClockField(**words, widget=widget)
    if fact["type"] == Kind.NUMBER:
        return forms.IntegerField(**words, min_value=whole(fact["minimum"]), max_value=whole(fact["maximum"]))
    coded = [(answer["code"], in_language(answer["label"])) for answer in fact["answers"] or ()]
    return forms.ChoiceField(**words, choices=coded or YES_NO, widget=forms.RadioSelect)


class WallClockField(forms.Field):
    """What a clock on the wall showed; whose clock it was is known only with the place."""

    def to_python(self, value: str | None) -> datetime.datetime | None:
        if not value:
            return None
        for read in (datetime.datetime.fromisoformat, as_people_write):
            with suppress(ValueError):
                return read(value.strip()).replace(tzinfo=None)
        raise forms.ValidationError(_("Write the day and hour as 31/12/2026 10:30."))


def as_people_write(text: str) -> datetime.datetime:
    """Where the browser offers no calendar."""
    return datetime.datetime.strptime(text.replace("h", ":"), "%d/%m/%Y %H:%M")  # noqa: DTZ007 - see the class


def whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)


def plain(value: Any) -> Any:
    """As a case keeps it: JSON."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return {"true": True, "false": False}.get(value, value)


def shown(fact: Content, answer: Any) -> Any:
    """An answer as its field shows it again."""
    if answer is None:
        return None
    if isinstance(answer, bool):
        return str(answer).lower()
    if fact["type"] == Kind.DATE:
        return datetime.date.fromisoformat(answer)
    if fact["type"] == Kind.TIMESTAMP:
        return datetime.datetime.fromisoformat(answer).replace(tzinfo=None)
    return answer
