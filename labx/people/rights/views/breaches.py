"""Breaches of personal data, and the letters about them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.gate import requires
from labx.core.policy import allows
from labx.people.rights import forms, queries
from labx.people.rights.actions import breaches as actions
from labx.people.rights.errors import RightsProblem
from labx.people.rights.models import Breach
from labx.people.rights.tables import BREACHES
from labx.people.rights.views.page import acted, sent, tabs

DRAFTS = {"cnpd": "rights/draft_authority.html", "pessoas": "rights/draft_people.html"}


def url_of(breach: Breach) -> str:
    return reverse("rights:breach", args=[breach.code])


@requires("rights.report_breach")
def index(request: HttpRequest) -> HttpResponse:
    listing = BREACHES.read(request, Breach.objects.all())
    shown = {
        "listing": listing,
        "tabs": tabs(request, "breaches"),
        "title": _("Breaches of personal data"),
        "action": _("Report a breach"),
        "action_url": reverse("rights:report_breach"),
    }
    return listing.download() or render(request, "rights/list.html", shown)


@requires("rights.report_breach")
def report(request: HttpRequest) -> HttpResponse:
    return acted(
        request,
        forms.BreachForm(sent(request), initial={"known_at": timezone.localtime()}),
        lambda **words: actions.report_breach(by=request.actor, **words),
        done=_("The breach is reported and the data-protection officer told. The clocks are running."),
        there=url_of,
        title=_("Report a breach"),
        lead=_("Write what you know now; the rest can be added later. Name nobody."),
        submit=_("Report it"),
        cancel=reverse("rights:breaches"),
    )


@requires("rights.report_breach", record=queries.breach_by_code)
def record(request: HttpRequest, breach: Breach) -> HttpResponse:
    shown = {
        "breach": breach,
        "tabs": tabs(request, "breaches"),
        "may_write": allows(request.actor, "rights.write_registers") and breach.closed_at is None,
    }
    return render(request, "rights/breach.html", shown)


@requires("rights.write_registers", record=queries.breach_by_code)
def edit(request: HttpRequest, breach: Breach) -> HttpResponse:
    stored = Breach.objects.get(pk=breach.pk)
    return acted(
        request,
        forms.EditBreachForm(sent(request), instance=breach, initial={"edition": breach.edition}),
        lambda **words: actions.edit_breach(by=request.actor, breach=stored, **words),
        done=_("Saved."),
        there=url_of,
        title=_("Edit the breach"),
        submit=_("Save"),
        cancel=url_of(stored),
    )


@requires("rights.write_registers", record=queries.breach_by_code)
def decide(request: HttpRequest, breach: Breach) -> HttpResponse:
    """Told, not told, people told, closed: four small forms on one page, one of which was sent."""
    now = {"at": timezone.localtime()}
    wanted = request.POST.get("do", "")
    steps = {
        "tell": (forms.TellAuthorityForm, actions.tell_authority, now),
        "keep": (forms.WhyForm, actions.not_tell_authority, {"why": breach.not_told_why}),
        "people": (forms.TellPeopleForm, actions.tell_people, now),
    }
    shown = {
        name: form_class(request.POST if name == wanted else None, initial=initial, prefix=name)
        for name, (form_class, _act, initial) in steps.items()
    }
    try:
        if wanted == "close":
            actions.close_breach(by=request.actor, breach=breach)
        elif wanted in steps and shown[wanted].is_valid():
            steps[wanted][1](by=request.actor, breach=breach, **shown[wanted].cleaned_data)
        else:
            return render(request, "rights/decide_breach.html", {"breach": breach, **shown})
    except RightsProblem as problem:
        messages.error(request, str(problem))
        return render(request, "rights/decide_breach.html", {"breach": breach, **shown})
    messages.success(request, _("Saved."))
    return redirect("rights:breach", breach.code)


def breach_and_reader(code: str, to: str) -> Breach:
    if to not in DRAFTS:
        raise Http404
    breach = queries.breach_by_code(code)
    breach.draft = DRAFTS[to]
    return breach


@requires("rights.write_registers", record=breach_and_reader)
def draft(request: HttpRequest, breach: Breach) -> HttpResponse:
    """A letter begun from what is known, to be read, changed and sent by a person."""
    return render(request, breach.draft, {"breach": breach})
