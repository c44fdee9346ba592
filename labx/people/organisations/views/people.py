"""Who speaks for an entity, and one's own page: whom one speaks for, who stands in while one is away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.gate import requires
from labx.people.organisations import forms, handed, queries
from labx.people.organisations.actions import absences, affiliations
from labx.people.organisations.errors import NotNow, OrganisationProblem
from labx.people.organisations.models import Absence, Affiliation, PublicEntity
from labx.people.organisations.views.changes import about, asked


@requires("organisations.manage_affiliations", record=queries.entity_called)
def begin(request: HttpRequest, entity: PublicEntity) -> HttpResponse:
    form = forms.AffiliationForm(request.POST or None)
    return asked(request, entity, form, about(entity, affiliations.begin_affiliation), "begin_affiliation")


@requires("organisations.manage_affiliations", record=queries.affiliation_by_id)
def end(request: HttpRequest, affiliation: Affiliation) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)

    def act(**words: str) -> Affiliation:
        return affiliations.end_affiliation(affiliation=affiliation, **words)

    return asked(request, affiliation.entity, form, act, "end_affiliation")


@requires("organisations.see_own")
def own(request: HttpRequest) -> HttpResponse:
    account = request.actor.id
    context = {
        "affiliations": queries.standing_affiliations().filter(account_id=account),
        "absences": queries.absences_ahead().filter(absent_id=account),
        "stand_ins": queries.absences_ahead().filter(stands_in_id=account),
    }
    return render(request, "organisations/own.html", context)


@requires("organisations.confirm", record=queries.affiliation_by_id)
@require_POST
def confirm(request: HttpRequest, affiliation: Affiliation) -> HttpResponse:
    try:
        affiliations.confirm_affiliation(by=request.actor, affiliation=affiliation)
    except NotNow as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Thank you. We ask again in a year."))
    return redirect("organisations:own")


@requires("organisations.confirm", record=queries.affiliation_by_id)
def leave(request: HttpRequest, affiliation: Affiliation) -> HttpResponse:
    """Ask once: the sessions end too."""
    if request.method != "POST":
        return render(request, "organisations/leave.html", {"affiliation": affiliation})
    try:
        affiliations.end_affiliation(by=request.actor, affiliation=affiliation)
    except NotNow as problem:
        messages.error(request, str(problem))
        return redirect("organisations:own")
    return redirect("account_login")


@requires("organisations.arrange_absence")
def arrange_absence(request: HttpRequest) -> HttpResponse:
    held = handed.roles_held_by(request.actor.id)
    form = forms.AbsenceForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("stands_in", "begins_on", "ends_on")}
        try:
            absences.arrange_absence(by=request.actor, roles=form.lent(), **words)
        except OrganisationProblem as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, _("Arranged. It ends by itself."))
            return redirect("organisations:own")
    return render(request, "organisations/absence.html", {"form": form, "held": held})


@requires("organisations.end_absence", record=queries.absence_by_id)
@require_POST
def end_absence(request: HttpRequest, absence: Absence) -> HttpResponse:
    try:
        absences.end_absence(by=request.actor, absence=absence)
    except NotNow as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The absence is ended."))
    return redirect("organisations:own")
