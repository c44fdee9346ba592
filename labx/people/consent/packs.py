"""The shape of packs of consent texts: what is asked for each purpose, in each language."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.fields import Boolean, Choice, Integer, ListOf, Localised, Record, Text
from labx.core.packs.pack import Pack
from labx.core.packs.schema import PackSchema
from labx.people.consent.models import LawfulBasis, Purpose

NAME = r"[a-z][a-z0-9-]*"
TEXT = Record(
    fields={
        "name": Text(pattern=NAME, example="take-part"),
        "purpose": Choice(options=tuple(Purpose.values)),
        "lawful_basis": Choice(options=tuple(LawfulBasis.values)),
        "valid_months": Integer(minimum=1, maximum=60),
        "needs_guardian": Boolean(),
        "text": Localised(),
    }
)


def check_texts(content: dict[str, Any]) -> list[tuple[str, str]]:
    """One text a purpose: two would leave nobody knowing which was agreed to."""
    seen: set[tuple[str, bool]] = set()
    faults = []
    for place, text in enumerate(content["texts"]):
        key = (text["purpose"], text["needs_guardian"])
        if key in seen:
            faults.append((f"texts[{place}].purpose", _("This purpose has a text already. Keep one of them.")))
        seen.add(key)
    return faults


def run_case(pack: Pack, case: Any) -> dict[str, Any]:
    """What is asked for a purpose, of an adult or a child."""
    wanted = (case["purpose"], case["child"])
    for text in pack.content["texts"]:
        if (text["purpose"], text["needs_guardian"]) == wanted:
            return {"name": text["name"], "lawful_basis": text["lawful_basis"], "valid_months": text["valid_months"]}
    raise ValueError(_("No text asks for “{purpose}”.").format(purpose=case["purpose"]))


CONSENT_TEXTS = PackSchema(
    room="consent",
    kind="consent-texts",
    fields={"texts": ListOf(item=TEXT, at_least=1, unique_key="name")},
    check=check_texts,
    run_case=run_case,
)
PACK_SCHEMAS = (CONSENT_TEXTS,)
