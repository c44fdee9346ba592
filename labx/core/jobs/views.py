"""Pages of long work."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from labx.core.gate import requires
from labx.core.jobs import queries
from labx.core.jobs.actions import NotNow, cancel_job, repeat_job
from labx.core.jobs.models import Job
from labx.core.jobs.tables import jobs_table


@requires("core.list_jobs")
def index(request: HttpRequest) -> HttpResponse:
    listing = jobs_table().read(request, queries.jobs_of(request.actor))
    return listing.download() or render(request, "jobs/index.html", {"listing": listing})


@requires("core.see_job", record=queries.job)
def job(request: HttpRequest, found: Job) -> HttpResponse:
    return render(request, "jobs/job.html", {"job": queries.progress_of(found, request.actor), "row": found})


@requires("core.cancel_job", record=queries.job)
@require_POST
def cancel(request: HttpRequest, found: Job) -> HttpResponse:
    try:
        cancel_job(by=request.actor, job=found)
    except NotNow as refusal:
        messages.warning(request, str(refusal))
    return redirect("jobs:job", found.pk)


@requires("core.repeat_job", record=queries.job)
@require_POST
def repeat(request: HttpRequest, found: Job) -> HttpResponse:
    try:
        repeat_job(by=request.actor, job=found)
    except NotNow as refusal:
        messages.warning(request, str(refusal))
    return redirect("jobs:job", found.pk)
