"""The steps at a desk that keep a case: each is asked for by the person, and none comes by itself."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.desks.saved import attempts
from labx.desks.saved.actions import cases
from labx.desks.saved.codes import in_groups
from labx.desks.saved.errors import BadPin, NoLongerSaved, SavedMeanwhile, SavedProblem
from labx.desks.saved.forms import ChangePinForm, NewPinForm, OpenForm
from labx.desks.saved.holding import Held, digest_of, has_changed, held_of, locked
from labx.desks.saved.merging import differing, put_together
from labx.desks.saved.opened import opened_elsewhere
from labx.desks.saved.personal import KEPT_DAYS
from labx.desks.saved.resuming import case_in, changes_since, content_of
from labx.desks.views import Conversation, told_plan
from labx.desks.wording import in_language, value_words, words_if_any
from labx.rules.facts import read_facts

Step = Callable[[Conversation], HttpResponse]


def holding(step: Callable[[Conversation, Held], HttpResponse]) -> Step:
    """For a case that is kept; where it is no longer, the page says so and the case is still in it."""

    def run(conversation: Conversation) -> HttpResponse:
        try:
            return step(conversation, held_of(conversation.case))
        except NoLongerSaved as problem:
            conversation.case.saved = {}
            return begin(conversation, str(problem))

    return run


def begin(conversation: Conversation, problem: str = "", form: Form | None = None) -> HttpResponse:
    days = {"kept_days": KEPT_DAYS}
    return conversation.page("saved-begin", form=form or NewPinForm(), problem=problem, **days)


def keep(conversation: Conversation) -> HttpResponse:
    form = NewPinForm(conversation.request.POST)
    if not form.is_valid():
        return begin(conversation, form=form)
    try:
        content = content_of(conversation.case, conversation.told())
        cases.refuse_easy(form.cleaned_data["pin"], content)
        attempts.charge([attempts.of_keeping(conversation.request)])
        held = cases.keep_case(by=conversation.request.actor, content=content, pin=form.cleaned_data["pin"])
    except BadPin as problem:
        form.add_error("pin", str(problem))
        return begin(conversation, form=form)
    except SavedProblem as problem:
        return begin(conversation, str(problem))
    held.put(conversation.case)
    return show(conversation, held, is_new=True)


def show(conversation: Conversation, held: Held, **context: Any) -> HttpResponse:
    """The code, how long it is kept, and everything that can be done with it."""
    shown = {
        "code": in_groups(held.code),
        "kept_until": timezone.localdate() + datetime.timedelta(days=KEPT_DAYS),
        "has_changed": has_changed(conversation.case),
        "sharing": words_if_any(conversation.pack.content["sharing"]),
    }
    return conversation.page("saved-case", **shown, **context)


def open_saved(conversation: Conversation) -> HttpResponse:
    """From the first page of a desk."""
    form = OpenForm(conversation.request.POST if "code" in conversation.request.POST else None)
    if not form.is_valid():
        return conversation.page("saved-open", form=form)
    request = conversation.request
    try:
        held, content = cases.open_case(by=request.actor, request=request, **form.cleaned_data)
    except SavedProblem as problem:
        return conversation.page("saved-open", form=form, problem=str(problem))
    case = case_in(content)
    held.put(case)
    if case.pack != conversation.pack.id:
        return opened_elsewhere(request, case)
    conversation.case = case
    return resume(conversation, content)


def resume(conversation: Conversation, content: dict[str, Any]) -> HttpResponse:
    """Under the rules of today; where they changed since, what changed."""
    case, pack = conversation.case, conversation.pack
    is_older, case.version = case.version != pack.version, pack.version
    told = conversation.told()
    context: dict[str, Any] = {}
    if is_older:
        words = _("The rules changed since you saved this. Your answers were read again under the rules of today.")
        context = {"note": words, "changes": changes_since(content, told)}
    return conversation.page("plan", told=told, **context, **told_plan(told))


@holding
def resume_opened(conversation: Conversation, held: Held) -> HttpResponse:
    """From the page that opens a case of any desk."""
    with transaction.atomic():
        _row, content = locked(held)
    return resume(conversation, content)


@holding
def save_again(conversation: Conversation, held: Held) -> HttpResponse:
    return save(conversation, held)


def save(conversation: Conversation, held: Held) -> HttpResponse:
    content = content_of(conversation.case, conversation.told())
    try:
        saved = cases.save_again(by=conversation.request.actor, held=held, content=content)
    except SavedMeanwhile as problem:
        return both(conversation, held, problem)
    saved.put(conversation.case)
    return show(conversation, saved, note=_("It is saved again."))


def both(conversation: Conversation, held: Held, found: SavedMeanwhile) -> HttpResponse:
    """Mine and theirs in one case, not saved yet: the person sees where they differ, and saves."""
    mine, theirs = conversation.case.content(), case_in(found.theirs).content()
    told_differences = [difference_words(conversation, place, value) for place, value in differing(mine, theirs)]
    conversation.case = case_in(put_together(mine, theirs))
    Held(held.code, held.key, found.edition).put(conversation.case, digest_of(case_in(found.theirs)))
    return conversation.page(
        "saved-meanwhile", problem=str(found), differences=[one for one in told_differences if one]
    )


def difference_words(conversation: Conversation, place: tuple[str, ...], value: Any) -> str:
    """What the other person has where mine stands; another version of the rules is no difference of theirs."""
    kind, *names = place
    facts, _refused = read_facts(conversation.desk.schema, {names[0]: value} if kind == "answers" else {})
    if facts:
        fact = conversation.entries[names[0]]
        return f"{in_language(fact['label'])}: {value_words(fact, facts[names[0]])}"
    return str(value) if names else ""


@holding
def saved(conversation: Conversation, held: Held) -> HttpResponse:
    return show(conversation, held)


@holding
def change_pin(conversation: Conversation, held: Held) -> HttpResponse:
    """The page first; with what was typed, the change."""
    request = conversation.request
    form = ChangePinForm(request.POST if "old" in request.POST else None)
    if not form.is_valid():
        return conversation.page("saved-pin", form=form)
    typed = form.cleaned_data
    try:
        changed = cases.change_pin(by=request.actor, held=held, old=typed["old"], new=typed["pin"], request=request)
    except BadPin as problem:
        form.add_error("pin", str(problem))
    except NoLongerSaved:
        raise
    except SavedProblem as problem:
        form.add_error("old", str(problem))
    else:
        changed.put(conversation.case, conversation.case.saved["digest"])
        return show(conversation, changed, note=_("The PIN is another one now. The code stays the same."))
    return conversation.page("saved-pin", form=form)


@holding
def delete(conversation: Conversation, held: Held) -> HttpResponse:
    if conversation.request.POST.get("sure") != "yes":
        return conversation.page("saved-delete")
    cases.delete_case(by=conversation.request.actor, held=held)
    conversation.case.saved = {}
    return conversation.page("saved-deleted")


STEPS: dict[str, Step] = {
    "saved-begin": begin,
    "saved-keep": keep,
    "saved-open": open_saved,
    "saved-resume": resume_opened,
    "saved-again": save_again,
    "saved": saved,
    "saved-pin": change_pin,
    "saved-delete": delete,
}
# What shows one of these pages again as it is.
HERE = {
    "saved-begin": "saved-begin",
    "saved-open": "saved-open",
    "saved-case": "saved",
    "saved-pin": "saved-pin",
    "saved-delete": "saved-delete",
    "saved-deleted": "plan",
    "saved-meanwhile": "plan",
}
