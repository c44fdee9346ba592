"""Every field of the projects as a table, and projects brought from one."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.tables.schema import TableRefused
from labx.portfolio import forms, intake, queries
from labx.portfolio.actions.bringing import bring_projects
from labx.portfolio.models import Import
from labx.portfolio.tables import EVERY_FIELD

SHOWN = 100


@requires("portfolio.list_projects")
def table(request: HttpRequest) -> HttpResponse:
    projects = queries.projects_of(request.actor).prefetch_related("entities__entity", "partners__partner")
    listing = EVERY_FIELD.read(request, projects)
    shown = {"listing": listing, "may_import": policy.allows(request.actor, "portfolio.import_projects")}
    return listing.download() or render(request, "portfolio/table.html", shown)


@requires("portfolio.import_projects")
def bring(request: HttpRequest) -> HttpResponse:
    """Check a file, and take it where nothing is wrong or the faulty rows may be left out."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    read: intake.Table | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            read = read_upload(given["file"], request)
        except TableRefused as error:
            form.add_error("file", str(error))
        else:
            is_clean = not read.problems or given["leave_out_faulty"]
            if is_clean and read.rows and not given["check_only"] and (brought := taken(request, form, read.rows)):
                return redirect("portfolio:import_record", brought.pk)
    shown = {"form": form, "read": read, "problems": read.problems[:SHOWN] if read else []}
    return render(request, "portfolio/import.html", shown)


def taken(request: HttpRequest, form: forms.ImportForm, rows: list[intake.Row]) -> Import | None:
    """What was brought; nothing where somebody edited one of the projects since the file was checked."""
    try:
        brought = bring_projects(by=request.actor, rows=rows, file=form.cleaned_data["file"].name)
    except EditedMeanwhile as error:
        form.add_error("file", str(error))
        return None
    text = ngettext("%(count)s project taken from the file.", "%(count)s projects taken from the file.", len(rows))
    messages.success(request, text % {"count": len(rows)})
    return brought


def read_upload(upload: UploadedFile, request: HttpRequest) -> intake.Table:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tabela"
        with path.open("wb") as file:
            for piece in upload.chunks():
                file.write(piece)
        return intake.read_projects(path, upload.name or "", request.actor)
