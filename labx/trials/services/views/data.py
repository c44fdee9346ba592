"""Bringing in a file of events, and taking it back: handed in here, read by the worker."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.files.sending import send_file
from labx.core.files.uploads import UploadRefused
from labx.core.gate import requires
from labx.core.jobs.models import Job
from labx.core.jobs.queries import progress_of
from labx.core.tables.reader import Preview, preview, sniff
from labx.core.tables.schema import TableRefused
from labx.trials.services import forms, queries, rows, tables
from labx.trials.services.actions import bringing
from labx.trials.services.models import KEPT_DAYS, EventFile, Service

PREVIEWED = 10


@requires("services.bring_data", record=queries.service_by_slug)
def files(request: HttpRequest, service: Service) -> HttpResponse:
    """Hand a file in; the worker reads it, and its own page says how far that is."""
    form = forms.EventsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        upload = given.pop("file")
        said = {"name": upload.name or "", **{word: given.pop(word) for word in forms.SAID_OF_FILE}}
        try:
            kept = bringing.keep_file(by=request.actor, service=service, pieces=upload.chunks(), **said)
            bringing.start_bringing(by=request.actor, file=kept, **given)
            return redirect("services:file", service.slug, kept.pk)
        except (UploadRefused, bringing.NotNow) as error:
            form.add_error("file", str(error))
    listing = tables.FILES.read(request, service.files.select_related("service"))
    shown = {"form": form, "service": service, "listing": listing, "words": words_of(service), "days": KEPT_DAYS}
    return listing.download() or render(request, "services/data.html", shown)


@requires("services.bring_data", record=queries.file_of)
def record(request: HttpRequest, file: EventFile) -> HttpResponse:
    """What became of a file: how far the work is, what is wrong in it, what can be done next."""
    listing = tables.PROBLEMS.read(request, file.problems)
    job = Job.objects.filter(pk=file.job).first()
    url = reverse("services:file", args=[file.service.slug, file.pk])
    shown: dict[str, Any] = {
        "file": file,
        "service": file.service,
        "listing": listing,
        "job": replace(progress_of(job, request.actor), url=url) if job else None,
        "first": first_rows(file),
    }
    return listing.download() or render(request, "services/file.html", shown)


def first_rows(file: EventFile) -> Preview | None:
    """As they stand in the file, for whoever decides whether to bring it in."""
    if file.state not in (EventFile.State.CHECKED, EventFile.State.REFUSED) or not file.has_original:
        return None
    try:
        return preview(file.path, sniff(file.path, name=file.name), rows=PREVIEWED)
    except TableRefused:
        return None


@requires("services.bring_data", record=queries.file_of)
@require_POST
def bring(request: HttpRequest, file: EventFile) -> HttpResponse:
    """Bring in what was checked, refused or taken back."""
    form = forms.HowForm(request.POST)
    form.is_valid()
    try:
        bringing.start_bringing(by=request.actor, file=file, **form.cleaned_data)
    except bringing.NotNow as error:
        messages.error(request, str(error))
    return redirect("services:file", file.service.slug, file.pk)


@requires("services.bring_data", record=queries.file_of)
def original(request: HttpRequest, file: EventFile) -> HttpResponse:
    """The file exactly as it was handed in, never shown in the browser."""
    if not file.has_original:
        messages.error(request, _("The file itself is no longer kept. Hand it in again."))
        return redirect("services:file", file.service.slug, file.pk)
    return send_file(
        request, file.path, content_type="application/octet-stream", filename=file.name, is_attachment=True
    )


@requires("services.bring_data", record=queries.file_of)
def undo(request: HttpRequest, file: EventFile) -> HttpResponse:
    """Ask first; then have every event of the file taken back."""
    if request.method == "POST":
        try:
            bringing.start_undoing(by=request.actor, file=file)
        except bringing.NotNow as error:
            messages.error(request, str(error))
        return redirect("services:file", file.service.slug, file.pk)
    return render(request, "services/undo.html", {"file": file, "service": file.service})


def words_of(service: Service) -> list[tuple[str, str, str]]:
    """Each column of a file: its name, what it says, the words it takes."""
    events = ", ".join(words[0] for words in rows.KINDS.values())
    return [
        (
            "transacao",
            _("The number of the transaction. It is scrambled in the log: use none that names a person."),
            "",
        ),
        ("acontecimento", _("What happened."), events),
        ("momento", _("When, such as 2026-03-01 14:30."), ""),
        ("aparelho", _("Optional."), ", ".join(rows.DEVICES.values())),
        ("canal", _("Optional."), ", ".join(rows.CHANNELS.values())),
        ("grupo", _("Optional. A code of this service's groups."), ", ".join(code for code, _label in service.groups)),
        ("passo", _("A code of this service's steps."), ", ".join(code for code, _label in service.steps)),
        ("valor", _("Of an answer 1 to 5; of a cost, euros."), ""),
    ]
