"""What was done at the counter, put into the case that the family saved with their code and PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _

from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.desks.counter.models import Case
from labx.desks.saved.actions import cases
from labx.desks.saved.errors import SavedProblem
from labx.desks.saved.forms import OpenForm
from labx.desks.saved.merging import put_together
from labx.desks.saved.resuming import case_in, content_of
from labx.desks.telling import Told

if TYPE_CHECKING:
    from labx.desks.counter.working import AtCounter


def give_back(conversation: AtCounter) -> HttpResponse:
    """The family types code and PIN; what they noted at home since stays as well."""
    sent = conversation.request.POST
    form = OpenForm(sent if "pin" in sent else None)
    if not form.is_valid():
        return conversation.page("counter-give-back", form=form)
    try:
        put_back(conversation, form.cleaned_data["code"], form.cleaned_data["pin"])
    except SavedProblem as problem:
        return conversation.page("counter-give-back", form=form, problem=str(problem))
    return conversation.page("counter-give-back", form=None)


def put_back(conversation: AtCounter, code: str, pin: str) -> None:
    request = conversation.request
    held, content = cases.open_case(by=request.actor, code=code, pin=pin, request=request)
    theirs = case_in(content)
    if theirs.pack != conversation.pack.id:
        raise SavedProblem(_("What is saved under this code belongs to another desk. Nothing was changed."))
    both = case_in(put_together(conversation.case.for_family().content(), theirs.content()))
    told = Told(conversation.pack, conversation.made(), both)
    cases.save_again(by=request.actor, held=held, content=content_of(both, told))
    note_given_back(by=request.actor, case=conversation.row)


@action
def note_given_back(*, by: Actor, case: Case) -> None:
    record(by=by, action="counter.give_back", target=case)
