"""The plan to take away: as a PDF, as text, in large type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.desks.exits import exits_of
from labx.desks.printing.paper import Item, Paper, paper_of
from labx.desks.printing.plain_text import text_of

if TYPE_CHECKING:
    from labx.desks.views import Conversation


def paper(conversation: Conversation) -> Paper:
    pack, told = conversation.pack, conversation.told()
    review_by = formats.day(conversation.review_by)
    rules = _("These rules: {words}; to be reviewed by {day}. They inform and are no legal advice.")
    lead = [*told.contradictions(), rules.format(words=pack.review_words, day=review_by)]
    if conversation.is_overdue:
        overdue = _("These rules should have been reviewed by {day}. Ask at a counter before relying on them.")
        lead.insert(0, overdue.format(day=review_by))
    exits = [Item(one["title"], lines=exit_lines(one)) for one in exits_of(pack)]
    return paper_of(told, pack.title(get_language() or "pt"), lead, exits)


def exit_lines(one: dict[str, str]) -> tuple[str, ...]:
    telephone = f"{_('Telephone')}: {one['telephone']}."
    return (one["text"], telephone) if one["telephone"] else (one["text"],)


def take_pdf(conversation: Conversation) -> HttpResponse:
    found = paper(conversation)
    made = pdf("desks/plan.typ", **found.as_data(), is_large=conversation.case.is_large)
    return taken(made, "application/pdf", _("plan.pdf"))


def take_text(conversation: Conversation) -> HttpResponse:
    return taken(text_of(paper(conversation)), "text/plain; charset=utf-8", _("plan.txt"))


def taken(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    """A file made for this answer and kept nowhere."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


PRINTING_STEPS = {"pdf": take_pdf, "text": take_text}
