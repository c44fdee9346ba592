"""The steps at a desk that share a part of the plan and bring back what the other person did."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.desks.saved.actions import shares
from labx.desks.saved.actions.shares import OwnShare
from labx.desks.saved.errors import LinkEnded, NoLongerSaved, SavedProblem
from labx.desks.saved.forms import ShareForm
from labx.desks.saved.holding import Held, has_changed
from labx.desks.saved.parts import part_of, proposals, step_names
from labx.desks.saved.steps import holding
from labx.desks.views import Conversation


@holding
def show(conversation: Conversation, held: Held) -> HttpResponse:
    return show_shares(conversation, held)


def show_shares(conversation: Conversation, held: Held, form: ShareForm | None = None, **context: Any) -> HttpResponse:
    case = conversation.case
    listed = [entry_of(own, case.done, case.notes) for own in shares.own_shares(held)]
    form = form or ShareForm(steps=steps_of(conversation))
    shown = {"form": form, "shares": listed, "has_changed": has_changed(case)}
    return conversation.page("saved-shares", **shown, **context)


def entry_of(own: OwnShare, done: list[str], notes: dict[str, str]) -> dict[str, Any]:
    return {
        "id": own.row.id,
        "whom": own.whom,
        "link": settings.ORIGIN.rstrip("/") + reverse("saved:share", args=[own.secret]),
        "may_fill": own.row.may_fill,
        "until": own.row.until,
        "titles": [step["title"] for step in next(iter(own.part["steps"].values()))],
        "proposals": proposals(own.part, done, notes),
    }


def steps_of(conversation: Conversation) -> list[tuple[str, str]]:
    told = conversation.told()
    return [(step.procedure.name, told.title(step.procedure.name)) for step in told.made.tasks]


@holding
def share(conversation: Conversation, held: Held) -> HttpResponse:
    form = ShareForm(conversation.request.POST, steps=steps_of(conversation))
    if not form.is_valid():
        return show_shares(conversation, held, form)
    typed = form.cleaned_data
    part = part_of(conversation.told(), typed["steps"])
    try:
        shares.share_part(
            by=conversation.request.actor,
            held=held,
            part=part,
            whom=typed["whom"],
            may_fill=typed["way"] == "fill",
            until=timezone.localdate() + datetime.timedelta(days=int(typed["days"])),
        )
    except NoLongerSaved:
        raise
    except SavedProblem as problem:
        return show_shares(conversation, held, form, problem=str(problem))
    return show_shares(conversation, held, note=_("The link is ready. Give it only to the person it is for."))


def asked_for(conversation: Conversation) -> UUID:
    try:
        return UUID(conversation.request.POST.get("share", ""))
    except ValueError:
        raise LinkEnded from None


@holding
def renew(conversation: Conversation, held: Held) -> HttpResponse:
    """The steps of that share as the plan has them now."""
    try:
        found = next(own for own in shares.own_shares(held) if own.row.id == asked_for(conversation))
    except (StopIteration, LinkEnded):
        return show_shares(conversation, held, problem=str(LinkEnded()))
    part = part_of(conversation.told(), step_names(found.part))
    shares.renew_share(by=conversation.request.actor, held=held, share=found.row.id, part=part)
    return show_shares(conversation, held, note=_("What is shared is up to date."))


@holding
def end(conversation: Conversation, held: Held) -> HttpResponse:
    try:
        shares.end_share(by=conversation.request.actor, held=held, share=asked_for(conversation))
    except LinkEnded as problem:
        return show_shares(conversation, held, problem=str(problem))
    return show_shares(conversation, held, note=_("It is no longer shared. The link opens nothing now."))


@holding
def take(conversation: Conversation, held: Held) -> HttpResponse:
    """What the other person ticked and wrote goes into the case on this page; saving it is the next button."""
    try:
        wanted = asked_for(conversation)
    except LinkEnded as problem:
        return show_shares(conversation, held, problem=str(problem))
    case = conversation.case
    for own in shares.own_shares(held):
        if own.row.id == wanted:
            for one in proposals(own.part, case.done, case.notes):
                take_one(case, one)
    return show_shares(conversation, held, note=_("It is in your plan now."))


def take_one(case: Any, one: dict[str, Any]) -> None:
    name, note = one["name"], one["note"]
    if one["is_done"]:
        case.done = [*case.done, name]
    if note and note not in case.notes.get(name, ""):
        case.notes = {**case.notes, name: "\n".join(filter(None, [case.notes.get(name, ""), note]))}


STEPS = {
    "saved-shares": show,
    "saved-share": share,
    "saved-renew": renew,
    "saved-end": end,
    "saved-take": take,
}
HERE = {"saved-shares": "saved-shares"}
