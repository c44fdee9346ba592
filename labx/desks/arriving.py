"""A case that comes from a page of another portal: files at once, the pages of the desk behind a button."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from labx.core.gate import requires
from labx.core.packs.pack import Pack
from labx.desks import queries
from labx.desks.printing.steps import PRINTING_STEPS
from labx.desks.sealing import CaseUnreadable, open_case
from labx.desks.views import Conversation

FILES: dict[str, Callable[[Conversation], HttpResponse]] = {**PRINTING_STEPS, "dates": Conversation.take_dates}


@csrf_exempt  # it comes from another site on purpose: nothing is changed here, and only what was sent is shown
@requires("desks.use", record=queries.find)
@never_cache
def arrive(request: HttpRequest, pack: Pack) -> HttpResponse:
    """In the language of the page it comes from."""
    if request.method != "POST":
        return redirect("desks:desk", pack.id.partition("/")[2])
    asked = request.POST.get("language", "")
    language = asked if asked in pack.content["languages"] else translation.get_language()
    with translation.override(language):
        return arrived(Conversation(request, pack))


def arrived(conversation: Conversation) -> HttpResponse:
    sent = conversation.request.POST
    try:
        conversation.case = open_case(sent.get("case", ""), conversation.pack.id)
    except CaseUnreadable:
        return conversation.page("arrived", is_unreadable=True)
    step = sent.get("go", "")
    if step in FILES:
        conversation.watched(step)
        return FILES[step](conversation)
    return conversation.page("arrived")
