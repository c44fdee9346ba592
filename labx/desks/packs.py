"""The shape of this room's packs: the questions, procedures and time limits of a life event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.fields import (
    Anything,
    Boolean,
    Choice,
    Date,
    Field,
    Integer,
    ListOf,
    Localised,
    Number,
    Record,
    Statement,
    Text,
)
from labx.core.packs.schema import PackSchema
from labx.desks.cases import run_case
from labx.desks.engine.compiling import read_desk
from labx.desks.engine.desk import Limit, Phase
from labx.desks.engine.roles import read_role
from labx.desks.letters.faults import undeclared_in_letters
from labx.desks.letters.shape import FACT_NAME, LETTER_FIELD, NAME, letter_record
from labx.desks.municipal import HOLIDAYS
from labx.desks.proofs import prove
from labx.desks.standards.law import unfit_acts
from labx.desks.ways import CHANNELS, WHO
from labx.desks.wording import refusal_words
from labx.rules.deadlines import Counting
from labx.rules.errors import RuleRefused
from labx.rules.facts import Kind

names = ListOf(item=Text(pattern=NAME, example="identity-card"), required=False)
FACT = Record(
    fields={
        "name": Text(pattern=FACT_NAME, example="event.date"),
        "type": Choice(options=tuple(Kind)),
        "label": Localised(),
        "question": Localised(required=False),
        "why": Localised(required=False),
        "answers": ListOf(
            item=Record(fields={"code": Text(pattern=r"[a-z][a-z0-9_]*", example="at_home"), "label": Localised()}),
            unique_key="code",
            required=False,
        ),
        "minimum": Number(required=False),
        "maximum": Number(required=False),
        "asked_if": Text(required=False),
        "otherwise": Anything(required=False),
        "is_given": Boolean(required=False),
    }
)
READING = Record(
    fields={
        "from": ListOf(item=Text(pattern=FACT_NAME, example="event.date"), at_least=1),
        "counting": Choice(options=tuple(Counting)),
        "amount": Integer(minimum=0, required=False),
        "not_before": Integer(minimum=0, required=False),
        "opens": Text(pattern=r"\d\d-\d\d", example="04-01", required=False),
        "closes": Text(pattern=r"\d\d-\d\d", example="06-30", required=False),
        "rolls_over": Boolean(required=False),
        "source": Text(required=False),
    }
)
TIME_LIMIT = Statement(
    fields={
        "limit": Choice(options=tuple(Limit)),
        "text": Localised(),
        "applies": Text(required=False),
        "readings": ListOf(item=READING, required=False),
    }
)
# Where one entry was read by someone, or has to be read sooner than the rest of the pack.
REVIEW: dict[str, Field] = {
    "checked_by": ListOf(item=Text(), required=False),
    "reviewed_on": Date(required=False),
    "review_by": Date(required=False),
}
PROCEDURE = Statement(
    fields={
        **REVIEW,
        "name": Text(pattern=NAME, example="register-the-event"),
        "title": Localised(),
        "phase": Choice(options=tuple(Phase)),
        "is_task": Boolean(required=False),
        "applies": Text(),
        "when": Localised(),
        "what": Localised(),
        "late": Localised(required=False),
        "cost": Localised(required=False),
        "entity": Localised(required=False),
        "authority": Text(pattern=NAME, example="civil-registry", required=False),
        "who": ListOf(item=Choice(options=tuple(WHO)), required=False),
        "channels": ListOf(item=Choice(options=tuple(CHANNELS)), required=False),
        "counters": names,
        "documents": names,
        "after": names,
        "excludes": names,
        "time_limits": ListOf(item=TIME_LIMIT, required=False),
    }
)
# An act of the Diário da República, named as sources name it, and the day on which it was published.
ACT = Statement(fields={"name": Text(), "published_on": Date()})
LABELLED = Record(fields={"name": Text(pattern=NAME, example="civil-registry"), "label": Localised()})
DOCUMENT = Record(
    fields={
        "name": Text(pattern=NAME, example="identity-card"),
        "label": Localised(),
        "obtain": Localised(required=False),
        "copies": Choice(options=("one", "each"), required=False),
    }
)
EXIT = Statement(
    fields={
        "title": Localised(),
        "text": Localised(),
        "telephone": Text(pattern=r"\d[\d ]{2,14}", example="808 24 24 24", required=False),
    }
)
TABLE = Record(
    fields={
        "name": Text(pattern=NAME, example="leave-days"),
        "label": Localised(),
        "key": Text(),
        "day": Text(pattern=FACT_NAME, example="event.date"),
        "rows": ListOf(item=Statement(fields={"code": Text(), "value": Number(required=False)}), at_least=1),
    }
)
TRAIT = r"[a-z][a-z0-9_]*"
traits = ListOf(item=Text(pattern=TRAIT, example="lived_together"), required=False)
ROLE = Statement(
    fields={
        "name": Text(pattern=NAME, example="legal-guardian"),
        "label": Localised(),
        "relations": ListOf(
            item=Record(
                fields={
                    "name": Text(pattern=TRAIT, example="child"),
                    "degree": Integer(minimum=0),
                    "label": Localised(),
                }
            ),
            unique_key="name",
        ),
        "traits": ListOf(item=Text(pattern=TRAIT, example="lived_together")),
        "trait_labels": ListOf(
            item=Record(fields={"name": Text(pattern=TRAIT, example="lived_together"), "label": Localised()}),
            unique_key="name",
        ),
        "order": ListOf(
            item=Record(
                fields={
                    "because": Text(pattern=TRAIT, example="closest_relative"),
                    "text": Localised(),
                    "relations": traits,
                    "any_of": traits,
                    "is_nearest": Boolean(required=False),
                }
            ),
            at_least=1,
        ),
        "ties": traits,
        "adult_years": Integer(minimum=0, required=False),
        # The fact on whose day ages count; without it, today.
        "day": Text(pattern=FACT_NAME, example="event.date", required=False),
        "note": Localised(required=False),
    }
)
FIELDS = {
    "region": Text(pattern=FACT_NAME, example="event.region", required=False),
    "first_questions": ListOf(item=Text(pattern=FACT_NAME, example="event.date"), at_least=1),
    # Words of this life event on pages that all desks share: on the list, where a part is shared, for reminders.
    "says": Localised(required=False),
    "sharing": Localised(required=False),
    "own_address": Localised(required=False),
    "human_exits": ListOf(item=EXIT, at_least=1),
    "exempt_names": ListOf(item=Text(), required=False),
    "facts": ListOf(item=FACT, at_least=1, unique_key="name"),
    "defined": ListOf(
        item=Record(fields={"name": Text(pattern=FACT_NAME, example="is_adult"), "is": Text(), "meaning": Localised()}),
        unique_key="name",
        required=False,
    ),
    "contradictions": ListOf(
        item=Record(fields={"name": Text(pattern=NAME, example="two-spouses"), "when": Text(), "text": Localised()}),
        unique_key="name",
        required=False,
    ),
    "tables": ListOf(item=TABLE, unique_key="name", required=False),
    "roles": ListOf(item=ROLE, unique_key="name", required=False),
    "documents": ListOf(item=DOCUMENT, unique_key="name", required=False),
    "counters": ListOf(item=LABELLED, unique_key="name", required=False),
    # Public bodies that answer for a procedure: what has one is exported as a public service.
    "authorities": ListOf(item=LABELLED, unique_key="name", required=False),
    "acts": ListOf(item=ACT, unique_key="name", required=False),
    "letter_fields": ListOf(item=LETTER_FIELD, unique_key="name", required=False),
    "letters": ListOf(item=letter_record(REVIEW), unique_key="name", required=False),
    "procedures": ListOf(item=PROCEDURE, at_least=1, unique_key="name"),
}


def check_procedures(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Every condition compiles, every name is declared, every question is worded."""
    _desk, refused = read_desk(content)
    unworded = [
        (f"facts[{place}].question", _("Say what is asked, and why."))
        for place, fact in enumerate(content["facts"])
        if not fact["is_given"] and not (fact["question"] and fact["why"])
    ]
    names_used = (*undeclared_names(content), *undeclared_in_letters(content))
    undeclared = [(key, _("“{name}” is not declared.").format(name=name)) for key, name in names_used]
    unfinished = [
        (f"{kind}[{place}].reviewed_on", _("A reviewer and the day of the review go together: give both or neither."))
        for kind in ("procedures", "letters")
        for place, entry in enumerate(content[kind] or ())
        if bool(entry["checked_by"]) != bool(entry["reviewed_on"])
    ]
    told = [(key_of(error.place), refusal_words(error)) for error in refused]
    acts = unfit_acts(content["acts"] or ())
    return [*told, *unworded, *undeclared, *unfinished, *unknown_to_roles(content), *acts]


