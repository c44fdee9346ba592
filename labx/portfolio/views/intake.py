"""Every field of the projects as a table, and a table of projects handed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from labx.core import policy
from labx.core.files.uploads import UploadRefused
from labx.core.gate import requires
from labx.portfolio import forms, queries
from labx.portfolio.actions.bringing import keep_file
from labx.portfolio.tables import EVERY_FIELD


@requires("portfolio.list_projects")
def table(request: HttpRequest) -> HttpResponse:
    projects = queries.projects_of(request.actor).prefetch_related("entities__entity", "partners__partner")
    listing = EVERY_FIELD.read(request, projects)
    shown = {"listing": listing, "may_import": policy.allows(request.actor, "portfolio.import_projects")}
    return listing.download() or render(request, "portfolio/table.html", shown)


@requires("portfolio.import_projects")
def bring(request: HttpRequest) -> HttpResponse:
    """Keep the file; the worker reads it, and its own page says what came of it."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        choices = {name: given[name] for name in ("check_only", "leave_out_faulty")}
        try:
            file = keep_file(by=request.actor, pieces=given["file"].chunks(), name=given["file"].name, **choices)
        except UploadRefused as error:
            form.add_error("file", str(error))
        else:
            return redirect("portfolio:import_record", file.pk)
    return render(request, "portfolio/import.html", {"form": form})
