"""The lab's desk, the list of projects, and one project's record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy, rooms
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio import forms, queries, story
from labx.portfolio.actions import projects as actions
from labx.portfolio.actions import stages
from labx.portfolio.models import Membership, Project, Stage
from labx.portfolio.tables import PROJECTS


@requires("portfolio.see_desk")
def desk(request: HttpRequest) -> HttpResponse:
    """What needs this person, and nothing else."""
    elsewhere = [link for room in rooms.rooms() if room.waiting for link in room.waiting(request.actor)]
    return render(
        request, "portfolio/desk.html", {"waiting": queries.waiting_for(request.actor), "elsewhere": elsewhere}
    )


@requires("portfolio.list_projects")
def index(request: HttpRequest) -> HttpResponse:
    listing = PROJECTS.read(request, queries.with_beginning(queries.projects_of(request.actor)))
    may_start = policy.allows(request.actor, "portfolio.create_project")
    return listing.download() or render(request, "portfolio/list.html", {"listing": listing, "may_start": may_start})


@requires("portfolio.create_project")
def new(request: HttpRequest) -> HttpResponse:
    form = forms.ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        project = actions.start_project(by=request.actor, **form.cleaned_data)
        messages.success(request, _("The project is started and you lead it. Next: write its protocol."))
        return redirect("portfolio:record", project.slug)
    return render(request, "portfolio/new.html", {"form": form})


@requires("portfolio.view_project", record=queries.project_by_slug)
def record(request: HttpRequest, project: Project) -> HttpResponse:
    return render(
        request,
        "portfolio/record.html",
        {
            "project": project,
            "moments": story.moments_of(project),
            "begin": story.begin_doors(project, request.actor),
            "claims": story.claims_of(project),
            "may": story.may(request.actor, project),
        },
    )


@requires("portfolio.edit_project", record=queries.project_by_slug)
def edit(request: HttpRequest, project: Project) -> HttpResponse:
    return edited(request, project, forms.EditProjectForm, "portfolio/edit.html")


def edited(request: HttpRequest, project: Project, form_class: type, template: str) -> HttpResponse:
    """Save a form of the project's words; a later edition by someone else is shown, never overwritten."""
    form = form_class(request.POST or None, instance=project, initial={"edition": project.edition})
    if request.method == "POST" and form.is_valid():
        stored = Project.objects.get(pk=project.pk)
        try:
            actions.edit_project(by=request.actor, project=stored, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, actions.snapshot(stored), stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("portfolio:record", project.slug)
    return render(request, template, {"form": form, "project": queries.project_by_slug(project.slug)})


@requires("portfolio.edit_project", record=queries.project_by_slug)
def move(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.StageForm(request.POST or None, initial={"stage": project.stage})
    if request.method == "POST" and form.is_valid():
        try:
            stages.move_project(
                by=request.actor,
                project=project,
                stage=Stage(form.cleaned_data["stage"]),
                why=form.cleaned_data["why"],
                on=form.cleaned_data["on"],
            )
        except stages.NeedsReason as error:
            form.add_error("why", str(error))
        except stages.NotThatDay as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("The project moved to another stage."))
            return redirect("portfolio:record", project.slug)
    return render(request, "portfolio/move.html", {"form": form, "project": project})


@requires("portfolio.manage_team", record=queries.project_by_slug)
def team(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_member(by=request.actor, project=project, **form.cleaned_data)
        return redirect("portfolio:team", project.slug)
    members = project.memberships.select_related("account").order_by("account__name")
    return render(request, "portfolio/team.html", {"form": form, "project": project, "members": members})


def membership_of(slug: str, membership: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("project"), pk=membership, project__slug=slug)


@requires("portfolio.manage_team", record=membership_of)
@require_POST
def remove_member(request: HttpRequest, membership: Membership) -> HttpResponse:
    actions.remove_member(by=request.actor, membership=membership)
    return redirect("portfolio:team", membership.project.slug)
