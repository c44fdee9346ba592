"""What the team tells beside the public page: an announcement, deviations from the plan, the case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio.catalogue import forms, queries
from labx.portfolio.catalogue.actions import announcements, cases, deviations
from labx.portfolio.catalogue.models import Announcement, Case, Deviation
from labx.portfolio.forms import ReasonForm
from labx.portfolio.models import Project, Protocol
from labx.portfolio.queries import project_by_slug, protocol_by_code


@requires("catalogue.announce", record=project_by_slug)
def announcement(request: HttpRequest, project: Project) -> HttpResponse:
    current = Announcement.objects.filter(project=project).first()
    initial = {"edition": current.edition if current else 0}
    form = forms.AnnouncementForm(request.POST or None, instance=current, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            announcements.write_announcement(by=request.actor, project=project, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            stored = Announcement.objects.get(project=project)
            set_beside(form, announcements.snapshot(stored), stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("catalogue:announcement", project.slug)
    context = {"form": form, "project": project, "announcement": Announcement.objects.filter(project=project).first()}
    return render(request, "catalogue/announcement.html", context)


@requires("catalogue.announce", record=project_by_slug)
@require_POST
def announce(request: HttpRequest, project: Project) -> HttpResponse:
    try:
        announcements.announce(by=request.actor, project=project)
    except announcements.NotReady as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The experiment stands in the public register."))
    return redirect("catalogue:announcement", project.slug)


def announced(slug: str) -> Announcement:
    return get_object_or_404(Announcement.objects.select_related("project"), project__slug=slug)


@requires("catalogue.announce", record=announced)
def end_announcement(request: HttpRequest, announcement: Announcement) -> HttpResponse:
    project = announcement.project
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        announcements.end_announcement(by=request.actor, project=project, why=form.cleaned_data["why"])
        messages.success(request, _("The experiment no longer stands in the public register."))
        return redirect("catalogue:announcement", project.slug)
    return render(request, "catalogue/end_announcement.html", {"form": form, "project": project})


@requires("catalogue.record_deviation", record=protocol_by_code)
def deviation(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    form = forms.DeviationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deviations.record_deviation(by=request.actor, protocol=protocol, **form.cleaned_data)
        except announcements.NotReady as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is recorded, and stands in the table of the public page."))
            return redirect("catalogue:deviation", protocol.project.slug, protocol.code, protocol.version)
    context = {
        "form": form,
        "protocol": protocol,
        "project": protocol.project,
        "deviations": protocol.deviations.all(),
    }
    return render(request, "catalogue/deviation.html", context)


@requires("catalogue.record_deviation", record=queries.deviation_by_id)
def withdraw_deviation(request: HttpRequest, deviation: Deviation) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    protocol = deviation.protocol
    if request.method == "POST" and form.is_valid():
        deviations.withdraw_deviation(by=request.actor, deviation=deviation, why=form.cleaned_data["why"])
        return redirect("catalogue:deviation", protocol.project.slug, protocol.code, protocol.version)
    context = {"form": form, "deviation": deviation, "protocol": protocol, "project": protocol.project}
    return render(request, "catalogue/withdraw_deviation.html", context)


@requires("catalogue.write_case", record=project_by_slug)
def write_case(request: HttpRequest, project: Project) -> HttpResponse:
    current = Case.objects.filter(project=project).first()
    form = forms.CaseForm(
        request.POST or None, instance=current, initial={"edition": current.edition if current else 0}
    )
    if request.method == "POST" and form.is_valid():
        try:
            cases.write_case(by=request.actor, project=project, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            stored = Case.objects.get(project=project)
            set_beside(form, cases.snapshot(stored), stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("portfolio:record", project.slug)
    return render(request, "catalogue/write_case.html", {"form": form, "project": project})
