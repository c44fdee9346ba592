"""Bringing people's data into a trial: upload, columns, import with progress, undo."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.files.sending import send_file
from labx.core.files.uploads import UploadRefused
from labx.core.gate import requires
from labx.core.tables.reader import Preview, preview, sniff
from labx.core.tables.schema import TableRefused
from labx.portfolio.forms import ReasonForm
from labx.trials import actions, queries
from labx.trials.intake.forms import FormatForm, MappingForm, UploadForm
from labx.trials.models import KEPT_DAYS, Dataset, Trial
from labx.trials.plan.reading import read_plan

PREVIEWED = 200


@requires("trials.import_data", record=queries.trial_by_slug)
def upload(request: HttpRequest, trial: Trial) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("source", "started_on", "measured_until", "is_open")}
        file = form.cleaned_data["file"]
        try:
            dataset = actions.keep_upload(by=request.actor, trial=trial, pieces=file.chunks(), name=file.name, **words)
        except UploadRefused as error:
            form.add_error("file", str(error))
        except actions.BadDays as error:
            form.add_error("measured_until", str(error))
        else:
            return redirect("trials:columns", trial.slug, dataset.id)
    choose_again(request, form)
    return render(request, "trials/upload.html", {"form": form, "trial": trial})


def choose_again(request: HttpRequest, form: UploadForm) -> None:
    """What was typed stays in the form; a file does not, which nobody sees before sending it again."""
    if form.errors and request.FILES and "file" not in form.errors:
        form.add_error("file", _("Choose the file again: browsers do not keep it when a page comes back."))


@requires("trials.view", record=queries.dataset_by_id)
def record(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    context = {
        "dataset": dataset,
        "trial": dataset.trial,
        "job": queries.progress_of(dataset, request.actor),
        "kept_days": KEPT_DAYS,
        "may": {
            name: policy.allows(request.actor, f"trials.{name}", dataset) for name in ("import_data", "download_data")
        },
    }
    return render(request, "trials/dataset.html", context)


@requires("trials.import_data", record=queries.dataset_by_id)
def columns(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    """Show the first rows and ask which column says what; then import as a job."""
    if not dataset.has_original:
        return no_longer_kept(request, dataset)
    context: dict[str, Any] = {"dataset": dataset, "trial": dataset.trial}
    try:
        found = sniff(dataset.path, name=dataset.original_name)
        otherwise = FormatForm(request.GET or None, found=found)
        form_of_file = otherwise.chosen()
        shown = preview(dataset.path, form_of_file, rows=PREVIEWED)
    except TableRefused as error:
        return render(request, "trials/unreadable.html", {**context, "error": error}, status=422)
    plan = read_plan(dataset.trial.protocol.plan)
    form = MappingForm(request.POST or None, headers=list(shown.headers), values=values_of(shown), plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_import(by=request.actor, dataset=dataset, form=asdict(form_of_file), mapping=form.mapping())
        except actions.NotNow as error:
            messages.error(request, str(error))
        return redirect("trials:dataset", dataset.trial.slug, dataset.id)
    context |= {"form": form, "shown": shown, "format": form_of_file, "otherwise": otherwise}
    return render(request, "trials/columns.html", context)


def no_longer_kept(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    messages.error(request, _("The file itself is no longer kept. Hand it in again."))
    return redirect("trials:dataset", dataset.trial.slug, dataset.id)


def values_of(shown: Preview) -> dict[str, list[str]]:
    """The different values of each column among the rows shown."""
    found: dict[str, list[str]] = {}
    for place, header in enumerate(shown.headers):
        found[header] = sorted({row[place] for row in shown.rows})
    return found


@requires("trials.download_data", record=queries.dataset_by_id)
def original(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    """The file exactly as it was uploaded, never shown in the browser."""
    if not dataset.has_original:
        return no_longer_kept(request, dataset)
    return send_file(
        request,
        dataset.path,
        content_type="application/octet-stream",
        filename=dataset.original_name,
        is_attachment=True,
    )


@requires("trials.import_data", record=queries.dataset_by_id)
def undo(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_undo(by=request.actor, dataset=dataset, why=form.cleaned_data["why"])
        except actions.NotNow as error:
            messages.error(request, str(error))
        return redirect("trials:dataset", dataset.trial.slug, dataset.id)
    return render(request, "trials/undo.html", {"form": form, "dataset": dataset, "trial": dataset.trial})
