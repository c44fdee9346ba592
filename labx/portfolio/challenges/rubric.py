"""The rubric and the questions as a reader sees them: the newest pack, kept for ever once something points to it."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from labx.core.actors import system
from labx.core.packs.actions import install_pack
from labx.core.packs.library import packs
from labx.core.packs.models import InstalledPack
from labx.core.packs.pack import Pack
from labx.core.packs.queries import newest_installed

RUBRIC = "challenges/triage-rubric"
QUESTIONS = "challenges/ethics-screening"


def newest(pack_id: str) -> Pack:
    """The newest at hand, installed or not."""
    installed, at_hand = newest_installed(pack_id), packs().get(pack_id)
    found = [pack for pack in (installed and installed.pack, at_hand) if pack]
    return max(found, key=lambda pack: pack.order)


def kept(pack_id: str) -> InstalledPack:
    """The newest as an immutable row, installed by the house where nobody has yet."""
    installed, pack = newest_installed(pack_id), newest(pack_id)
    if installed and installed.pack.order == pack.order:
        return installed
    return install_pack(by=system("challenges"), pack=pack)


@dataclass(frozen=True)
class Criterion:
    name: str
    title: str
    question: str
    anchors: list[str]


@dataclass(frozen=True)
class Question:
    name: str
    text: str
    why: str
    requires: list[str]


def said(text: dict[str, Any]) -> str:
    """A text of a pack in the reader's language."""
    return text.get((get_language() or "pt")[:2]) or next(iter(text.values()))


def criteria_of(pack: Pack) -> list[Criterion]:
    return [
        Criterion(one["name"], said(one["title"]), said(one["question"]), [said(anchor) for anchor in one["anchors"]])
        for one in pack.content["criteria"]
    ]


def questions_of(pack: Pack) -> list[Question]:
    return [
        Question(one["name"], said(one["text"]), said(one["why"]), one["requires"]) for one in pack.content["questions"]
    ]


def solution_words(pack: Pack) -> list[str]:
    """In every language: people mix them."""
    return [word for words in pack.content["solution_words"].values() for word in words]


def state_of(pack: Pack) -> dict[str, Any]:
    """What a page says of the pack it shows: version, review, whether that is overdue."""
    overdue = pack.is_overdue(timezone.localdate())
    return {"version": pack.version, "review": pack.review_words, "is_overdue": overdue}
