"""When two names are the same organisation's: spelling, small words and legal forms do not count. Pure: no Django."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

SMALL_WORDS = frozenset({"a", "as", "com", "da", "das", "de", "do", "dos", "e", "em", "na", "no", "o", "os", "para"})
LEGAL_FORMS = re.compile(r"\b(i\s?p|e\s?p\s?e|s\s?a|e\s?m|l\s?d\s?a|c\s?r\s?l|ipss|unipessoal)$")
NOT_LETTERS = re.compile(r"[^a-z0-9]+")
DIGITS = re.compile(r"\d+")
LONGEST_KEY = 240
SHORTEST_MISSPELT = 8
ROWS_AT_ONCE = 10_000
FACTOR = np.uint64(0x9E3779B97F4A7C15)


def key_of(name: str) -> str:
    """The name in lower case without accents, punctuation, small words or legal form, its words in order.

    >>> key_of("Instituto dos Registos e do Notariado, I.P.")
    'instituto registos notariado'
    """
    letters = name.casefold()
    if not letters.isascii():
        plain = unicodedata.normalize("NFKD", letters)
        letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = NOT_LETTERS.sub(" ", letters).strip()
    words = LEGAL_FORMS.sub("", words).strip() or words
    return " ".join(word for word in words.split() if word not in SMALL_WORDS)[:LONGEST_KEY] or words[:LONGEST_KEY]


def first_like(keys: Sequence[str]) -> dict[int, int]:
    """For each place whose key looks like an earlier one, the first such place.

    Two keys look alike when they are equal, or become equal by leaving one letter out of each: a slip of the pen.
    Digits must be the same, because school 1 and school 2 are two schools; short keys must be equal.
    """
    hashes, rows = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for start in range(0, len(keys), ROWS_AT_ONCE):
        some, whose = hashes_of(keys[start : start + ROWS_AT_ONCE])
        hashes.append(some)
        rows.append(whose + start)
    found: dict[int, int] = {}
    for together in sharing(np.concatenate(hashes), np.concatenate(rows)):
        for number, row in enumerate(together):
            digits = DIGITS.findall(keys[row])
            same = (other for other in together[:number] if DIGITS.findall(keys[other]) == digits)
            if (other := next(same, None)) is not None:
                found[row] = min(found.get(row, other), other)
    return found


def hashes_of(keys: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """A hash of each key and of each way to leave one letter out of it, with the row they belong to."""
    lengths = np.array([len(key) for key in keys], np.int64)
    width = max(int(lengths.max(initial=0)), 1)
    letters = np.array([key.encode() for key in keys], f"S{width}").view(np.uint8).reshape(len(keys), width)
    powers = powers_up_to(width)
    after = np.zeros((len(keys), width + 1), np.uint64)
    for place in range(width - 1, -1, -1):
        weight = powers[np.clip(lengths - 1 - place, 0, None)]
        after[:, place] = after[:, place + 1] + letters[:, place].astype(np.uint64) * weight
    hashes, rows = [after[:, 0][lengths > 0]], [np.flatnonzero(lengths)]
    before = np.zeros(len(keys), np.uint64)
    for place in range(width):
        letter = letters[:, place]
        is_digit = (letter >= ord("0")) & (letter <= ord("9"))
        chosen = np.flatnonzero((lengths > place) & (lengths >= SHORTEST_MISSPELT) & ~is_digit)
        left_out = before[chosen] * powers[lengths[chosen] - 1 - place] + after[chosen, place + 1]
        hashes.append(left_out)
        rows.append(chosen)
        before = before * FACTOR + letter.astype(np.uint64)
    return np.concatenate(hashes), np.concatenate(rows)


def powers_up_to(width: int) -> NDArray[np.uint64]:
    return np.concatenate([np.ones(1, np.uint64), np.cumprod(np.full(width, FACTOR), dtype=np.uint64)])


def sharing(hashes: NDArray[np.uint64], rows: NDArray[np.int64]) -> Iterator[list[int]]:
    """The rows of each hash that more than one row has, in order."""
    order = np.lexsort((rows, hashes))
    hashes, rows = hashes[order], rows[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.empty(0, int)
    ends = np.append(starts[1:], len(hashes))
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        together = list(dict.fromkeys(rows[start:end].tolist()))
        if len(together) > 1:
            yield together
