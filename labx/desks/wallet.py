"""What the person notes of tasks and documents: done, at hand, done by someone else, in their own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from labx.desks.letters.filling import plain_lines

if TYPE_CHECKING:
    from labx.desks.views import Conversation

LONGEST_NOTE = 1_000
LONGEST_NAME = 80


def show_wallet(conversation: Conversation) -> HttpResponse:
    return conversation.page("wallet", told=conversation.told())


def keep_wallet(conversation: Conversation) -> HttpResponse:
    declared = {entry["name"] for entry in conversation.pack.content["documents"] or ()}
    shown = set(conversation.request.POST.getlist("shown"))
    had = set(conversation.request.POST.getlist("have")) & declared
    # A document that this page did not show keeps its mark: another answer may bring it back.
    conversation.case.have = sorted((set(conversation.case.have) - shown) | had)
    return show_wallet(conversation)


def show_task(conversation: Conversation) -> HttpResponse:
    name = conversation.request.POST.get("task", "")
    made = conversation.made()
    found = [step for step in (*made.tasks, *made.information) if step.procedure.name == name]
    if not found:
        return conversation.show_plan()
    step = conversation.told().step(found[0])
    return conversation.page("task", step=step, task=name, longest_note=LONGEST_NOTE, longest_name=LONGEST_NAME)


def keep_task(conversation: Conversation) -> HttpResponse:
    sent, case = conversation.request.POST, conversation.case
    name = sent.get("task", "")
    if name in conversation.desk.procedures:
        note_down(case.notes, name, sent.get("note", ""), LONGEST_NOTE)
        note_down(case.helpers, name, " ".join(sent.get("helper", "").split()), LONGEST_NAME)
        case.done = [one for one in case.done if one != name] + ([name] if sent.get("is_done") else [])
    return conversation.show_plan()


def note_down(kept: dict[str, str], name: str, text: str, longest: int) -> None:
    kept.pop(name, None)
    if text := plain_lines(text).strip()[:longest]:
        kept[name] = text


WALLET_STEPS = {"wallet": show_wallet, "have": keep_wallet, "task": show_task, "note": keep_task}
