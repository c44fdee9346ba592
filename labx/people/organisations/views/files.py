"""Bringing a file: upload, columns, preview with what is wrong and what is here already, decision, undo."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labx.core.files.sending import send_file, send_made
from labx.core.files.uploads import UploadRefused
from labx.core.gate import requires
from labx.core.jobs import queries as jobs
from labx.core.tables.reader import preview, sniff
from labx.core.tables.schema import TableRefused
from labx.core.tables.writer import dialect_for, write_csv
from labx.people.organisations import forms, importing, queries, tables
from labx.people.organisations.actions import imports
from labx.people.organisations.errors import NotNow
from labx.people.organisations.models import Import

PREVIEWED = 20
SHOWN = 300


def there(file: Import) -> HttpResponse:
    return redirect("organisations:import", file.id)


@requires("organisations.bring")
def index(request: HttpRequest) -> HttpResponse:
    listing = tables.IMPORTS.read(request, queries.imports())
    return listing.download() or render(request, "organisations/imports.html", {"listing": listing})


@requires("organisations.bring")
def upload(request: HttpRequest) -> HttpResponse:
    form = forms.UploadForm(request.POST or None, request.FILES or None, initial={"kind": Import.Kind.ENTITIES})
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("kind", "source")}
        given = form.cleaned_data["file"]
        try:
            file = imports.keep_upload(by=request.actor, pieces=given.chunks(), name=given.name, **words)
        except UploadRefused as error:
            form.add_error("file", str(error))
        else:
            return redirect("organisations:columns", file.id)
    return render(request, "organisations/upload.html", {"form": form})


@requires("organisations.bring", record=queries.import_by_id)
def columns(request: HttpRequest, file: Import) -> HttpResponse:
    """Show the first rows and ask which column says what; then check every row as a job."""
    context: dict[str, Any] = {"file": file}
    try:
        found = sniff(file.path, name=file.original_name)
        shown = preview(file.path, found, rows=PREVIEWED)
    except TableRefused as error:
        return render(request, "organisations/unreadable.html", {**context, "error": error}, status=422)
    form = forms.ColumnsForm(request.POST or None, kind=file.kind, headers=list(shown.headers))
    if request.method == "POST" and form.is_valid():
        try:
            imports.start_check(by=request.actor, file=file, form=asdict(found), columns=form.columns())
        except NotNow as problem:
            messages.error(request, str(problem))
        return there(file)
    context |= {"form": form, "shown": shown, "format": found}
    return render(request, "organisations/columns.html", context)


@requires("organisations.bring", record=queries.import_by_id)
def file(request: HttpRequest, file: Import) -> HttpResponse:
    """What the check found, the decision, and what became of it."""
    form = forms.DecideForm(request.POST if request.method == "POST" else None, file=file)
    if request.method == "POST" and (form.is_valid() or not form.fields):
        try:
            imports.start_import(by=request.actor, file=file, **form.decided())
        except NotNow as problem:
            messages.error(request, str(problem))
        return there(file)
    job = jobs.job(file.job) if file.job else None
    context = {
        "file": file,
        "form": form,
        "job": jobs.progress_of(job, request.actor) if job else None,
        "problems": file.problems[:SHOWN],
        "twins": file.twins[:SHOWN],
        "new_rows": file.good_rows - file.known_rows - file.similar_rows,
        "list": "organisations:entities" if file.kind == Import.Kind.ENTITIES else "organisations:partners",
        "is_entities": file.kind == Import.Kind.ENTITIES,
    }
    return render(request, "organisations/import.html", context)


@requires("organisations.bring", record=queries.import_by_id)
def original(request: HttpRequest, file: Import) -> HttpResponse:
    """The file exactly as it was uploaded, never shown in the browser."""
    name = file.original_name
    return send_file(request, file.path, content_type="application/octet-stream", filename=name, is_attachment=True)


@requires("organisations.bring", record=queries.import_by_id)
def faulty(request: HttpRequest, file: Import) -> HttpResponseBase:
    """The faulty rows as CSV, each with what is wrong with it."""
    named, rows = importing.faulty_rows(file)
    made = write_csv(named, rows, dialect=dialect_for(get_language()))
    headers = {"Content-Disposition": 'attachment; filename="linhas-com-erro.csv"', "Cache-Control": "no-store"}
    return send_made(request, made, content_type="text/csv; charset=utf-8", headers=headers)


@requires("organisations.bring", record=queries.import_by_id)
def undo(request: HttpRequest, file: Import) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            imports.start_undo(by=request.actor, file=file, why=form.cleaned_data["why"])
        except NotNow as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("The import is being undone."))
        return there(file)
    return render(request, "organisations/undo_import.html", {"form": form, "file": file})
