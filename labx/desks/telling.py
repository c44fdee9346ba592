"""A plan as a person reads it: tasks in words, dates with what being late means, documents, visits, what is open."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.packs.pack import Pack
from labx.desks.engine.changes import Change, State
from labx.desks.engine.desk import TOLD_AS_FACT, Limit, Phase
from labx.desks.engine.due_dates import DueDate
from labx.desks.engine.places import counted_by_place
from labx.desks.engine.plans import Plan, Step
from labx.desks.municipal import all_municipalities
from labx.desks.reviews import review_of
from labx.desks.sealing import CaseFile
from labx.desks.ways import CHANNELS, WHO
from labx.desks.wording import explanation_words, in_language, moment_words, value_words
from labx.rules.calendar import Coverage

A_WEEK = datetime.timedelta(days=7)
PROSE = ("title", "when", "what", "late", "cost", "entity", "resolution")


class Told:
    """One plan of one pack, in the language of the page."""

    def __init__(self, pack: Pack, made: Plan, case: CaseFile) -> None:
        content = pack.content
        self.pack, self.content = pack, content
        self.made, self.case = made, case
        self.entries = {entry["name"]: entry for entry in content["procedures"]}
        self.facts = {fact["name"]: fact for fact in content["facts"]}
        self.labels: dict[str, str] = {
            entry["name"]: in_language(entry["label"])
            for kind in ("documents", "counters")
            for entry in content[kind] or ()
        }

    def title(self, name: str) -> str:
        return in_language(self.entries[name]["title"])

    def step(self, step: Step) -> dict[str, Any]:
        entry = self.entries[step.procedure.name]
        return {
            **{key: in_language(entry[key]) if entry[key] else "" for key in PROSE},
            "name": entry["name"],
            "why": explanation_words(self.content, step.explanation),
            "limits": [self.limit(entry["time_limits"][due.place], due) for due in step.due],
            "documents": [self.labels[name] for name in step.procedure.documents],
            "channels": [str(CHANNELS[code]) for code in entry["channels"] or ()],
            "counters": [self.labels[name] for name in step.procedure.counters],
            "after": [self.title(name) for name in step.waits_for],
            "who": [str(WHO[code]) for code in step.procedure.who],
            "role": self.role(step.procedure.who),
            "letters": self.letters(entry["name"]),
            "source": entry["source"],
            "is_unverified": entry["grade"] not in TOLD_AS_FACT,
            "is_overdue": review_of(self.pack, entry, timezone.localdate()).is_overdue,
            "is_done": entry["name"] in self.case.done,
            "helper": self.case.helpers.get(entry["name"], ""),
            "note": self.case.notes.get(entry["name"], ""),
        }

    def role(self, who: Sequence[str]) -> dict[str, str] | None:
        """The role of the pack among those who may do a step: whom the law calls to it is told on a page of its own."""
        found = (role for role in self.content["roles"] or () if role["name"].replace("-", "_") in who)
        return next(({"name": role["name"], "label": in_language(role["label"])} for role in found), None)

    def letters(self, task: str) -> list[dict[str, str]]:
        """The letters that are ready for a task."""
        return [
            {"name": letter["name"], "title": in_language(letter["title"])}
            for letter in self.content["letters"] or ()
            if task in letter["procedures"]
        ]

    def limit(self, entry: Mapping[str, Any], due: DueDate) -> dict[str, Any]:
        notes = []
        if due.shown and due.shown.due.rolled_to:
            notes.append(
                _("It is no working day: the law may move it to {day}.").format(
                    day=moment_words(due.shown.due.rolled_to)
                )
            )
        if due.shown and due.shown.due.hour_assumed:
            notes.append(_("We do not know the hour, so we count the strictest one."))
        for other in due.others:
            notes.append(_("Another source counts until {day}.").format(day=moment_words(other.due.by)))
        return {"text": in_language(entry["text"]), "date": date_words(due), "notes": notes}

    def phases(self) -> list[dict[str, Any]]:
        """The tasks under their phase, in order, at the end those of hours long past; empty phases are left out."""
        over = [step for step in self.made.tasks if is_over(step)]
        to_come = [step for step in self.made.tasks if step not in over]
        named = [
            *(
                (title, [one for one in to_come if one.procedure.phase == phase])
                for phase, title in phase_titles().items()
            ),
            (_("From the first days, if anything is left"), over),
        ]
        return [{"title": title, "steps": [self.step(step) for step in steps]} for title, steps in named if steps]

    def first_hours(self) -> list[dict[str, Any]]:
        """What is certain in the first hours, then what may be: an open question hides nothing urgent."""
        steps = (*self.made.tasks, *self.made.open_steps)
        return [self.step(step) for step in steps if step.procedure.phase == Phase.HOURS and not is_over(step)]

    def visits(self) -> list[dict[str, Any]]:
        """Visits that do more than one thing."""
        return [
            {
                "counter": self.labels[visit.counter],
                "tasks": [self.title(name) for name in visit.procedures],
                "documents": [self.labels[name] for name in visit.documents],
            }
            for visit in self.made.visits
            if len(visit.procedures) > 1
        ]

    def documents(self) -> list[dict[str, Any]]:
        """The wallet: what each document is for, where to get it, how many are needed, whether it is at hand."""
        entries = {entry["name"]: entry for entry in self.content["documents"] or ()}
        return [
            {
                "name": name,
                "label": self.labels[name],
                "tasks": [self.title(task) for task in tasks],
                "obtain": in_language(entries[name]["obtain"]) if entries[name]["obtain"] else "",
                "copies": copies_words(entries[name]["copies"], self.places_for(name, tasks)),
                "is_had": name in self.case.have,
            }
            for name, tasks in self.made.documents.items()
        ]

    def places_for(self, document: str, tasks: tuple[str, ...]) -> int:
        """How many times the document is handed in: tasks of one visit count once."""
        visit_of = {task: visit.counter for visit in self.made.visits for task in visit.procedures}
        return len({visit_of.get(task, task) for task in tasks})

    def tables(self) -> list[tuple[str, str]]:
        """Values such as days of leave, where there is one that may be told."""
        return [
            (in_language(table["label"]), value_words({}, float(value)))
            for table in self.content["tables"] or ()
            if (value := self.made.tables[table["name"]]) is not None
        ]

    def holidays(self) -> str:
        """Which holidays the dates count, where a date that is shown counts any."""
        if not any(counted_by_place(self.made)):
            return ""
        known = all_municipalities().get(self.case.municipality)
        return coverage_words(self.made.coverage, known.label if known else "")

    def ruled_out(self) -> list[tuple[str, str]]:
        return [(self.title(found.rule), explanation_words(self.content, found)) for found in self.made.ruled_out]

    def answers(self) -> list[tuple[str, str, str]]:
        """What was answered: fact, label, words."""
        settled = self.made.settled
        return [
            (name, in_language(fact["label"]), value_words(fact, settled.facts[name]))
            for name, fact in self.facts.items()
            if name in settled.facts and name not in settled.implied and not fact["is_given"]
        ]

    def contradictions(self) -> list[str]:
        return [
            in_language(entry["text"])
            for entry in self.content["contradictions"] or ()
            if entry["name"] in self.made.settled.contradictions
        ]

    def changes(self, changes: tuple[Change, ...]) -> list[str]:
        return [change_words(self.title(change.procedure), change) for change in changes]


def is_over(step: Step) -> bool:
    """Whether a step of the first hours is behind: its day was only advised, or nothing could be done after its hours.

    A week later it has been done. A limit of law that can still be met late stays where it is.
    """
    shown = [(due.limit, due.shown.due) for due in step.due if due.shown]
    if step.procedure.phase != Phase.HOURS or step.last_day is None:
        return False
    if any(limit != Limit.ADVICE and due.opens is None for limit, due in shown):
        return False
    return step.last_day + A_WEEK < timezone.localdate()


def date_words(due: DueDate) -> str:
    """The date that is shown, with what kind of limit it is. A day of advice that is past would only reproach."""
    if due.shown is None or (due.limit == Limit.ADVICE and due.shown.due.last_day < timezone.localdate()):
        return ""
    words = {
        Limit.LEGAL: _("By {by}. The law sets this limit."),
        Limit.EXPIRY: _("By {by}. Afterwards the right is lost."),
        Limit.RETRO: _("By {by}, to be paid from the start. Later nothing is lost, but payment starts later."),
        Limit.WINDOW: _("From {opens} to {by}."),
        Limit.PRESCRIPTION: _("By {by}. There is plenty of time."),
        Limit.ADVICE: _("Best by {by}."),
        Limit.NONE: "",
    }[due.limit]
    opens = due.shown.due.opens
    if opens is not None:
        words = _("From {opens} to {by}.")
    return words.format(by=moment_words(due.shown.due.by), opens=moment_words(opens) if opens else "")


def coverage_words(coverage: Coverage, municipality: str) -> str:
    words = {
        Coverage.NATIONAL: _("For working days we counted the national holidays only."),
        Coverage.REGIONAL: _("For working days we counted the national holidays and those of the region only."),
        Coverage.MUNICIPAL: _("For working days we counted the holiday of {municipality} too."),
    }
    return words[coverage].format(municipality=municipality)


def copies_words(copies: str | None, places: int) -> str:
    """How many of a document to have: where each place keeps one, one for each."""
    if copies is None:
        return ""
    if copies == "one" or places == 1:
        return _("One copy is enough.")
    return _("Up to {count} copies: ask each place if it is enough to show it.").format(count=places)


def change_words(title: str, change: Change) -> str:
    words = {
        State.APPLIES: _("“{title}” is in your plan now."),
        State.MAY_APPLY: _("“{title}” may apply."),
        State.RULED_OUT: _("“{title}” is no longer in your plan."),
        State.ABSENT: _("“{title}” no longer exists."),
    }
    if change.before.state == change.after.state:
        return _("“{title}” has another date.").format(title=title)
    return words[change.after.state].format(title=title)


def phase_titles() -> dict[Phase, str]:
    return {
        Phase.HOURS: _("The first hours"),
        Phase.WEEK: _("The first week"),
        Phase.MONTHS: _("The first months"),
        Phase.LATER: _("Later"),
    }
