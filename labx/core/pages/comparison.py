"""Two texts side by side, field by field: what another person saved and what this one wrote."""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.utils.choices import flatten_choices
from django.utils.translation import gettext

WORDS = re.compile(r"\s*\S+\s*|\s+")
END = " "  # so that the last word is the same word when another follows
MOST_PAIRS = 200_000  # of the same word in both texts; beyond it the whole field is shown as changed


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
    left, right = words_of(before), words_of(after)
    times = Counter(right)
    if sum(times[word] for word in left) > MOST_PAIRS:
        return [Piece(before, True)], [Piece(after, True)]
    lefts, rights = [], []
    for kind, start, end, other_start, other_end in difflib.SequenceMatcher(None, left, right, False).get_opcodes():
        lefts += run(left[start:end], kind != "equal")
        rights += run(right[other_start:other_end], kind != "equal")
    return without_end(lefts), without_end(rights)


def words_of(text: str) -> list[str]:
    """Each word with the space after it: spaces by themselves are so many alike that comparing them takes seconds."""
    return WORDS.findall(text + END) if text else []


def run(words: list[str], is_changed: bool) -> list[Piece]:
    """One after the other; the space after a changed run belongs to neither text."""
    text = "".join(words)
    bare = text.rstrip() if is_changed and text.strip() else text
    return [piece for piece in (Piece(bare, is_changed), Piece(text[len(bare) :], False)) if piece.text]


def without_end(found: list[Piece]) -> list[Piece]:
    if not found:
        return []
    last = found[-1]
    return [*found[:-1], *([Piece(last.text[:-1], last.is_changed)] if last.text != END else [])]


def differences(label: Callable[[str], str], before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """The fields in which two records differ, in the order in which they are given."""
    found = []
    for name in dict.fromkeys([*after, *before]):
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            found.append(Difference(name, label(name), *pieces(one, other)))
    return found


def set_beside(
    form: BaseForm, stored: Mapping[str, Any], edition: int, *, typed: Mapping[str, Any] | None = None
) -> None:
    """Have the form show what was saved meanwhile beside what was typed, and count from there when it is sent again.

    `stored` is the record as it is now, in the form's own names; `typed` stands for `cleaned_data` where a form
    cleans its fields into something else than it shows.
    """
    form.data = form.data.copy()
    form.data["edition"] = edition
    names = [field.name for field in form.visible_fields()]
    saved = {name: shown(form, name, stored.get(name)) for name in names}
    own = form.cleaned_data if typed is None else typed
    wrote = {name: shown(form, name, own.get(name)) for name in names}
    form.saved_meanwhile = differences(lambda name: str(form.fields[name].label), saved, wrote)


def shown(form: BaseForm, name: str, value: Any) -> str:
    """A value as a reader of the form sees it: choices by their words, days as they are written."""
    field = form.fields[name]
    value = field.prepare_value(value)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    words = {str(key): str(label) for key, label in flatten_choices(getattr(field, "choices", ()))}
    if isinstance(value, (list, tuple)):
        chosen = [str(one) for one in value]
        return ", ".join(label for key, label in words.items() if key in chosen)
    return words.get(str(value), str(field.widget.format_value(value))).replace("\r\n", "\n").strip()
