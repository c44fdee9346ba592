"""Codes and PINs: what is given out, what is taken, which PINs are too easy."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, five bits each; no 0 and O, no 1 and I
LENGTH, GROUP = 16, 4  # 80 bits
SHORTEST, LONGEST = 6, 12
LONGEST_PATTERN, FEWEST_DIGITS = 4, 4


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))


def in_groups(code: str) -> str:
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """As it was given out, however it was typed: small letters, spaces and hyphens do not matter."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", typed[:100]).upper()


def pin_problem(pin: str, days: Iterable[str] = ()) -> str:
    """Why this PIN is not taken; empty if it is. `days`: the dates in the case, which others know."""
    if not re.fullmatch(r"[0-9]+", pin) or not SHORTEST <= len(pin) <= LONGEST:
        return _("Choose {shortest} to {longest} digits, without spaces.").format(shortest=SHORTEST, longest=LONGEST)
    if is_run(pin) or is_repeated(pin):
        return _("This PIN is too easy to guess. Choose digits that do not repeat or follow each other.")
    if any(pin in written for day in days for written in as_digits(day)):
        return _("This PIN is a date that stands in your answers. Choose another one.")
    return ""


def is_run(pin: str) -> bool:
    """123456, 987654, 890123."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})


def is_repeated(pin: str) -> bool:
    """111111, 121212, 123123, 12341234; 112233 and 100200 too."""
    repeated = any(pin == (pin[:size] * len(pin))[: len(pin)] for size in range(1, LONGEST_PATTERN + 1))
    return repeated or len(set(pin)) < FEWEST_DIGITS


def as_digits(day: str) -> list[str]:
    """A date 2026-02-10 as people make a PIN of it."""
    year, month, date = day[:10].split("-")
    return [date + month + year, year + month + date, date + month + year[2:], year[2:] + month + date]
