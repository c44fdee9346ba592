"""A plan in order of reading: sections, items, lines. What the PDF and the text both say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.desks.telling import Told


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: `strong` is read first (dates, what is done), `small` last (why, and from which source).

    `named` are pairs: what a line tells, and the line.
    """

    title: str
    strong: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    small: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def paper_of(told: Told, title: str, lead: list[str], exits: list[Item]) -> Paper:
    """The whole plan; sections without anything are left out."""
    made = told.made
    sections = [
        *((phase["title"], [step_item(step) for step in phase["steps"]]) for phase in told.phases()),
        (_("One visit does several things"), list(visit_items(told))),
        (_("Documents and what they are for"), list(document_items(told))),
        (_("Figures that hold for that day"), [Item(f"{label}: {value}") for label, value in told.tables()]),
        (_("To know"), [step_item(told.step(step)) for step in made.information]),
        (_("How days are counted"), [Item(told.holidays())] if told.holidays() else []),
        (_("This may apply"), [open_item(told.step(step)) for step in made.open_steps]),
        (_("Would you rather talk to someone?"), exits),
    ]
    return Paper(title, tuple(lead), tuple(Section(name, tuple(items)) for name, items in sections if items))


def step_item(step: dict[str, Any]) -> Item:
    strong = [limit["date"] for limit in step["limits"] if limit["date"]]
    if step["is_unverified"]:
        strong.append(_("Not verified yet: ask before you rely on it."))
    if step["is_done"]:
        strong.append(f"{_('Done')}.")
    said = [line for limit in step["limits"] for line in (limit["text"], *limit["notes"])]
    said += [step[name] for name in ("what", "resolution", "late", "cost") if step[name]]
    named = [
        (_("Who sees to it"), step["entity"]),
        (_("Who may do it"), "; ".join(step["who"])),
        (_("How"), "; ".join(step["channels"])),
        (_("Where"), ", ".join(step["counters"])),
        (_("Bring"), "; ".join(step["documents"])),
        (_("Do first"), "; ".join(step["after"])),
        (_("Someone else does this"), step["helper"]),
        (_("Your note"), step["note"]),
    ]
    source = f"{step['why']} {_('Source')}: {step['source']}."
    return Item(step["title"], tuple(strong), tuple(said), tuple(given(named)), (source,))


def given(named: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((name, value + full_stop(value)) for name, value in named if value)


def open_item(step: dict[str, Any]) -> Item:
    return Item(step["title"], lines=(step["why"],))


def visit_items(told: Told) -> Iterator[Item]:
    for visit in told.visits():
        bring = given([(_("Bring"), "; ".join(visit["documents"]))])
        yield Item(visit["counter"], lines=(f"{'; '.join(visit['tasks'])}.",), named=tuple(bring))


def document_items(told: Told) -> Iterator[Item]:
    for document in told.documents():
        strong = (f"{_('I have it')}.",) if document["is_had"] else ()
        where = " ".join(filter(None, (document["obtain"], document["copies"])))
        tasks = given([(_("For"), "; ".join(document["tasks"]))])
        yield Item(document["label"], strong, (where,) if where else (), tuple(tasks))


def full_stop(text: str) -> str:
    """Read aloud, a line without its full stop runs into the next one."""
    return "" if text.endswith((".", "?", "!", ":")) else "."
