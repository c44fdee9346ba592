"""Challenges listed, written, submitted, withdrawn."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.people.organisations.queries import entities_of
from labx.portfolio.challenges import forms, queries
from labx.portfolio.challenges.actions import intake as actions
from labx.portfolio.challenges.models import CLOSED_WITHOUT_PROJECT, Challenge, State
from labx.portfolio.challenges.problems import NamesSolution, NotNow
from labx.portfolio.challenges.tables import CHALLENGES
from labx.portfolio.forms import ReasonForm


@requires("challenges.list")
def index(request: HttpRequest) -> HttpResponse:
    listing = CHALLENGES.read(request, queries.challenges_of(request.actor))
    may_bring = policy.allows(request.actor, "challenges.bring")
    return listing.download() or render(request, "challenges/list.html", {"listing": listing, "may_bring": may_bring})


@requires("challenges.bring")
def new(request: HttpRequest) -> HttpResponse:
    own = entities_of(request.actor.id)[:2]
    form = forms.ChallengeForm(request.POST or None, initial={"entity": own[0] if len(own) == 1 else None})
    if request.method == "POST" and form.is_valid():
        challenge = actions.draft_challenge(by=request.actor, **form.cleaned_data)
        messages.success(request, _("The draft is kept. Read it again, then submit it."))
        return redirect("challenges:record", challenge.code)
    return render(request, "challenges/new.html", {"form": form})


@requires("challenges.view", record=queries.challenge_by_code)
def record(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    actor = request.actor
    is_team = policy.allows(actor, "challenges.assess", challenge)
    assessments = queries.assessments_of(challenge) if is_team else []
    may_see = is_team and queries.may_see_scores(challenge, actor)
    context = {
        "challenge": challenge,
        "missing": actions.missing_in(challenge) if challenge.state == State.DRAFT else [],
        "may_edit": policy.allows(actor, "challenges.edit", challenge),
        "may_assess": is_team and challenge.is_waiting,
        "may_decide": policy.allows(actor, "challenges.decide", challenge),
        "may_reopen": challenge.state in CLOSED_WITHOUT_PROJECT,
        "own": queries.own_assessment(challenge, actor),
        "count": len(assessments),
        "spreads": queries.spreads_of(challenge, assessments) if may_see else [],
        "assessments": assessments if may_see else [],
        "is_team": is_team,
        "may_open_project": policy.allows(actor, "portfolio.view_project", challenge.project),
    }
    return render(request, "challenges/record.html", context)


@requires("challenges.edit", record=queries.challenge_by_code)
def edit(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    form = forms.EditChallengeForm(request.POST or None, instance=challenge, initial={"edition": challenge.edition})
    stored = queries.challenge_by_code(challenge.code)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_challenge(by=request.actor, challenge=stored, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, actions.words_of(stored), stored.edition)
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("challenges:record", stored.code)
    return render(request, "challenges/edit.html", {"form": form, "challenge": stored})


@requires("challenges.edit", record=queries.challenge_by_code)
def submit(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """Asks again, once, where the text names a solution."""
    words = actions.solutions_in(challenge)
    form = forms.IsProblemForm(request.POST or None) if words else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            actions.submit_challenge(by=request.actor, challenge=challenge, is_problem=form is not None)
        except NamesSolution as error:  # the words changed since this page was opened
            messages.warning(request, str(error))
            return redirect("challenges:submit", challenge.code)
        except NotNow as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("The challenge is with the laboratory. You will read the answer here and by e-mail.")
            )
        return redirect("challenges:record", challenge.code)
    return render(request, "challenges/submit.html", {"form": form, "challenge": challenge, "words": words})


@requires("challenges.edit", record=queries.challenge_by_code)
def withdraw(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_challenge(by=request.actor, challenge=challenge, why=form.cleaned_data["why"])
        except NotNow as error:
            messages.error(request, str(error))
        return redirect("challenges:record", challenge.code)
    return render(request, "challenges/withdraw.html", {"form": form, "challenge": challenge})


@requires("challenges.edit", record=queries.challenge_by_code)
@require_POST
def resume(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    try:
        actions.resume_challenge(by=request.actor, challenge=challenge)
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("challenges:record", challenge.code)
