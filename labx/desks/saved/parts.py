"""The part of a plan that is shared: chosen steps in words, and nothing that says what was answered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils import translation

from labx.desks.telling import Told

Content = dict[str, Any]
# What a step says of itself. Why it applies and what to do before it would tell answers and steps that were not chosen.
WORDS = (
    *("name", "title", "when", "what", "late", "cost", "entity", "limits"),
    *("documents", "channels", "counters", "source"),
)


def part_of(told: Told, chosen: Collection[str]) -> Content:
    """In every language, because whoever opens the link may read another one."""
    steps = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words = Told(told.pack, told.made, told.case)
            steps[language] = [words_of(words, step) for step in told.made.tasks if step.procedure.name in chosen]
    names = [step["name"] for step in steps[language]]
    return {"pack": told.pack.id, "steps": steps, "done": [one for one in told.case.done if one in names], "notes": {}}


def words_of(told: Told, step: Any) -> Content:
    described = told.step(step)
    return {**{key: described[key] for key in WORDS}, "is_unverified": described["is_unverified"]}


def renewed(old: Content, new: Content) -> Content:
    """The steps as they are now, with the ticks and notes of whoever filled them in."""
    names = step_names(new)
    done = [name for name in names if name in {*new["done"], *old["done"]}]
    return {**new, "done": done, "notes": {name: note for name, note in old["notes"].items() if name in names}}


def step_names(part: Content) -> list[str]:
    return [step["name"] for step in next(iter(part["steps"].values()))]


def proposals(part: Content, done: Collection[str], notes: dict[str, str]) -> list[Content]:
    """What the other person did that the owner's case does not have."""
    titles = {step["name"]: step["title"] for step in part["steps"][language_here(part)]}
    return [
        {"name": name, "title": title, "is_done": is_done, "note": note}
        for name, title in titles.items()
        for is_done in [name in part["done"] and name not in done]
        for note in [part["notes"].get(name, "")]
        if is_done or (note and note not in notes.get(name, ""))
    ]


def language_here(part: Content) -> str:
    language = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in part["steps"] else next(iter(part["steps"]))
