"""The public notice of a trial: made from the plan in plain words, changed by hand, frozen with the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.designs.registry import DESIGNS
from labx.trials.plan.faults import Reading

LANGUAGES = ("pt", "en")
# What fits on one printed page.
LONGEST_NOTICE, LONGEST_CONTACT = 2500, 200
FIELDS = ("until", "contact", *LANGUAGES)


@dataclass(frozen=True)
class Block:
    """One question of a notice, with its answer; a notice may begin with text that answers none."""

    question: str
    answer: str


def read(reading: Reading) -> dict[str, str]:
    part = reading.within("notice", reading.raw.get("notice") or {})
    part.only(FIELDS)
    most = {"contact": LONGEST_CONTACT}
    found = {name: part.text(name, required=False, most=most.get(name, LONGEST_NOTICE)) for name in FIELDS}
    if found["until"] and day_of(found["until"]) is None:
        part.refuse("until", _("Write the date as 31/12/2026."))
    return {name: text for name, text in found.items() if text}


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def missing(draft: Mapping[str, Any]) -> list[str]:
    """What the notice lacks, also of what it takes from the answers about care."""
    known = {**(draft.get("care") or {}), **(draft.get("notice") or {})}
    told = {
        "until": _("The notice does not say until when."),
        "contact": _("The notice does not say whom to ask."),
        "data": _("The notice does not say what is kept. Answer it in the step about care."),
        "leaving": _("The notice does not say how to leave. Answer it in the step about care."),
        "pt": _("The notice in Portuguese is not written."),
        "en": _("The notice in English is not written."),
    }
    return [text for name, text in told.items() if not known.get(name)]


def drafted(draft: Mapping[str, Any], language: str) -> str:
    """The notice that the plan gives. What the plan says in one language stands so in the other, to be translated."""
    with translation.override(language):
        blocks = [Block(question, answer) for question, answer in said(draft) if answer]
    return "\n\n".join(f"{block.question}\n{block.answer}" for block in blocks)


def said(draft: Mapping[str, Any]) -> list[tuple[str, str]]:
    care, known = draft.get("care") or {}, draft.get("notice") or {}
    day = day_of(known.get("until") or "")
    return [
        (_("What are we trying?"), trying(draft)),
        (_("Who takes part?"), taking_part(draft)),
        (_("Until when?"), _("Until %(day)s.") % {"day": formats.day(day)} if day else ""),
        (_("Who could be worse off?"), care.get("worse_off", "")),
        (_("What do you keep about me?"), care.get("data", "")),
        (_("Can I leave?"), care.get("leaving", "")),
        (_("What happens afterwards?"), care.get("afterwards", "")),
        (_("Whom can I ask?"), known.get("contact", "")),
    ]


def trying(draft: Mapping[str, Any]) -> str:
    """What is compared and measured; without a comparison nothing is said to be better."""
    arms = "; ".join(str(one["label"]) for one in draft.get("arms") or [])
    outcomes = "; ".join(str(one["label"]) for one in draft.get("outcomes") or [])
    compared = [_("We compare: %(arms)s.") % {"arms": arms}, _("We want to know which is better.")]
    told = compared if arms else [_("We look at what changed.")]
    return " ".join([*told, _("We look at: %(outcomes)s.") % {"outcomes": outcomes}])


def taking_part(draft: Mapping[str, Any]) -> str:
    """Who is counted; where chance decides, that nobody chose."""
    who = str(draft.get("unit") or "")
    if not who:
        return ""
    design = DESIGNS.get(draft.get("design", ""))
    chance = _("Chance decides who gets what. Nobody chose.") if design and design.is_randomised else ""
    return f"{who[0].upper()}{who[1:]}. {chance}".strip()


def blocks_of(text: str) -> list[Block]:
    """A paragraph whose first line is a question is that question with its answer."""
    found = []
    for paragraph in "\n".join(line.rstrip() for line in text.strip().splitlines()).split("\n\n"):
        first, _break, rest = paragraph.strip().partition("\n")
        found.append(Block(first, rest) if first.endswith("?") and rest else Block("", paragraph.strip()))
    return [block for block in found if block.answer]