def unknown_to_roles(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for at, entry in enumerate(content["roles"] or ()):
        try:
            read_role(entry)
        except RuleRefused as error:
            yield f"roles[{at}].{error.place}", refusal_words(error)
        labelled = {one["name"] for one in entry["trait_labels"]}
        for name in sorted(labelled ^ set(entry["traits"])):
            yield f"roles[{at}].trait_labels", _("“{name}” is not declared.").format(name=name)
        if entry["day"] and entry["day"] not in {fact["name"] for fact in content["facts"]}:
            yield f"roles[{at}].day", _("“{name}” is not declared.").format(name=entry["day"])


def undeclared_names(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Questions of the first screen, documents and counters that the pack names and does not declare."""
    asked = {fact["name"] for fact in content["facts"] if not fact["is_given"]}
    for at, name in enumerate(content["first_questions"]):
        if name not in asked:
            yield f"first_questions[{at}]", name
    for kind in ("documents", "counters"):
        declared = {entry["name"] for entry in content[kind] or ()}
        for at, procedure in enumerate(content["procedures"]):
            yield from ((f"procedures[{at}].{kind}", name) for name in procedure[kind] or () if name not in declared)
    bodies = {entry["name"] for entry in content["authorities"] or ()}
    for at, procedure in enumerate(content["procedures"]):
        if procedure["authority"] and procedure["authority"] not in bodies:
            yield f"procedures[{at}].authority", procedure["authority"]


def key_of(place: str) -> str:
    """The path in the pack from the place of a refusal; lines and columns inside a condition are no part of it."""
    return ".".join(part for part in place.split(": ") if not part[:1].isdigit())


PROCEDURES = PackSchema(
    room="desks",
    kind="procedures",
    fields=FIELDS,
    check=check_procedures,
    run_case=run_case,
    prove=prove,
)
PACK_SCHEMAS = (PROCEDURES, HOLIDAYS)
