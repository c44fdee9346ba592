"""Prototypes, version by version, and the sessions in which people tried them."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio.forms import ReasonForm
from labx.portfolio.learning import forms, queries
from labx.portfolio.learning.actions import prototypes as actions
from labx.portfolio.learning.models import Prototype, Session
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.learning.tables import PROTOTYPES, SESSIONS
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("learning.view", record=project_by_slug)
def index(request: HttpRequest, project: Project) -> HttpResponse:
    standing = Count("sessions", filter=Q(sessions__withdrawn_at=None))
    found = Prototype.objects.filter(project=project).select_related("project", "idea").annotate(session_count=standing)
    listing = PROTOTYPES.read(request, found)
    may_record = policy.allows(request.actor, "learning.record", project)
    context = {"listing": listing, "project": project, "may_record": may_record}
    return listing.download() or render(request, "learning/prototypes.html", context)


@requires("learning.view", record=queries.prototype_by_id)
def record(request: HttpRequest, prototype: Prototype) -> HttpResponse:
    may_read = policy.allows(request.actor, "learning.read_sessions", prototype)
    sessions = SESSIONS.read(request, queries.sessions_of(prototype)) if may_read else None
    context = {
        "prototype": prototype,
        "project": prototype.project,
        "next": Prototype.objects.filter(previous=prototype).first(),
        "counts": queries.task_counts(prototype),
        "findings": prototype.findings.all(),
        "sessions": sessions,
        "withdrawn": prototype.sessions.filter(withdrawn_at__isnull=False).count(),
        "may_record": policy.allows(request.actor, "learning.record", prototype),
    }
    return (sessions and sessions.download()) or render(request, "learning/prototype.html", context)


@requires("learning.record", record=project_by_slug)
def new(request: HttpRequest, project: Project) -> HttpResponse:
    return made(request, project, forms.PrototypeForm(request.POST or None, project=project), None)


@requires("learning.record", record=queries.prototype_by_id)
def next_version(request: HttpRequest, prototype: Prototype) -> HttpResponse:
    initial = {name: getattr(prototype, name) for name in ("name", "idea", "fidelity")}
    initial["tasks"] = "\n".join(task.text for task in prototype.tasks.all())
    form = forms.PrototypeForm(request.POST or None, project=prototype.project, initial=initial)
    return made(request, prototype.project, form, prototype)


def made(request: HttpRequest, project: Project, form: forms.PrototypeForm, previous: Prototype | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            prototype = actions.make_prototype(by=request.actor, project=project, previous=previous, **form.words())
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The version is written down. Now let people try it."))
            return redirect("learning:prototype", project.slug, prototype.pk)
    return render(request, "learning/new_prototype.html", {"form": form, "project": project, "previous": previous})


@requires("learning.record", record=queries.prototype_by_id)
def edit(request: HttpRequest, prototype: Prototype) -> HttpResponse:
    initial = {"edition": prototype.edition}
    form = forms.EditPrototypeForm(request.POST or None, instance=prototype, project=prototype.project, initial=initial)
    stored = queries.prototype_by_id(prototype.project.slug, prototype.pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_prototype(by=request.actor, prototype=stored, **form.words())
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, {name: getattr(stored, name) for name in actions.WORDS}, stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("learning:prototype", stored.project.slug, stored.pk)
    context = {"form": form, "project": stored.project, "prototype": stored, "tasks": stored.tasks.all()}
    return render(request, "learning/edit_prototype.html", context)


@requires("learning.record", record=queries.prototype_by_id)
def new_session(request: HttpRequest, prototype: Prototype) -> HttpResponse:
    form = forms.SessionForm(request.POST or None, prototype=prototype)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("participant_code", "held_on", "note")}
        try:
            actions.record_session(by=request.actor, prototype=prototype, results=form.results(), **words)
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The session is written down."))
            return redirect("learning:prototype", prototype.project.slug, prototype.pk)
    context = {"form": form, "project": prototype.project, "prototype": prototype, "has_tasks": bool(form.tasks)}
    return render(request, "learning/new_session.html", context)


@requires("learning.record", record=queries.session_by_id)
def withdraw_session(request: HttpRequest, session: Session) -> HttpResponse:
    form, prototype = ReasonForm(request.POST or None), session.prototype
    if request.method == "POST" and form.is_valid():
        actions.withdraw_session(by=request.actor, session=session, why=form.cleaned_data["why"])
        messages.success(request, _("The session counts no more."))
        return redirect("learning:prototype", prototype.project.slug, prototype.pk)
    results = session.results.select_related("task")
    context = {
        "form": form,
        "session": session,
        "results": results,
        "prototype": prototype,
        "project": prototype.project,
    }
    return render(request, "learning/withdraw_session.html", context)


@requires("learning.record", record=queries.prototype_by_id)
def new_test_finding(request: HttpRequest, prototype: Prototype) -> HttpResponse:
    form = forms.TestFindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_test_finding(by=request.actor, prototype=prototype, **form.cleaned_data)
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            return redirect("learning:prototype", prototype.project.slug, prototype.pk)
    context = {"form": form, "project": prototype.project, "prototype": prototype}
    return render(request, "learning/new_test_finding.html", context)
