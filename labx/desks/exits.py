"""Where a person can talk to a person: counters, telephones, someone who listens."""

from __future__ import annotations

from labx.core.packs.pack import Pack
from labx.desks.wording import in_language

NATIONAL_DIGITS = 9


def exits_of(pack: Pack) -> list[dict[str, str]]:
    """What the pack names, in the language of the page; a number that can be dialled stands apart."""
    return [
        {
            "title": in_language(one["title"]),
            "text": in_language(one["text"]),
            "telephone": one["telephone"] or "",
            "dialled": dialled(one["telephone"] or ""),
        }
        for one in pack.content["human_exits"]
    ]


def dialled(telephone: str) -> str:
    """As a telephone abroad needs it too; short numbers are the country's own."""
    digits = telephone.replace(" ", "")
    return f"+351{digits}" if len(digits) == NATIONAL_DIGITS else digits
