"""How a pack declares its letters: which task each serves, what it says, which fields it has."""

from __future__ import annotations

from collections.abc import Mapping

from labx.core.packs.fields import Choice, Field, ListOf, Localised, MarkdownFile, Record, Statement, Text

NAME = r"[a-z][a-z0-9-]*"
FACT_NAME = r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*"
KINDS = ("line", "lines", "date", "tax_number")

# `fact` or `table` name what the case may know already: it is written in until the person types something else.
LETTER_FIELD = Record(
    fields={
        "name": Text(pattern=NAME, example="your-name"),
        "label": Localised(),
        "hint": Localised(required=False),
        "kind": Choice(options=KINDS),
        "fact": Text(pattern=FACT_NAME, example="event.date", required=False),
        "table": Text(pattern=NAME, example="leave-days", required=False),
    }
)


def letter_record(review: Mapping[str, Field]) -> Statement:
    return Statement(
        fields={
            **review,
            "name": Text(pattern=NAME, example="letter-to-the-bank"),
            "title": Localised(),
            "procedures": ListOf(item=Text(pattern=NAME, example="p13-tell-the-bank"), at_least=1),
            "says": Localised(),
            "note": Localised(required=False),
            "text": MarkdownFile(),
            "fields": ListOf(item=LETTER_FIELD, unique_key="name", required=False),
        }
    )
