"""A plan as data for another portal: codes and dates to work with, words to show."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from labx.desks.cases import STATES
from labx.desks.engine.due_dates import DueDate
from labx.desks.engine.plans import Step
from labx.desks.engine.questions import Ask
from labx.desks.telling import Told
from labx.desks.ways import WHO
from labx.desks.wording import explanation_words, in_language
from labx.rules.explanation import Explanation, Reason


def plan_data(told: Told) -> dict[str, Any]:
    """Every procedure once: what to do in order, what to know, what may apply, what does not."""
    made = told.made
    steps = (*made.tasks, *made.information, *made.open_steps)
    return {
        "procedures": [
            *(step_data(told, step) for step in steps),
            *(ruled_out_data(told, explanation) for explanation in made.ruled_out),
        ],
        "questions": [ask_data(told, ask) for ask in made.questions],
        "documents": list(documents_data(told)),
        "visits": [
            {"counter": coded(told, [visit.counter])[0], "procedures": visit.procedures, "documents": visit.documents}
            for visit in made.visits
        ],
        "tables": [
            {"name": entry["name"], "label": in_language(entry["label"]), "value": made.tables[entry["name"]]}
            for entry in told.content["tables"] or ()
        ],
        "contradictions": told.contradictions(),
        "holidays": str(made.coverage),
    }


def step_data(told: Told, step: Step) -> dict[str, Any]:
    entry, words = told.entries[step.procedure.name], told.step(step)
    return {
        **{key: words[key] for key in ("name", "title", "when", "what", "late", "cost", "entity", "source", "why")},
        **{key: words[key] for key in ("is_unverified", "is_overdue")},
        "state": STATES[step.explanation.result],
        "phase": step.procedure.phase,
        "is_task": step.procedure.is_task,
        "grade": step.procedure.grade,
        "limits": [limit_data(told, entry, due) for due in step.due],
        "who": [{"code": code, "label": str(WHO[code])} for code in step.procedure.who],
        "channels": entry["channels"] or (),
        "counters": coded(told, step.procedure.counters),
        "documents": step.procedure.documents,
        "after": step.waits_for,
        "because": reasons_data(step.explanation.reasons),
        "missing": step.explanation.missing,
    }


def ruled_out_data(told: Told, explanation: Explanation) -> dict[str, Any]:
    entry = told.entries[explanation.rule]
    return {
        "name": entry["name"],
        "title": told.title(entry["name"]),
        "when": in_language(entry["when"]),
        "state": STATES[False],
        "phase": entry["phase"],
        "is_task": entry["is_task"] is not False,
        "grade": entry["grade"],
        "source": entry["source"],
        "why": explanation_words(told.content, explanation),
        "because": reasons_data(explanation.reasons),
    }


def limit_data(told: Told, entry: dict[str, Any], due: DueDate) -> dict[str, Any]:
    words = told.limit(entry["time_limits"][due.place], due)
    shown = due.shown
    return {
        "kind": due.limit,
        "words": words["date"],
        "text": words["text"],
        "notes": words["notes"],
        "by": moment(shown.due.by) if shown else None,
        "opens": moment(shown.due.opens) if shown else None,
        "rolled_to": moment(shown.due.rolled_to) if shown else None,
        "others": [moment(other.due.by) for other in due.others],
        "counts_from": shown.start if shown else None,
        "missing": due.missing,
        "source": due.source,
        "grade": due.grade,
    }


def ask_data(told: Told, ask: Ask) -> dict[str, Any]:
    return {**fact_data(told.facts[ask.fact]), "decides": ask.decides, "dates": ask.dates}


def fact_data(entry: dict[str, Any]) -> dict[str, Any]:
    """A fact as the pack declares it: what may be answered, and how it is asked."""
    return {
        "name": entry["name"],
        "type": entry["type"],
        "label": in_language(entry["label"]),
        "question": in_language(entry["question"]) if entry["question"] else "",
        "why": in_language(entry["why"]) if entry["why"] else "",
        "answers": [{"code": one["code"], "label": in_language(one["label"])} for one in entry["answers"] or ()],
        "minimum": entry["minimum"],
        "maximum": entry["maximum"],
        "asked_if": entry["asked_if"] or "",
    }


def documents_data(told: Told) -> Iterator[dict[str, Any]]:
    for document in told.documents():
        served = told.made.documents[document["name"]]
        yield {**{key: document[key] for key in ("name", "label", "obtain", "copies")}, "procedures": served}


def coded(told: Told, names: Iterable[str]) -> list[dict[str, str]]:
    return [{"code": name, "label": told.labels[name]} for name in names]


def reasons_data(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [{"fact": reason.fact, "value": plain(reason.value)} for reason in reasons]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def moment(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
