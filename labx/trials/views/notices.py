"""The public notice of a trial: for its team, and for everyone once the project is public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from labx.core.gate import requires
from labx.trials import queries
from labx.trials.models import Trial
from labx.trials.telling.notices import notice_pdf, told_in


@requires("trials.view", record=queries.trial_by_slug)
def notice(request: HttpRequest, trial: Trial) -> HttpResponse:
    """For whoever carries the trial out: to read, to print, to hand out."""
    return shown(request, trial)


@requires("trials.read_public_notice", record=queries.trial_by_slug)
def public_notice(request: HttpRequest, trial: Trial) -> HttpResponse:
    return shown(request, trial)


def shown(request: HttpRequest, trial: Trial) -> HttpResponse:
    told = told_in(trial, request.GET.get("lingua") or get_language() or "")
    if request.GET.get("formato") == "pdf" and trial.has_notice:
        headers = {"Content-Disposition": f'inline; filename="{trial.slug}.pdf"'}
        return HttpResponse(notice_pdf(trial, told), content_type="application/pdf", headers=headers)
    return render(request, "trials/notice.html", {"trial": trial, **told})
