"""The list of services, one service with its indicators, and what changes them."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.jobs.queries import progress_of
from labx.core.pages.comparison import set_beside
from labx.core.pages.progress import Progress
from labx.portfolio import queries as portfolio
from labx.portfolio.models import Project
from labx.trials.services import forms, queries, tables
from labx.trials.services.actions import records as actions
from labx.trials.services.actions import releases
from labx.trials.services.keeping import counted
from labx.trials.services.models import Release, Service
from labx.trials.services.report import service_pdf
from labx.trials.services.telling import (
    lines_divided,
    lines_of_series,
    lines_of_steps,
    series_chart,
    tell,
    time_allowed,
)


@requires("services.list")
def index(request: HttpRequest) -> HttpResponse:
    listing = tables.SERVICES.read(request, queries.services_of(request.actor))
    shown = {"listing": listing, "may_add": policy.allows(request.actor, "services.add")}
    return listing.download() or render(request, "services/list.html", shown)


@requires("services.view", record=portfolio.project_by_slug)
def of_project(request: HttpRequest, project: Project) -> HttpResponse:
    """The services of one project, among its other pages."""
    found = queries.services_of(request.actor).filter(project=project)
    listing = tables.OF_PROJECT.read(request, found)
    shown = {"listing": listing, "project": project, "may_add": policy.allows(request.actor, "services.add")}
    return listing.download() or render(request, "services/of_project.html", shown)


@requires("services.add")
def new(request: HttpRequest) -> HttpResponse:
    initial = {"project": request.GET.get("projeto")}
    form = forms.NewServiceForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        service = actions.add_service(by=request.actor, **form.cleaned_data)
        messages.success(request, _("The service is here. Next: bring in its events."))
        return redirect("services:record", service.slug)
    return render(request, "services/form.html", {"form": form})


@requires("services.view", record=queries.service_by_slug)
def record(request: HttpRequest, service: Service) -> HttpResponse:
    """Everything about one service; the address says which indicator is drawn."""
    found = counted(service)
    numbers = found.numbers
    told = tell(found.service, numbers)
    chosen = next(
        (one for one in told if one.indicator.code == request.GET.get("indicador")), told[0] if told else None
    )
    may = queries.may(request.actor, service)
    notes = list(service.releases.select_related("service"))
    lists: dict[str, Any] = {
        "indicators": tables.INDICATORS.read(request, told),
        "releases": tables.releases_table(may_edit=may["edit"]).read(
            request, service.releases.select_related("service")
        ),
        "steps": tables.STEPS.read(request, lines_of_steps(found.service, numbers) if numbers.transactions else []),
    }
    if chosen:
        lists["series"] = tables.SERIES.read(request, lines_of_series(chosen))
        lists["by_device"] = tables.BY_DEVICE.read(request, lines_divided(chosen, "device"))
        lists["by_group"] = tables.BY_GROUP.read(request, lines_divided(chosen, "group"))
    for listing in lists.values():
        if file := listing.download():
            return file
    shown = {"service": service, "numbers": numbers, "told": told, "chosen": chosen, "may": may, **lists}
    shown["time_allowed"] = time_allowed(found.service, numbers)
    shown["is_old"], shown["recount"] = found.is_old, recount_of(request, service) if found.is_old else None
    shown["chart"] = series_chart(chosen, notes) if chosen else None
    shown["may_see_project"] = bool(service.project) and policy.allows(
        request.actor, "portfolio.view_project", service.project
    )
    return render(request, "services/record.html", shown)


def recount_of(request: HttpRequest, service: Service) -> Progress | None:
    """How far the worker is that counts a changed service anew."""
    job = queries.recount_of(service)
    url = reverse("services:record", args=[service.slug])
    return replace(progress_of(job, request.actor), url=url) if job else None


@requires("services.view", record=queries.service_by_slug)
def pdf(request: HttpRequest, service: Service) -> HttpResponse:
    content = service_pdf(counted(service), list(service.releases.all()))
    headers = {"Content-Disposition": f'inline; filename="{service.slug}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@requires("services.edit", record=queries.service_by_slug)
def edit(request: HttpRequest, service: Service) -> HttpResponse:
    form = forms.EditServiceForm(request.POST or None, instance=service, initial={"edition": service.edition})
    if request.method == "POST" and form.is_valid():
        stored = Service.objects.select_related("entity").get(pk=service.pk)
        try:
            actions.edit_service(by=request.actor, service=stored, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, actions.snapshot(stored) | {"entity": stored.entity}, stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("services:record", service.slug)
    return render(request, "services/form.html", {"form": form, "service": queries.service_by_slug(service.slug)})


@requires("services.publish", record=queries.service_by_slug)
@require_POST
def publish(request: HttpRequest, service: Service) -> HttpResponse:
    actions.publish_indicators(by=request.actor, service=service)
    messages.success(request, _("Anyone can read the public page now."))
    return redirect("services:record", service.slug)


@requires("services.publish", record=queries.service_by_slug)
@require_POST
def withdraw(request: HttpRequest, service: Service) -> HttpResponse:
    actions.withdraw_indicators(by=request.actor, service=service)
    messages.success(request, _("The public page is withdrawn. You can publish it again."))
    return redirect("services:record", service.slug)


@requires("services.edit", record=queries.service_by_slug)
def new_release(request: HttpRequest, service: Service) -> HttpResponse:
    form = forms.ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            releases.note_release(by=request.actor, service=service, **form.cleaned_data)
        except releases.NotYet as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("Noted. The series shows the day."))
            return redirect("services:record", service.slug)
    return render(request, "services/release.html", {"form": form, "service": service})


@requires("services.edit", record=queries.release_of)
def edit_release(request: HttpRequest, release: Release) -> HttpResponse:
    form = forms.EditReleaseForm(request.POST or None, instance=release, initial={"edition": release.edition})
    if request.method == "POST" and form.is_valid():
        stored = Release.objects.select_related("service").get(pk=release.pk)
        try:
            releases.edit_release(by=request.actor, release=stored, **form.cleaned_data)
        except releases.NotYet as error:
            form.add_error("on", str(error))
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, releases.snapshot(stored), stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("services:record", release.service.slug)
    return render(request, "services/release.html", {"form": form, "service": release.service, "release": release})


@requires("services.edit", record=queries.release_of)
@require_POST
def remove_release(request: HttpRequest, release: Release) -> HttpResponse:
    releases.remove_release(by=request.actor, release=release)
    messages.success(request, _("The note is taken away."))
    return redirect("services:record", release.service.slug)
