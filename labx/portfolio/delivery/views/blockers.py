"""What keeps projects waiting, and which procedure a purchase needs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.packs.grades import FactGrade
from labx.core.pages.comparison import set_beside
from labx.portfolio.delivery import forms, queries, tables
from labx.portfolio.delivery.actions import blockers as actions
from labx.portfolio.delivery.models import Blocker
from labx.portfolio.delivery.packs import procedure_for
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("delivery.list_blockers")
def everywhere(request: HttpRequest) -> HttpResponse:
    listing = tables.EVERYWHERE.read(request, Blocker.objects.select_related("project"))
    return listing.download() or render(request, "delivery/everywhere.html", {"listing": listing})


@requires("delivery.view", record=project_by_slug)
def of_project(request: HttpRequest, project: Project) -> HttpResponse:
    found = project.blockers.select_related("project")
    listing = tables.OF_PROJECT.read(request, found)
    shown = {
        "project": project,
        "listing": listing,
        "days": queries.days_lost(found, timezone.localdate()),
        "open": [one for one in found if one.is_open],
        "may_change": policy.allows(request.actor, "delivery.manage_blockers", project),
    }
    return listing.download() or render(request, "delivery/blockers.html", shown)


@requires("delivery.manage_blockers", record=project_by_slug)
def new(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.BlockerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_blocker(by=request.actor, project=project, **form.cleaned_data)
        except actions.NotPossible as error:
            form.add_error(error.place, str(error))
        else:
            messages.success(request, _("Noted. Its days are counted until you close it."))
            return redirect("delivery:blockers", project.slug)
    return render(request, "delivery/new_blocker.html", {"form": form, "project": project})


@requires("delivery.manage_blockers", record=queries.blocker_by_id)
def edit(request: HttpRequest, blocker: Blocker) -> HttpResponse:
    form = forms.EditBlockerForm(request.POST or None, instance=blocker, initial={"edition": blocker.edition})
    project = blocker.project
    if request.method == "POST" and form.is_valid():
        stored = Blocker.objects.get(pk=blocker.pk)
        try:
            actions.edit_blocker(by=request.actor, blocker=stored, **form.cleaned_data)
        except actions.NotPossible as error:
            form.add_error(error.place, str(error))
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, actions.snapshot(stored), stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("delivery:blockers", project.slug)
    kept = Blocker.objects.get(pk=blocker.pk)
    return render(request, "delivery/edit_blocker.html", {"form": form, "project": project, "blocker": kept})


@requires("delivery.manage_blockers", record=queries.blocker_by_id)
@require_POST
def reopen(request: HttpRequest, blocker: Blocker) -> HttpResponse:
    try:
        actions.reopen_blocker(by=request.actor, blocker=blocker, edition=blocker.edition)
    except EditedMeanwhile as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The blocker is open again."))
    return redirect("delivery:blockers", blocker.project.slug)


@requires("delivery.choose_procedure")
def procedure(request: HttpRequest) -> HttpResponse:
    form = forms.ProcedureForm(request.GET or None)
    shown: dict[str, Any] = {"form": form, **queries.thresholds()}
    if form.is_valid():
        given = form.cleaned_data
        chosen = procedure_for(shown["content"], float(given["valor"]), given["data"])
        shown |= {"is_asked": True, "chosen": chosen, "grade": FactGrade(chosen["grade"]) if chosen else None}
    return render(request, "delivery/procedure.html", shown)
