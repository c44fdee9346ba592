"""A citizen joins: who you are, how to reach you, a code. Three pages, no account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from labx.core.gate import requires
from labx.people.consent.errors import ConsentProblem
from labx.people.consent.queries import open_texts
from labx.people.participants import forms, links
from labx.people.participants.actions import joining as actions
from labx.people.participants.errors import PanelProblem, WrongCode


@requires("participants.join")
def begin(request: HttpRequest) -> HttpResponse:
    """What it is, before anything is asked."""
    texts = open_texts(language=language_here())
    return render(request, "participants/join/begin.html", {"is_open": any(is_entry(text) for text in texts)})


@requires("participants.join")
@never_cache
def about(request: HttpRequest) -> HttpResponse:
    """First the coarse answers; they go on to the next page inside its form, and are kept nowhere yet."""
    form = forms.AboutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return ask_how_to_reach(request, form, forms.JoinForm(texts=open_texts(language=language_here())))
    return ask_about(request, form)


@requires("participants.join")
@never_cache
def reach(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("participants:about")
    about_form = forms.AboutForm(request.POST)
    form = forms.JoinForm(request.POST, texts=open_texts(language=language_here()))
    if not about_form.is_valid():
        return ask_about(request, about_form)
    if form.is_valid():
        joining = actions.Joining(about_form.cleaned_data, form.reached(), form.agreed(), language_here())
        try:
            made = actions.ask_to_join(by=request.actor, joining=joining)
        except PanelProblem as problem:
            form.add_error(None, str(problem))
        else:
            if made is None or not made.code_digest:
                return redirect("participants:asked" if made else "participants:asked_too_often")
            return redirect("participants:code", links.request_token(made))
    return ask_how_to_reach(request, about_form, form)


@requires("participants.join")
@never_cache
def code(request: HttpRequest, token: str) -> HttpResponse:
    """The code shows that the address is the person's."""
    waiting = links.request_of(token)
    if waiting is None:
        return render(request, "participants/join/over.html", status=410)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_join(by=request.actor, request=waiting, code=form.cleaned_data["code"])
        except WrongCode as problem:
            form.add_error("code", str(problem))
        except (PanelProblem, ConsentProblem) as problem:
            return render(request, "participants/join/over.html", {"problem": str(problem)}, status=410)
        else:
            return redirect("participants:joined")
    address = waiting.answers["reached"]["email"]
    context = {"form": form, "address": address, "remaining": _("Last step")}
    return render(request, "participants/join/code.html", context)


@requires("participants.join")
def joined(request: HttpRequest) -> HttpResponse:
    """The same for whoever was of the panel already: the page tells nobody's membership, the message does."""
    return render(request, "participants/join/joined.html")


@requires("participants.join")
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "participants/join/asked.html")


@requires("participants.join")
def asked_too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "participants/join/asked_too_often.html", status=429)


@requires("participants.join")
@never_cache
def lost_link(request: HttpRequest) -> HttpResponse:
    """Send the private link again. The answer is the same whether or not the address is known."""
    form = forms.LostLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        from labx.people.participants.jobs import mail_link

        known = actions.active_with(form.cleaned_data["email"].strip().lower())
        if known:
            mail_link.defer(participant=str(known.id), kind="link")
        return render(request, "participants/join/link_sent.html")
    return render(
        request, "participants/join/lost_link.html", {"form": form, "back_url": reverse("participants:begin")}
    )


def ask_about(request: HttpRequest, form: forms.AboutForm) -> HttpResponse:
    context = {"form": form, "back_url": reverse("participants:begin"), "remaining": _("Step 1 of 3")}
    return render(request, "participants/join/about.html", context)


def ask_how_to_reach(request: HttpRequest, about_form: forms.AboutForm, form: forms.JoinForm) -> HttpResponse:
    kept = [(name, value) for name in about_form.fields for value in request.POST.getlist(name)]
    context = {"form": form, "kept": kept, "back_url": reverse("participants:about"), "remaining": _("Step 2 of 3")}
    return render(request, "participants/join/reach.html", context)


def language_here() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def is_entry(text) -> bool:
    return text.purpose == "take_part"
