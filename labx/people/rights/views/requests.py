"""The officer's pages of requests: enter, tie to a person, check who asks, extend, answer, refuse, erase."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core.gate import requires
from labx.core.jobs.queries import job, progress_of
from labx.core.pages.listing.address import clean
from labx.core.personal import find
from labx.people.rights import forms, queries
from labx.people.rights.actions import copies, erasure, mentions, requests
from labx.people.rights.copying import counts_of
from labx.people.rights.errors import MentionsWait, RightsProblem
from labx.people.rights.models import Request
from labx.people.rights.person import person_of
from labx.people.rights.tables import requests_table
from labx.people.rights.views.own import download
from labx.people.rights.views.page import acted, sent, tabs


def url_of(found: Request) -> str:
    return reverse("rights:request", args=[found.code])


@requires("rights.answer")
def index(request: HttpRequest) -> HttpResponse:
    listing = requests_table().read(request, queries.requests())
    shown = {
        "listing": listing,
        "tabs": tabs(request, "requests"),
        "title": _("Requests"),
        "action": _("Enter a request"),
        "action_url": reverse("rights:new_request"),
    }
    return listing.download() or render(request, "rights/list.html", shown)


@requires("rights.answer")
def new(request: HttpRequest) -> HttpResponse:
    return acted(
        request,
        forms.LetterForm(sent(request)),
        lambda **words: requests.enter_request(by=request.actor, **words),
        done=_("The request is entered. Next: who it is about."),
        there=lambda made: reverse("rights:name_person", args=[made.code]),
        title=_("Enter a request"),
        submit=_("Enter it"),
        cancel=reverse("rights:requests"),
    )


@requires("rights.answer", record=queries.request_by_code)
def record(request: HttpRequest, found: Request) -> HttpResponse:
    begun = getattr(found, "erasure", None)
    running = job(begun.job) if begun and begun.job and not begun.is_done else None
    shown = {
        "found": found,
        "tabs": tabs(request, "requests"),
        "counts": counts_of(person_of(found)) if found.is_moving else [],
        "begun": begun,
        "progress": progress_of(running, request.actor) if running else None,
        "stays": queries.what_stays(person_of(found)) if found.is_moving and found.kind == "erasure" else [],
    }
    return render(request, "rights/request.html", shown)


@requires("rights.answer", record=queries.request_by_code)
def name(request: HttpRequest, found: Request) -> HttpResponse:
    asked = clean(request.GET.get("q", ""))
    candidates = candidates_for(found, asked)
    form = forms.PersonForm(
        sent(request), candidates=candidates, initial={"also_written": found.also_written, "person": chosen(found)}
    )

    def act(person: list[str], also_written: str) -> Request:
        ids = {kind: UUID(identifier) for kind, identifier in (one.split(":") for one in person)}
        return requests.name_person(
            by=request.actor,
            request=found,
            account=ids.get("account"),
            participant=ids.get("participant"),
            also_written=also_written,
        )

    return acted(
        request,
        form,
        act,
        done=_("Saved."),
        there=url_of,
        title=_("Who the request is about"),
        submit=_("Save"),
        cancel=url_of(found),
        search=True,
        query=asked or found.contact or found.name,
    )


def chosen(found: Request) -> list[str]:
    pairs = (("account", found.account_id), ("participant", found.participant_id))
    return [f"{kind}:{identifier}" for kind, identifier in pairs if identifier]


def candidates_for(found: Request, asked: str) -> list[tuple[str, str]]:
    """Whoever goes by what was typed, or by the name and contact of the letter; and who was chosen before."""
    people = [person for text in (asked, found.contact, found.name) if text for person in find(text)]
    people += [person_of(found)]
    listed: dict[str, str] = {}
    for person in people:
        known = " · ".join([*person.names[:1], *person.addresses[:2]])
        listed |= {f"account:{one}": _("Account: %(who)s") % {"who": known} for one in person.accounts}
        listed |= {f"participant:{one}": _("Participant: %(who)s") % {"who": known} for one in person.participants}
    return list(listed.items())


def step(request: HttpRequest, found: Request, form: Any, act: Any, done: str, **page: Any) -> HttpResponse:
    """One form about one request, back to its page."""
    return acted(request, form, act, done=done, there=lambda _made: url_of(found), cancel=url_of(found), **page)


@requires("rights.answer", record=queries.request_by_code)
def identity(request: HttpRequest, found: Request) -> HttpResponse:
    form = forms.IdentityForm(sent(request))

    def act(identity: str) -> Request:
        return requests.check_identity(by=request.actor, request=found, identity=identity)

    return step(request, found, form, act, _("Saved."), title=_("Check who asks"), submit=_("Save"))


@requires("rights.answer", record=queries.request_by_code)
def extend(request: HttpRequest, found: Request) -> HttpResponse:
    def act(why: str) -> Request:
        return requests.extend_request(by=request.actor, request=found, why=why)

    form, done = forms.WhyForm(sent(request)), _("The time was extended by two months and the person told.")
    lead = _("Only where the request is complex or there are many, once, before the first month is over.")
    return step(request, found, form, act, done, title=_("Extend the time"), submit=_("Extend"), lead=lead)


@requires("rights.answer", record=queries.request_by_code)
def answer(request: HttpRequest, found: Request) -> HttpResponse:
    def act(answer: str) -> Request:
        return requests.answer_request(by=request.actor, request=found, answer=answer)

    form, done = forms.AnswerForm(sent(request)), _("The request is answered.")
    return step(request, found, form, act, done, title=_("Answer the request"), submit=_("Send the answer"))


@requires("rights.answer", record=queries.request_by_code)
def refuse(request: HttpRequest, found: Request) -> HttpResponse:
    def act(answer: str) -> Request:
        return requests.refuse_request(by=request.actor, request=found, answer=answer)

    form, done = forms.RefusalForm(sent(request)), _("The request is refused and the person told why.")
    return step(request, found, form, act, done, title=_("Refuse the request"), submit=_("Refuse"), kind="danger")


@requires("rights.answer", record=queries.request_by_code)
def copy(request: HttpRequest, found: Request) -> HttpResponse:
    try:
        made = copies.copy_for(by=request.actor, request=found)
    except RightsProblem as problem:
        messages.error(request, str(problem))
        return redirect("rights:request", found.code)
    return download(request, made) or render(request, "rights/copy.html", {"copy": made, "back": url_of(found)})


@requires("rights.erase", record=queries.request_by_code)
def erase(request: HttpRequest, found: Request) -> HttpResponse:
    """Ask once, with what goes and what stays; mentions are looked for first."""
    if request.method != "POST":
        person = person_of(found)
        shown = {"found": found, "counts": counts_of(person), "stays": queries.what_stays(person)}
        return render(request, "rights/erase.html", shown)
    try:
        mentions.find_mentions(by=request.actor, request=found)
        erasure.begin_erasure(by=request.actor, request=found)
    except MentionsWait as problem:
        messages.warning(request, str(problem))
        return redirect("rights:mentions", found.code)
    except RightsProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The erasure has begun."))
    return redirect("rights:request", found.code)
