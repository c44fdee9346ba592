"""The shape of this room's packs: the triage rubric, and the questions asked before trying anything on people."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.fields import Choice, ListOf, Localised, Record, Text
from labx.core.packs.pack import Pack
from labx.core.packs.schema import LANGUAGES, PackSchema
from labx.portfolio.challenges.sign_offs import KINDS, required_by
from labx.portfolio.challenges.wording import solutions_named

NAME = r"[a-z][a-z0-9-]*"
HIGHEST = 3

CRITERION = Record(
    fields={
        "name": Text(pattern=NAME, example="public-value"),
        "title": Localised(),
        "question": Localised(),
        "anchors": ListOf(item=Localised(), at_least=HIGHEST + 1),
    }
)
WORDS = Record(fields={language: ListOf(item=Text(), at_least=1) for language in LANGUAGES})
QUESTION = Record(
    fields={
        "name": Text(pattern=NAME, example="children"),
        "text": Localised(),
        "why": Localised(),
        "requires": ListOf(item=Choice(options=KINDS), at_least=1),
    }
)


def check_anchors(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Every score from 0 to 3 has the words that say when to give it."""
    return [
        (f"criteria[{place}].anchors", _("Four anchors are expected: one for each score from 0 to 3."))
        for place, criterion in enumerate(content["criteria"])
        if len(criterion["anchors"]) != HIGHEST + 1
    ]


def name_solutions(pack: Pack, case: Any) -> list[str]:
    return solutions_named(case["text"], pack.content["solution_words"][case["language"]])


def require_sign_offs(pack: Pack, case: Any) -> list[str]:
    return required_by(pack.content["questions"], case)


TRIAGE_RUBRIC = PackSchema(
    room="challenges",
    kind="triage-rubric",
    fields={"criteria": ListOf(item=CRITERION, at_least=1, unique_key="name"), "solution_words": WORDS},
    check=check_anchors,
    run_case=name_solutions,
)
ETHICS_SCREENING = PackSchema(
    room="challenges",
    kind="ethics-screening",
    fields={"questions": ListOf(item=QUESTION, at_least=1, unique_key="name")},
    run_case=require_sign_offs,
)
PACK_SCHEMAS = (TRIAGE_RUBRIC, ETHICS_SCREENING)
