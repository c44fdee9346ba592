"""Pages of consent texts. What single people answered is shown on their own page in the panel."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.people.consent import forms, queries
from labx.people.consent.actions import texts as actions
from labx.people.consent.errors import ConsentProblem
from labx.people.consent.models import ConsentText
from labx.people.consent.standard import draft_standard_texts
from labx.people.consent.tables import TEXTS, state_of


@requires("consent.see_texts")
def index(request: HttpRequest) -> HttpResponse:
    listing = TEXTS.read(request, queries.texts())
    may_write = policy.allows(request.actor, "consent.manage_texts")
    return listing.download() or render(request, "consent/list.html", {"listing": listing, "may_write": may_write})


@requires("consent.manage_texts")
def standard(request: HttpRequest) -> HttpResponse:
    """Ask once: it writes many drafts."""
    if request.method != "POST":
        return render(request, "consent/standard.html")
    made = len(draft_standard_texts(by=request.actor))
    done = ngettext("%(count)s draft was made.", "%(count)s drafts were made.", made) % {"count": made}
    messages.success(request, done if made else _("Every purpose has a text already: nothing was changed."))
    return redirect("consent:list")


@requires("consent.manage_texts")
def new(request: HttpRequest) -> HttpResponse:
    begun = {"lawful_basis": "consent", "valid_months": 12, "language": "pt"}
    return begun_with(request, begun)


@requires("consent.manage_texts", record=queries.text_by_id)
def new_version(request: HttpRequest, text: ConsentText) -> HttpResponse:
    return begun_with(request, {name: getattr(text, name) for name in forms.NewTextForm.field_order})


def begun_with(request: HttpRequest, begun: dict[str, Any]) -> HttpResponse:
    form = forms.NewTextForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        made = actions.draft_text(by=request.actor, **form.cleaned_data)
        messages.success(request, _("The draft is kept. Publish it when it is right."))
        return redirect("consent:text", made.pk)
    return render(request, "consent/new.html", {"form": form})


@requires("consent.see_texts", record=queries.text_by_id)
def text(request: HttpRequest, text: ConsentText) -> HttpResponse:
    may_write = policy.allows(request.actor, "consent.manage_texts")
    return render(request, "consent/text.html", {"text": text, "state": state_of(text), "may_write": may_write})


@requires("consent.manage_texts", record=queries.text_by_id)
def edit(request: HttpRequest, text: ConsentText) -> HttpResponse:
    words = {name: getattr(text, name) for name in (*actions.WORDS, "edition")}
    form = forms.EditTextForm(request.POST or None, initial=words)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_text(by=request.actor, draft=text, **form.cleaned_data)
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            stored = queries.text_by_id(text.pk)
            set_beside(form, {name: getattr(stored, name) for name in actions.WORDS}, stored.edition)
        except ConsentProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("consent:text", text.pk)
    return render(request, "consent/edit.html", {"form": form, "text": text})


@requires("consent.manage_texts", record=queries.text_by_id)
@require_POST
def publish(request: HttpRequest, text: ConsentText) -> HttpResponse:
    try:
        actions.publish_text(by=request.actor, text=text)
    except ConsentProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The text is published: from now on it never changes."))
    return redirect("consent:text", text.pk)


@requires("consent.manage_texts", record=queries.text_by_id)
def withdraw(request: HttpRequest, text: ConsentText) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_text(by=request.actor, text=text, why=form.cleaned_data["why"])
        except ConsentProblem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Nobody can agree to this text any more."))
        return redirect("consent:text", text.pk)
    return render(request, "consent/withdraw.html", {"form": form, "text": text})
