"""Files that brought projects: what each began and changed, what stays and why, and taking the rest back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.gate import requires
from labx.core.jobs import queries as jobs
from labx.core.jobs.models import State
from labx.portfolio import forms, imported
from labx.portfolio.actions import bringing, taking_back
from labx.portfolio.models import Import
from labx.portfolio.tables import IMPORTED, IMPORTS, PROBLEMS


@requires("portfolio.import_projects")
def index(request: HttpRequest) -> HttpResponse:
    listing = IMPORTS.read(request, imported.imports())
    return listing.download() or render(request, "portfolio/imports.html", {"listing": listing})


@requires("portfolio.import_projects", record=imported.import_by_id)
def record(request: HttpRequest, brought: Import) -> HttpResponse:
    """What the worker found in the file and what it wrote; the decision, where one is wanted."""
    form = forms.TakeForm(request.POST if request.method == "POST" else None, brought=brought)
    if request.method == "POST" and form.is_valid():
        try:
            bringing.start_bringing(by=request.actor, brought=brought, leave_out_faulty=bool(brought.problem_count))
        except bringing.NotNow as problem:
            messages.error(request, str(problem))
        return redirect("portfolio:import_record", brought.pk)
    rows = imported.rows_of(brought)
    listing, problems = IMPORTED.read(request, rows), PROBLEMS.read(request, brought.problems)
    job = jobs.job(brought.job) if brought.job else None
    context = {
        "brought": brought,
        "form": form,
        "listing": listing,
        "problems": problems,
        "going": sum(row.state == "brought" for row in rows),
        "job": jobs.progress_of(job, request.actor) if job and job.state != State.DONE else None,
        "is_here": brought.path.exists(),
    }
    return listing.download() or problems.download() or render(request, "portfolio/imported.html", context)


@requires("portfolio.import_projects", record=imported.import_by_id)
def undo(request: HttpRequest, brought: Import) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            taking_back.start_undo(by=request.actor, brought=brought, why=form.cleaned_data["why"])
        except bringing.NotNow as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("The file is being taken back."))
        return redirect("portfolio:import_record", brought.pk)
    rows = imported.rows_of(brought)
    going = sum(row.state == "brought" for row in rows)
    context = {"form": form, "brought": brought, "going": going, "staying": len(rows) - going}
    return render(request, "portfolio/undo_import.html", context)
