"""The list of trials, a trial's story and result, and what can be taken away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.files.sending import send_file
from labx.core.gate import requires
from labx.trials import looking, queries
from labx.trials.actions import NotNow
from labx.trials.lottery.allocating import AT_ONCE, ONE_AT_A_TIME
from labx.trials.models import Trial
from labx.trials.plan.reading import read_plan
from labx.trials.publishing import conclusions
from labx.trials.tables import TRIALS
from labx.trials.telling import pictures, report
from labx.trials.telling.next_step import Standing, next_step
from labx.trials.telling.result import Told, tell
from labx.trials.telling.sections import checked, sections_of, whole_of

MAY = {
    **{name: f"trials.{name}" for name in ("import_data", "look", "export_package", "allocate", "close")},
    "decide": "portfolio.record_decision",
    "conclude": "portfolio.record_evidence",
    "publish": "portfolio.publish",
}


@requires("trials.list")
def index(request: HttpRequest) -> HttpResponse:
    listing = TRIALS.read(request, queries.with_stage(queries.trials_of(request.actor)))
    return listing.download() or render(request, "trials/list.html", {"listing": listing})


def told_of(trial: Trial) -> Told | None:
    analysis = queries.latest_analysis(trial)
    return tell(analysis) if analysis else None


@requires("trials.view", record=queries.trial_by_slug)
def record(request: HttpRequest, trial: Trial) -> HttpResponse:
    told, plan = told_of(trial), read_plan(trial.protocol.plan)
    standing = looking.standing(trial)
    may = {name: policy.allows(request.actor, permission, trial) for name, permission in MAY.items()}
    context = {
        "trial": trial,
        "looks": trial.looks.all(),
        "is_drawn_here": plan.randomisation.scheme in ONE_AT_A_TIME + AT_ONCE,
        "plan": trial.protocol.plan,
        "told": told,
        "sections": sections_of(told) if told else [],
        "whole": whole_of(told) if told else [],
        "hundred": pictures.hundred_chart(told) if told else None,
        "section": checked(plan, standing.checks) if standing and standing.checks and not told else None,
        "effects": pictures.effects_chart(told) if told else None,
        "balance": pictures.balance_chart(told) if told else None,
        "datasets": trial.datasets.all(),
        "may": may,
        "next": next_step(Standing(trial, plan, told, standing, may)),
    }
    return render(request, "trials/record.html", context)


@requires("trials.look", record=queries.trial_by_slug)
@require_POST
def look(request: HttpRequest, trial: Trial) -> HttpResponse:
    """See the primary result, which is written down."""
    try:
        looking.take_look(by=request.actor, trial=trial)
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("trials:record", trial.slug)


@requires("portfolio.record_evidence", record=queries.trial_by_slug)
@require_POST
def conclude(request: HttpRequest, trial: Trial) -> HttpResponse:
    """Make the result evidence of the project, and a claim if asked."""
    told = told_of(trial)
    if told is None:
        messages.error(request, _("There is no result yet: import the data first."))
        return redirect("trials:record", trial.slug)
    try:
        evidence = conclusions.record_finding(by=request.actor, told=told)
        may_publish = policy.allows(request.actor, "portfolio.publish", trial.project)
        is_published = bool(request.POST.get("publish") and told.has_answer and may_publish)
        if is_published:
            conclusions.publish_finding(by=request.actor, told=told, evidence=evidence)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("trials:record", trial.slug)
    if is_published:
        messages.success(request, _("The number will stand on the project's public page."))
    else:
        messages.success(request, _("The result is now evidence of the project."))
    return redirect("portfolio:record", trial.project.slug)


@requires("trials.view", record=queries.trial_by_slug)
def pdf(request: HttpRequest, trial: Trial) -> HttpResponse:
    told = told_of(trial)
    if told is None:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="{trial.slug}.pdf"'}
    return HttpResponse(report.pdf_of(told), content_type="application/pdf", headers=headers)


@requires("trials.export_package", record=queries.trial_by_slug)
def package(request: HttpRequest, trial: Trial) -> HttpResponse:
    return packed(request, trial)


@requires("trials.read_public_package", record=queries.trial_by_slug)
def public_package(request: HttpRequest, trial: Trial) -> HttpResponse:
    """Only of a result that the public page shows, and where its rows may be published too."""
    analysis = queries.latest_analysis(trial)
    shown = queries.shown_analyses(trial.project).filter(dataset__is_open=True)
    if analysis is None or not shown.filter(pk=analysis.pk).exists():
        raise Http404
    return packed(request, trial)


def packed(request: HttpRequest, trial: Trial) -> HttpResponse:
    told = told_of(trial)
    if told is None:
        raise Http404
    path, name = conclusions.kept_package(told), f"{trial.slug}.zip"
    return send_file(request, path, content_type="application/zip", filename=name, is_attachment=True)
