"""Files that brought people in: what each brought, who stays and why, and taking the others back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.gate import requires
from labx.core.jobs import queries as jobs
from labx.people.participants import forms, queries
from labx.people.participants.actions import imports as actions
from labx.people.participants.errors import PanelProblem
from labx.people.participants.models import Import
from labx.people.participants.tables import IMPORTS, STAYING


@requires("participants.import")
def index(request: HttpRequest) -> HttpResponse:
    listing = IMPORTS.read(request, queries.imports())
    return listing.download() or render(request, "participants/panel/imports.html", {"listing": listing})


@requires("participants.import", record=queries.import_by_id)
def record(request: HttpRequest, brought: Import) -> HttpResponse:
    people = queries.with_reason_to_stay(brought.brought.all())
    staying = people.exclude(stays="")
    listing = STAYING.read(request, staying)
    job = jobs.job(brought.job) if brought.job else None
    context = {
        "brought": brought,
        "listing": listing,
        "staying": staying.count(),
        "job": jobs.progress_of(job, request.actor) if job and not brought.undone_at else None,
    }
    return listing.download() or render(request, "participants/panel/imported.html", context)


@requires("participants.import", record=queries.import_by_id)
def undo(request: HttpRequest, brought: Import) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_undo(by=request.actor, brought=brought, why=form.cleaned_data["why"])
        except PanelProblem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("The import is being undone."))
        return redirect("participants:import_record", brought.pk)
    going = queries.with_reason_to_stay(brought.brought.all()).filter(stays="").count()
    context = {"form": form, "brought": brought, "going": going, "staying": brought.here - going}
    return render(request, "participants/panel/undo_import.html", context)
