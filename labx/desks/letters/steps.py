"""The pages of letters: data typed once, each letter ready to be changed, and taken as PDF or text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import translation

from labx.core.documents.pdf import pdf
from labx.core.pages.formats import is_portuguese
from labx.desks.letters.correspondence import BY_HAND, LETTERS_ARE_IN, SHARED, Correspondence
from labx.desks.letters.forms import LetterForm, TextForm
from labx.desks.printing.steps import taken

if TYPE_CHECKING:
    from labx.desks.views import Conversation


def correspondence(conversation: Conversation) -> Correspondence:
    return Correspondence(conversation.pack, conversation.made(), conversation.case)


def show_letters(conversation: Conversation, form: LetterForm | None = None, *, is_kept: bool = False) -> HttpResponse:
    letters = correspondence(conversation)
    form = form or LetterForm(letters.shared, values=letters.shared_values())
    lists = {"serving": letters.for_plan(), "others": letters.others()}
    return conversation.page("letters", form=form, is_kept=is_kept, **lists)


def keep_data(conversation: Conversation) -> HttpResponse:
    letters = correspondence(conversation)
    form = LetterForm(letters.shared, conversation.request.POST)
    if not form.is_valid():
        return show_letters(conversation, form)
    letters.keep(SHARED, form.values())
    return show_letters(conversation, is_kept=True)


def asked_letter(conversation: Conversation) -> str:
    name = conversation.request.POST.get("letter", "")
    return name if name in {entry["name"] for entry in conversation.pack.content["letters"] or ()} else ""


def show_letter(conversation: Conversation, **changed: Any) -> HttpResponse:
    name = asked_letter(conversation)
    if not name:
        return show_letters(conversation)
    letters = correspondence(conversation)
    text, by_data = letters.text(name), letters.by_data(name)
    context = {
        "letter": letters.told(name),
        "form": LetterForm(letters.own_fields(name), values=letters.own_values(name)),
        "text": text,
        "is_by_hand": changed.get("text", text) != by_data,
        "is_foreign": not is_portuguese(),
        "rows": text.count("\n") + len(text) // 45,
    }
    return conversation.page("letter", **{**context, **changed})


def take_letter(conversation: Conversation, answer: Any) -> HttpResponse:
    """Keep fields and text as sent, then answer; what cannot be kept is shown again as it was typed."""
    name = asked_letter(conversation)
    if not name:
        return show_letters(conversation)
    letters, sent = correspondence(conversation), conversation.request.POST
    form, typed = LetterForm(letters.own_fields(name), sent), TextForm(sent)
    if not form.is_valid() or not typed.is_valid():
        return show_letter(conversation, form=form, text=sent.get("text", ""), text_errors=typed.errors.get("text"))
    text = typed.cleaned_data["text"]
    was_by_hand = text != letters.by_data(name)
    letters.keep(name, form.values(), text if was_by_hand else "")
    return answer(conversation, letters, name)


def keep_letter(conversation: Conversation) -> HttpResponse:
    return take_letter(conversation, lambda conversation, _letters, _name: show_letter(conversation))


def begin_again(conversation: Conversation) -> HttpResponse:
    """The letter as the data make it; what was changed by hand goes."""
    name = asked_letter(conversation)
    conversation.case.letters.get(name, {}).pop(BY_HAND, None)
    return show_letter(conversation)


def letter_pdf(conversation: Conversation) -> HttpResponse:
    return take_letter(conversation, as_pdf)


def as_pdf(conversation: Conversation, letters: Correspondence, name: str) -> HttpResponse:
    with translation.override(LETTERS_ARE_IN):
        paragraphs = [block.split("\n") for block in letters.text(name).strip().split("\n\n")]
        made = pdf(
            "desks/letter.typ",
            title=letters.told(name)["title"],
            paragraphs=paragraphs,
            is_large=conversation.case.is_large,
            is_private=True,
        )
    return taken(made, "application/pdf", f"{name}.pdf")


def letter_text(conversation: Conversation) -> HttpResponse:
    return take_letter(conversation, as_text)


def as_text(_conversation: Conversation, letters: Correspondence, name: str) -> HttpResponse:
    return taken(letters.text(name), "text/plain; charset=utf-8", f"{name}.txt")


LETTER_STEPS = {
    "letters": show_letters,
    "letter-data": keep_data,
    "letter": show_letter,
    "letter-keep": keep_letter,
    "letter-again": begin_again,
    "letter-pdf": letter_pdf,
    "letter-text": letter_text,
}
