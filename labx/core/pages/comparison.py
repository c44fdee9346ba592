"""Two texts side by side, field by field: what another person saved and what this one wrote."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm

WORDS = re.compile(r"\s+|[^\s]+")
LONGEST_COMPARED = 6000  # words; beyond it the whole field is shown as changed


@dataclass(frozen=True)
class Piece:
    """A run of text; `is_changed` where the other side says something else."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Difference:
    """One field that differs, its two texts cut where they part."""

    name: str
    label: str
    before: list[Piece]
    after: list[Piece]


def pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, by words."""
    left, right = WORDS.findall(before), WORDS.findall(after)
    if max(len(left), len(right)) > LONGEST_COMPARED:
        return [Piece(before, True)], [Piece(after, True)]
    lefts, rights = [], []
    for kind, start, end, other_start, other_end in difflib.SequenceMatcher(None, left, right, False).get_opcodes():
        if end > start:
            lefts.append(Piece("".join(left[start:end]), kind != "equal"))
        if other_end > other_start:
            rights.append(Piece("".join(right[other_start:other_end]), kind != "equal"))
    return lefts, rights


def differences(label: Callable[[str], str], before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """The fields in which two records differ, in the order in which they are given."""
    found = []
    for name in dict.fromkeys([*after, *before]):
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            found.append(Difference(name, label(name), *pieces(one, other)))
    return found


def set_beside(form: BaseForm, stored: Mapping[str, Any], edition: int) -> None:
    """Have the form show what was saved meanwhile beside what was typed, and count from there when it is sent again.

    `stored` is the record as it is now, in the form's own names.
    """
    form.data = form.data.copy()
    form.data["edition"] = edition
    names = [field.name for field in form.visible_fields()]
    saved = {name: shown(form, name, stored.get(name)) for name in names}
    typed = {name: shown(form, name, form.cleaned_data.get(name)) for name in names}
    form.saved_meanwhile = differences(lambda name: str(form.fields[name].label), saved, typed)


def shown(form: BaseForm, name: str, value: Any) -> str:
    """A value as a reader of the form sees it: choices by their words, lists by their lines."""
    field = form.fields[name]
    value = field.prepare_value(value)
    choices = dict(getattr(field, "flatchoices", None) or plain_choices(field))
    if value is None:
        return ""
    return str(choices.get(value, value)).replace("\r\n", "\n").strip()


def plain_choices(field: Any) -> list[tuple[Any, Any]]:
    return [pair for pair in getattr(field, "choices", []) if len(pair) == 2]
