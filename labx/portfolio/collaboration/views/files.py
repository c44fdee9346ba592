"""Files of a project's things."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.files.sending import send_file
from labx.core.files.uploads import UploadRefused
from labx.core.gate import requires
from labx.portfolio.collaboration import forms, queries, things
from labx.portfolio.collaboration.actions import attachments as actions
from labx.portfolio.collaboration.content import FileRefused
from labx.portfolio.collaboration.models import Attachment
from labx.portfolio.collaboration.tables import FILES
from labx.portfolio.forms import ReasonForm
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("collaboration.read", record=project_by_slug)
def index(request: HttpRequest, project: Project) -> HttpResponse:
    listing = FILES.read(request, queries.files_of(project))
    context = {
        "listing": listing,
        "project": project,
        "kind": things.PROJECT.name,
        "may_attach": policy.allows(request.actor, "collaboration.attach", project),
    }
    return listing.download() or render(request, "collaboration/files.html", context)


@requires("collaboration.attach", record=things.thing_called)
def attach(request: HttpRequest, thing: Any) -> HttpResponse:
    form = forms.FileForm(request.POST or None, request.FILES or None)
    project = things.project_of(thing)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        words = {name: form.cleaned_data[name] for name in ("description", "id")}
        try:
            actions.attach_file(by=request.actor, thing=thing, pieces=file.chunks(), name=file.name, **words)
        except (FileRefused, UploadRefused) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The file is kept."))
            return redirect("collaboration:files", project.slug)
    return render(request, "collaboration/attach.html", {"form": form, "project": project, "thing": things.said(thing)})


@requires("collaboration.read", record=queries.file_by_id)
def record(request: HttpRequest, file: Attachment) -> HttpResponse:
    about = queries.about([file]).get((file.kind, file.thing_id))
    may_remove = policy.allows(request.actor, "collaboration.remove_file", file)
    context = {"file": file, "project": file.project, "about": about, "may_remove": may_remove}
    return render(request, "collaboration/file.html", context)


@requires("collaboration.open_file", record=queries.file_by_id)
def content(request: HttpRequest, file: Attachment) -> HttpResponseBase:
    """Always handed over to be kept, never shown inside our pages; the browser does not guess its type."""
    sent = send_file(
        request, file.path, content_type=file.content_type, filename=file.original_name, is_attachment=True
    )
    sent.headers["X-Content-Type-Options"] = "nosniff"
    sent.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return sent


@requires("collaboration.remove_file", record=queries.file_by_id)
def remove(request: HttpRequest, file: Attachment) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.remove_file(by=request.actor, attachment=file, why=form.cleaned_data["why"])
        messages.success(request, _("The file is removed."))
        return redirect("collaboration:files", file.project.slug)
    return render(request, "collaboration/remove_file.html", {"form": form, "file": file, "project": file.project})
