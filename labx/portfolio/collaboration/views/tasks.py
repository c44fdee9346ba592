"""Tasks of a project, and everybody's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.actors import Actor
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio.collaboration import forms, queries
from labx.portfolio.collaboration.actions import tasks as actions
from labx.portfolio.collaboration.calendar import calendar_of
from labx.portfolio.collaboration.models import Task
from labx.portfolio.collaboration.tables import OWN_TASKS, TASKS
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("collaboration.read", record=project_by_slug)
def index(request: HttpRequest, project: Project) -> HttpResponse:
    listing = TASKS.read(request, queries.tasks_of(project))
    may_plan = policy.allows(request.actor, "collaboration.plan_tasks", project)
    context = {"listing": listing, "project": project, "may_plan": may_plan}
    return listing.download() or render(request, "collaboration/tasks.html", context)


@requires("collaboration.plan_tasks", record=project_by_slug)
def new(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.TaskForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        task = actions.make_task(by=request.actor, project=project, **form.cleaned_data)
        messages.success(request, _("The task is made."))
        return redirect("collaboration:task", project.slug, task.pk)
    return render(request, "collaboration/new_task.html", {"form": form, "project": project})


def may(actor: Actor, task: Task) -> dict[str, bool]:
    return {name: policy.allows(actor, f"collaboration.{name}", task) for name in ("plan_tasks", "finish_task")}


@requires("collaboration.read", record=queries.task_by_id)
def record(request: HttpRequest, task: Task) -> HttpResponse:
    context = {"task": task, "project": task.project, "may": may(request.actor, task)}
    return render(request, "collaboration/task.html", context)


@requires("collaboration.plan_tasks", record=queries.task_by_id)
def edit(request: HttpRequest, task: Task) -> HttpResponse:
    form = forms.EditTaskForm(
        request.POST or None, instance=task, project=task.project, initial={"edition": task.edition}
    )
    if request.method == "POST" and form.is_valid():
        stored = queries.task_by_id(task.project.slug, task.pk)
        try:
            actions.edit_task(by=request.actor, task=stored, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, as_shown(stored), stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("collaboration:task", task.project.slug, task.pk)
    return render(request, "collaboration/edit_task.html", {"form": form, "task": task, "project": task.project})


def as_shown(task: Task) -> dict[str, Any]:
    return {"title": task.title, "assignee": task.assignee, "due_on": task.due_on, "details": task.details}


@requires("collaboration.finish_task", record=queries.task_by_id)
@require_POST
def finish(request: HttpRequest, task: Task) -> HttpResponse:
    actions.finish_task(by=request.actor, task=task)
    messages.success(request, _("Done: “%(task)s”.") % {"task": task.title})
    return redirect("collaboration:task", task.project.slug, task.pk)


@requires("collaboration.finish_task", record=queries.task_by_id)
@require_POST
def reopen(request: HttpRequest, task: Task) -> HttpResponse:
    actions.reopen_task(by=request.actor, task=task)
    return redirect("collaboration:task", task.project.slug, task.pk)


@requires("collaboration.plan_tasks", record=queries.task_by_id)
def delete(request: HttpRequest, task: Task) -> HttpResponse:
    if request.method == "POST":
        actions.delete_task(by=request.actor, task=task)
        messages.success(request, _("The task is deleted."))
        return redirect("collaboration:tasks", task.project.slug)
    return render(request, "collaboration/delete_task.html", {"task": task, "project": task.project})


@requires("collaboration.see_own_tasks")
def own(request: HttpRequest) -> HttpResponse:
    listing = OWN_TASKS.read(request, queries.open_tasks_for(request.actor))
    return listing.download() or render(request, "collaboration/own_tasks.html", {"listing": listing})


@requires("collaboration.read", record=project_by_slug)
def project_calendar(request: HttpRequest, project: Project) -> HttpResponse:
    return sent(calendar_of(queries.tasks_of(project), project.title), f"{project.slug}.ics")


@requires("collaboration.see_own_tasks")
def own_calendar(request: HttpRequest) -> HttpResponse:
    return sent(calendar_of(queries.open_tasks_for(request.actor), _("Your tasks")), "tarefas.ics")


def sent(content: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=disposition)
