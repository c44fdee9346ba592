"""The checks, and what a check finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """OK needs nothing; NOTE is worth knowing; BROKEN keeps LabX from working as it should."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """What was found, in one sentence, and what to do about it."""

    level: Level
    message: str
    todo: str = ""

    def __post_init__(self) -> None:
        if self.level is Level.BROKEN and not self.todo:
            raise ValueError(f"A broken finding must say what to do: {self.message}")


Check = Callable[[], Finding]
_checks: dict[str, Check] = {}


def check(title: str) -> Callable[[Check], Check]:
    """Add a function without arguments to what `labx doctor` runs, under a title of its own."""

    def add(function: Check) -> Check:
        if _checks.get(title, function) is not function:
            raise ValueError(f"Two checks are titled {title!r}: give one of them another title.")
        _checks[title] = function
        return function

    return add


def findings() -> list[tuple[str, Finding]]:
    """Run every check; one that fails itself is a finding, not an end."""
    return [(title, _found(function)) for title, function in _checks.items()]


def _found(function: Check) -> Finding:
    try:
        return function()
    except Exception as failure:
        what = f"The check itself failed: {type(failure).__name__}: {failure}"
        return Finding(Level.BROKEN, what, "Read the message; if it is not clear, report it as a defect of LabX.")


def ok(message: str) -> Finding:
    return Finding(Level.OK, message)


def note(message: str, todo: str = "") -> Finding:
    return Finding(Level.NOTE, message, todo)


def broken(message: str, todo: str) -> Finding:
    return Finding(Level.BROKEN, message, todo)
