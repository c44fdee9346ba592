"""Find a person's names and addresses in a text, whatever the accents and capitals, and take them out."""

import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

REMOVED = "[retirado]"
SHORT_REMOVED = "…"
CONTEXT_LETTERS = 60


class Found(NamedTuple):
    """One place in a text, with a little of what stands before and after."""

    before: str
    match: str
    after: str


def folded(text: str) -> tuple[str, list[int]]:
    """The text in plain small letters, and for each of them the position it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(plain):
                letters.append(" " if plain.isspace() else plain)
                places.append(place)
    return "".join(letters), places


def spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where a term stands as whole words, in order and without overlap; the longest term wins."""
    plain, places = folded(text)
    taken: list[tuple[int, int]] = []
    for term in sorted({folded(one.strip())[0] for one in terms if one.strip()}, key=len, reverse=True):
        start = plain.find(term)
        while start >= 0:
            end = start + len(term)
            if is_whole(plain, start, end) and all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
            start = plain.find(term, start + 1)
    return [(places[start], places[end - 1] + 1) for start, end in sorted(taken)]


def is_whole(plain: str, start: int, end: int) -> bool:
    """Whether no letter or digit goes on before or after: `Ana Luz` is not in `Ana Luzia`."""
    before, after = plain[start - 1 : start], plain[end : end + 1]
    return not (before.isalnum() and plain[start].isalnum()) and not (after.isalnum() and plain[end - 1].isalnum())


def found(text: str, terms: Sequence[str]) -> list[Found]:
    return [
        Found(text[max(0, start - CONTEXT_LETTERS) : start], text[start:end], text[end : end + CONTEXT_LETTERS])
        for start, end in spans(text, terms)
    ]


def redacted(text: str, terms: Sequence[str], longest: int | None = None) -> str:
    """The text with each place replaced by a word that says so, or by a sign where the column is too narrow."""
    for mark in (REMOVED, SHORT_REMOVED):
        result = replaced(text, terms, mark)
        if longest is None or len(result) <= longest:
            return result
    return result[:longest]


def replaced(text: str, terms: Sequence[str], mark: str) -> str:
    pieces, last = [], 0
    for start, end in spans(text, terms):
        pieces += [text[last:start], mark]
        last = end
    return "".join([*pieces, text[last:]])


def redacted_value(value: Any, terms: Sequence[str], longest: int | None = None) -> Any:
    """The same inside lists and JSON, keys included."""
    if isinstance(value, str):
        return redacted(value, terms, longest)
    if isinstance(value, list):
        return [redacted_value(item, terms, longest) for item in value]
    if isinstance(value, dict):
        return redacted_keys({key: redacted_value(item, terms) for key, item in value.items()}, terms)
    return value


def redacted_keys(value: dict[str, Any], terms: Sequence[str]) -> dict[str, Any]:
    """Two names that leave the same word behind get numbers, so that nothing is lost with them."""
    clean: dict[str, Any] = {}
    for key, item in value.items():
        name = redacted(key, terms)
        numbered = (name, *(f"{name} {number}" for number in range(2, len(value) + 2)))
        taken = {*clean, *value}
        clean[key if name == key else next(one for one in numbered if one not in taken)] = item
    return clean


def texts_in(value: Any) -> list[str]:
    """Every text inside a value, keys included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (key, *texts_in(item))]
    return [text for item in value for text in texts_in(item)] if isinstance(value, list) else []
