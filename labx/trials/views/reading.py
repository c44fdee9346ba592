"""Pages to read: what a report of the trial should say, and why before and after proves nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from labx.core.gate import requires
from labx.trials import queries
from labx.trials.models import Trial
from labx.trials.telling import reporting, teaching
from labx.trials.views.results import told_of


@requires("trials.view", record=queries.trial_by_slug)
def report(request: HttpRequest, trial: Trial) -> HttpResponse:
    """Each item of SPIRIT, CONSORT and TIDieR with what the record says, and those it says nothing of."""
    context = {"trial": trial, "guidelines": reporting.guidelines(trial, told_of(trial))}
    return render(request, "trials/reporting.html", context)


@requires("trials.learn")
def before_after(request: HttpRequest) -> HttpResponse:
    form = teaching.TeachingForm(request.GET or None)
    return render(
        request, "trials/before_after.html", {"form": form, "lesson": teaching.lesson(**teaching.numbers(form))}
    )
