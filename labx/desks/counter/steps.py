"""What staff do with a case besides the desk's own pages: papers, tasks, copies, handing over, closing, deleting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.documents.pdf import pdf
from labx.desks.counter import telling
from labx.desks.counter.actions import cases
from labx.desks.counter.errors import Closed, NotAtThisCounter, NotYours, WorkedMeanwhile
from labx.desks.counter.forms import DeleteForm, HandOverForm
from labx.desks.counter.giving_back import give_back
from labx.desks.counter.working import AtCounter
from labx.desks.printing.steps import taken
from labx.desks.service.closing import amounts_of
from labx.desks.service.counting import count

Step = Callable[[AtCounter], HttpResponse]


def show_work(conversation: AtCounter, problem: str = "") -> HttpResponse:
    """The case at a glance: what was seen, what was done and by whom, what comes next."""
    is_older = conversation.case.version != conversation.pack.version
    conversation.case.version = conversation.pack.version
    if conversation.row.closed_on:
        return conversation.shown("counter-closed", problem=problem, **telling.closed_case(conversation))
    return conversation.page("counter-work", problem=problem, is_older=is_older, **telling.work(conversation))


def note_papers(conversation: AtCounter) -> HttpResponse:
    """For each document that the page showed: seen, copied, missing, or nothing; by whom and when it changed."""
    sent, papers = conversation.request.POST, conversation.case.papers
    for entry in conversation.pack.content["documents"] or ():
        name = entry["name"]
        noted(papers, name, sent.get(f"paper-{name}"), telling.PAPERS, conversation)
        if papers.get(name, {}).get("state") in telling.IN_HAND:
            conversation.case.have = sorted({*conversation.case.have, name})
    return show_work(conversation)


def note_deeds(conversation: AtCounter) -> HttpResponse:
    """For each task: done here, sent on, left to the family; and which entity did it."""
    sent, case = conversation.request.POST, conversation.case
    counters = {entry["name"] for entry in conversation.pack.content["counters"] or ()}
    for name in conversation.desk.procedures:
        entity = sent.get(f"entity-{name}", "")
        noted(
            case.deeds,
            name,
            sent.get(f"deed-{name}"),
            telling.DEEDS,
            conversation,
            entity=entity if entity in counters else "",
        )
        if case.deeds.get(name, {}).get("state") == telling.DONE_HERE:
            case.done = [*dict.fromkeys([*case.done, name])]
    return show_work(conversation)


def noted(
    kept: dict[str, dict[str, str]],
    name: str,
    state: str | None,
    known: Mapping[str, Any],
    conversation: AtCounter,
    **more: str,
) -> None:
    """What the page did not show stays; what did not change keeps who noted it."""
    if state is None or (state and state not in known):
        return
    before, now = kept.pop(name, {}), {"state": state, **more}
    if not state:
        return
    if {key: before.get(key) for key in now} == now:
        kept[name] = before
        return
    moment = timezone.localtime().isoformat(timespec="minutes")
    kept[name] = {**now, "by": str(conversation.request.actor.id), "at": moment}


def note_visit(conversation: AtCounter) -> HttpResponse:
    """The family came today; once a day."""
    today = timezone.localdate().isoformat()
    conversation.case.visits = [*dict.fromkeys([*conversation.case.visits, today])]
    return show_work(conversation)


def take_copy(conversation: AtCounter) -> HttpResponse:
    """The family's copy: what was seen and done here, then the plan."""
    made = telling.copy_of(conversation)
    document = pdf("desks/plan.typ", **made.as_data(), is_large=conversation.case.is_large)
    return taken(document, "application/pdf", _("our-copy.pdf"))


def take_file(conversation: AtCounter) -> HttpResponse:
    """What the family needs to go on at home, as the desk itself gives it."""
    return taken(conversation.case.for_family().seal() + "\n", "text/plain; charset=us-ascii", "caso.txt")


def hand_over(conversation: AtCounter) -> HttpResponse:
    form = HandOverForm(conversation.request.POST, counter=conversation.row.counter)
    if not form.is_valid():
        return show_work(conversation, _("Choose the colleague who takes the case over."))
    try:
        conversation.row = cases.hand_over(
            by=conversation.request.actor, case=conversation.row, to=form.cleaned_data["keeper"]
        )
    except (NotAtThisCounter, NotYours) as problem:
        return show_work(conversation, str(problem))
    return redirect("counter:case", conversation.row.code)


def close(conversation: AtCounter) -> HttpResponse:
    """Counted in amounts when it closes for the first time."""
    case = conversation.case
    if not case.is_counted and not conversation.row.closed_on:
        case.is_counted = True
        try:
            conversation.save()
        except WorkedMeanwhile as found:
            case.is_counted = False
            return conversation.both(found)
        except Closed as problem:
            return conversation.closed(problem)
        count(conversation.pack, amounts_of(conversation.made(), case))
    conversation.row = cases.close_case(by=conversation.request.actor, case=conversation.row)
    return show_work(conversation)


def reopen(conversation: AtCounter) -> HttpResponse:
    conversation.row = cases.reopen_case(by=conversation.request.actor, case=conversation.row)
    return show_work(conversation)


def delete(conversation: AtCounter) -> HttpResponse:
    """With the code typed, because nothing brings it back."""
    sent = conversation.request.POST
    form = DeleteForm(sent if "typed" in sent else None, code=conversation.row.code)
    if not form.is_valid():
        return conversation.shown("counter-delete", form=form)
    cases.delete_case(by=conversation.request.actor, case=conversation.row)
    return redirect("counter:home")


STEPS: dict[str, Step] = {
    "open": show_work,
    "papers": note_papers,
    "deeds": note_deeds,
    "came": note_visit,
    "copy": take_copy,
    "keep": take_file,
    "give-back": give_back,
    "hand-over": hand_over,
    "close": close,
    "reopen": reopen,
    "delete": delete,
}
