"""A case at a counter in words: papers, tasks, who noted them, what the family takes along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.desks.counter.forms import HandOverForm
from labx.desks.counter.personal import CLOSED_DAYS
from labx.desks.counter.queries import may_hand_over
from labx.desks.printing.paper import Item, Paper, Section
from labx.desks.printing.steps import paper
from labx.people.models import Account

if TYPE_CHECKING:
    from labx.desks.counter.working import AtCounter

DONE_HERE = "here"
PAPERS = {
    "seen": gettext_lazy("Seen"),
    "copied": gettext_lazy("Seen and copied"),
    "missing": gettext_lazy("Missing"),
}
IN_HAND = ("seen", "copied")
DEEDS = {
    DONE_HERE: gettext_lazy("Done here"),
    "sent": gettext_lazy("Sent on"),
    "family": gettext_lazy("The family does it"),
}


def work(conversation: AtCounter) -> dict[str, Any]:
    told, case, row = conversation.told(), conversation.case, conversation.row
    names = names_of([*case.papers.values(), *case.deeds.values()])
    return {
        "told": told,
        "has_questions": bool(told.made.questions),
        "papers": [{**one, **mark(case.papers.get(one["name"]), PAPERS, names)} for one in told.documents()],
        "tasks": [
            {**task_of(told, step), **mark(case.deeds.get(step.procedure.name), DEEDS, names)}
            for step in told.made.tasks
        ],
        "paper_states": PAPERS.items(),
        "deed_states": DEEDS.items(),
        "entities": entities_of(conversation),
        "visits": [dt.date.fromisoformat(day) for day in case.visits],
        "hand_over": HandOverForm(counter=row.counter) if may_hand_over(conversation.request.actor, row) else None,
    }


def closed_case(conversation: AtCounter) -> dict[str, Any]:
    return {"deleted_on": conversation.row.closed_on + dt.timedelta(days=CLOSED_DAYS)}


def task_of(told: Any, step: Any) -> dict[str, Any]:
    entry = told.step(step)
    return {"name": entry["name"], "title": entry["title"], "limits": entry["limits"], "is_done": entry["is_done"]}


def mark(noted: Mapping[str, str] | None, states: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What was noted of a paper or a task; who, by name where the account is still here."""
    if not noted:
        return {"state": "", "entity": "", "words": ""}
    when = formats.day(dt.datetime.fromisoformat(noted["at"]), "SHORT_DATETIME_FORMAT")
    who = names.get(noted["by"], _("somebody who no longer works here"))
    words = _("{state}: {who}, {when}").format(state=states[noted["state"]], who=who, when=when)
    return {"state": noted["state"], "entity": noted.get("entity", ""), "words": words}


def names_of(marks: Iterable[Mapping[str, str]]) -> dict[str, str]:
    ids = {UUID(one["by"]) for one in marks}
    return {str(account.pk): account.name for account in Account.objects.filter(pk__in=ids)} if ids else {}


def entities_of(conversation: AtCounter) -> list[tuple[str, str]]:
    labels = conversation.told().labels
    return [(entry["name"], labels[entry["name"]]) for entry in conversation.pack.content["counters"] or ()]


def copy_of(conversation: AtCounter) -> Paper:
    """Which entity did what and what was seen, without the names of staff; then the plan."""
    told, case = conversation.told(), conversation.case
    did = [
        Item(told.title(name), strong=(str(DEEDS[one["state"]]),), lines=tuple(lines_of(one, told.labels)))
        for name, one in case.deeds.items()
        if name in told.entries
    ]
    saw = [
        Item(told.labels[name], strong=(str(PAPERS[one["state"]]),), lines=(day_of(one),))
        for name, one in case.papers.items()
        if name in told.labels
    ]
    made = paper(conversation)
    first = [(_("What was done at the counter"), did), (_("Documents that we saw"), saw)]
    sections = [Section(title, tuple(items)) for title, items in first if items]
    return replace(made, sections=(*sections, *made.sections))


def lines_of(noted: Mapping[str, str], labels: Mapping[str, str]) -> Iterable[str]:
    if noted.get("entity") in labels:
        yield _("By: {entity}.").format(entity=labels[noted["entity"]])
    yield day_of(noted)


def day_of(noted: Mapping[str, str]) -> str:
    return _("On {day}.").format(day=formats.day(dt.datetime.fromisoformat(noted["at"]).date()))
