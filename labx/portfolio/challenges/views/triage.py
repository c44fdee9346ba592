"""The team scores a challenge; the laboratory's lead answers it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.gate import requires
from labx.portfolio.challenges import forms, queries, rubric
from labx.portfolio.challenges.actions import triage as actions
from labx.portfolio.challenges.models import Challenge
from labx.portfolio.challenges.problems import NotNow
from labx.portfolio.forms import ReasonForm


@requires("challenges.assess", record=queries.challenge_by_code)
def assess(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    if not challenge.is_waiting:
        messages.error(request, _("Only a challenge that waits for the laboratory is scored."))
        return redirect("challenges:record", challenge.code)
    own = queries.own_assessment(challenge, request.actor)
    initial = {**own.scores, "note": own.note} if own else {}
    pack = challenge.rubric.pack
    form = forms.AssessmentForm(request.POST or None, criteria=rubric.criteria_of(pack), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.assess_challenge(
                by=request.actor, challenge=challenge, scores=form.scores(), note=form.cleaned_data["note"]
            )
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your scores are kept. Now you see those of the others."))
            return redirect("challenges:record", challenge.code)
    context = {"form": form, "challenge": challenge, "own": own, "pack": rubric.state_of(pack)}
    return render(request, "challenges/assess.html", context)


@requires("challenges.decide", record=queries.challenge_by_code)
def decide(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decided = actions.decide_challenge(by=request.actor, challenge=challenge, **form.cleaned_data)
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The entity reads the answer and its reason now."))
            if decided.project:
                return redirect("portfolio:record", decided.project.slug)
            return redirect("challenges:record", challenge.code)
    given = queries.assessments_of(challenge)
    may_see = queries.may_see_scores(challenge, request.actor)
    context = {
        "form": form,
        "challenge": challenge,
        "count": len(given),
        "may_see": may_see,
        "spreads": queries.spreads_of(challenge, given) if may_see else [],
    }
    return render(request, "challenges/decide.html", context)


@requires("challenges.decide", record=queries.challenge_by_code)
def reopen(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_challenge(by=request.actor, challenge=challenge, why=form.cleaned_data["why"])
        except NotNow as error:
            messages.error(request, str(error))
        return redirect("challenges:record", challenge.code)
    return render(request, "challenges/reopen.html", {"form": form, "challenge": challenge})
