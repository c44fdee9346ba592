"""The letters of one case: which serve its plan, what is filled in already, how each reads now."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone, translation

from labx.core.packs.pack import Pack
from labx.core.pages import formats
from labx.desks.engine.plans import Plan
from labx.desks.letters.filling import DOTTED_LINE, SIGNATURE, TODAY, filled
from labx.desks.sealing import CaseFile
from labx.desks.wording import in_language, value_words

Content = Mapping[str, Any]
SHARED = ""  # what all letters share stands under this name in the case
BY_HAND = ""  # and the text that a person changed, under this name in its letter
LETTERS_ARE_IN = "pt"  # who gets them reads Portuguese


class Correspondence:
    """What the person typed stands above what the case knows."""

    def __init__(self, pack: Pack, made: Plan, case: CaseFile) -> None:
        self.pack, self.made, self.case = pack, made, case
        self.shared = list(pack.content["letter_fields"] or ())
        self.entries = {entry["name"]: entry for entry in pack.content["letters"] or ()}
        self.facts = {fact["name"]: fact for fact in pack.content["facts"]}
        self.titles = {entry["name"]: entry["title"] for entry in pack.content["procedures"]}

    def told(self, name: str) -> dict[str, Any]:
        """One letter as a page shows it."""
        entry = self.entries[name]
        tasks = [step.procedure.name for step in self.made.tasks]
        return {
            "name": name,
            "title": in_language(entry["title"]),
            "says": in_language(entry["says"]),
            "note": in_language(entry["note"]) if entry["note"] else "",
            "source": entry["source"],
            "tasks": [in_language(self.titles[task]) for task in tasks if task in entry["procedures"]],
        }

    def for_plan(self) -> list[dict[str, Any]]:
        """The letters that serve a task of the plan, in the order of its tasks."""
        serving = {name: self.told(name) for task in self.made.tasks for name in self.serving(task.procedure.name)}
        return list(serving.values())

    def others(self) -> list[dict[str, Any]]:
        serving = {letter["name"] for letter in self.for_plan()}
        return [self.told(name) for name in self.entries if name not in serving]

    def serving(self, task: str) -> list[str]:
        return [name for name, entry in self.entries.items() if task in entry["procedures"]]

    def own_fields(self, name: str) -> list[Content]:
        return list(self.entries[name]["fields"] or ())

    def typed(self, name: str) -> dict[str, str]:
        return self.case.letters.get(name, {})

    def shared_values(self) -> dict[str, str]:
        return {**self.known(self.shared), **self.typed(SHARED)}

    def own_values(self, name: str) -> dict[str, str]:
        return {**self.known(self.own_fields(name)), **self.typed(name)}

    def known(self, fields: list[Content]) -> dict[str, str]:
        """What answers and tables give for these fields, as a form keeps it."""
        found = {entry["name"]: self.known_value(entry) for entry in fields}
        return {name: value for name, value in found.items() if value}

    def known_value(self, entry: Content) -> str:
        if entry["table"]:
            value = self.made.tables[entry["table"]]
            return "" if value is None else formats.number(value)
        value = self.made.settled.facts.get(entry["fact"] or "")
        if value is None:
            return ""
        if entry["kind"] == "date":
            return value.isoformat()[:10]
        return value_words(self.facts[entry["fact"]], value)

    def by_data(self, name: str) -> str:
        """The letter as the data make it."""
        fields = [*self.shared, *self.own_fields(name)]
        kinds = {entry["name"]: entry["kind"] for entry in fields}
        days = frozenset(name for name, kind in kinds.items() if kind == "date")
        with translation.override(LETTERS_ARE_IN):
            today = {TODAY: formats.day(timezone.localdate()), SIGNATURE: DOTTED_LINE}
            values = {**self.shared_values(), **self.own_values(name)}
            told = {field: day_words(value) if field in days else value for field, value in values.items()}
            return filled(self.pack.texts[self.entries[name]["text"]], {**told, **today}, days)

    def text(self, name: str) -> str:
        """The letter as it will be taken: changed by hand, or as the data make it."""
        return self.typed(name).get(BY_HAND) or self.by_data(name)

    def keep(self, name: str, values: dict[str, str], by_hand: str = "") -> None:
        kept = {**values, **({BY_HAND: by_hand} if by_hand else {})}
        self.case.letters.pop(name, None)
        if kept:
            self.case.letters[name] = kept


def day_words(value: str) -> str:
    return formats.day(datetime.date.fromisoformat(value))
