"""Bringing in a file of events, and taking it back."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labx.core.gate import requires
from labx.core.tables.schema import TableRefused
from labx.trials.services import forms, intake, queries, rows, tables
from labx.trials.services.actions import bringing
from labx.trials.services.models import EventFile, Service

PREVIEWED = 10


@requires("services.bring_data", record=queries.service_by_slug)
def files(request: HttpRequest, service: Service) -> HttpResponse:
    """Check a file, and take it where nothing is wrong or the faulty rows may be left out."""
    form = forms.EventsForm(request.POST or None, request.FILES or None)
    read: intake.Read | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            read = read_upload(given["file"], service)
            if may_take(read, given):
                taken = bringing.bring_events(
                    by=request.actor, service=service, rows=read.rows, name=given["file"].name, sha256=read.sha256
                )
                text = ngettext(
                    "%(count)s event taken from the file.", "%(count)s events taken from the file.", taken.rows
                )
                messages.success(request, text % {"count": taken.rows})
                return redirect("services:record", service.slug)
        except (TableRefused, bringing.NotAgain) as error:
            form.add_error("file", str(error))
    listing = tables.files_table().read(request, service.files.select_related("service"))
    shown = {"form": form, "service": service, "read": read, "listing": listing, "words": words_of(service)}
    shown["shown"] = read.rows[:PREVIEWED] if read else []
    return listing.download() or render(request, "services/data.html", shown)


def may_take(read: intake.Read, given: dict[str, object]) -> bool:
    is_clean = not read.problem_count or bool(given["leave_out_faulty"])
    return bool(is_clean and read.rows and not given["check_only"])


def words_of(service: Service) -> list[tuple[str, str, str]]:
    """Each column of a file: its name, what it says, the words it takes."""
    events = ", ".join(words[0] for words in rows.KINDS.values())
    return [
        (
            "transacao",
            _("The number of the transaction. It is scrambled and never kept: use none that names a person."),
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


def read_upload(upload: UploadedFile, service: Service) -> intake.Read:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tabela"
        with path.open("wb") as file:
            for piece in upload.chunks():
                file.write(piece)
        return intake.read_events(path, upload.name or "", service)


@requires("services.bring_data", record=queries.file_of)
def undo(request: HttpRequest, file: EventFile) -> HttpResponse:
    """Ask first; then take every event of the file back."""
    if request.method == "POST":
        bringing.undo_events(by=request.actor, file=file)
        messages.success(request, _("The events of the file are taken back. You can bring it in again."))
        return redirect("services:data", file.service.slug)
    return render(request, "services/undo.html", {"file": file, "service": file.service})
