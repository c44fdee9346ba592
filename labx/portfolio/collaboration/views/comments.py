"""The conversation of a project and of each of its things."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio.collaboration import forms, queries, things
from labx.portfolio.collaboration.actions import comments as actions
from labx.portfolio.collaboration.models import Comment
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug

THREADS_A_PAGE = 20


def conversation_url(comment: Comment) -> str:
    page = reverse("collaboration:conversation", args=[comment.project.slug, comment.kind, comment.thing_id])
    return f"{page}#c-{comment.pk}"


@requires("collaboration.read", record=project_by_slug)
def of_project(request: HttpRequest, project: Project) -> HttpResponse:
    """Everything that was said in a project; what is written here is about the project itself."""
    return talked(request, project, queries.threads_of(project))


@requires("collaboration.read", record=things.thing_called)
def conversation(request: HttpRequest, thing: Any) -> HttpResponse:
    kind, project = things.kind_of(thing), things.project_of(thing)
    return talked(request, thing, queries.threads_of(project, kind.name, thing.pk))


def talked(request: HttpRequest, thing: Any, threads: Any) -> HttpResponse:
    form = forms.CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            comment = actions.write_comment(by=request.actor, thing=thing, **form.cleaned_data)
        except actions.NothingSaid as error:
            form.add_error("text", str(error))
        else:
            return redirect(conversation_url(comment))
    project = things.project_of(thing)
    page = Paginator(threads, THREADS_A_PAGE).get_page(request.GET.get("pagina"))
    about = queries.about(page.object_list)
    context = {
        "project": project,
        "thing": things.said(thing),
        "is_project": thing == project,
        "form": form,
        "page": page,
        "threads": [
            (about.get((thread.kind, thread.thing_id)), thread, marks(request, thread)) for thread in page.object_list
        ],
        "team": [person.name for person in actions.members(project)],
        "may_write": policy.allows(request.actor, "collaboration.write", project),
    }
    return render(request, "collaboration/conversation.html", context)


def marks(request: HttpRequest, thread: Comment) -> list[tuple[Comment, bool, bool]]:
    """A thread's comments, each with whether this reader may edit and delete it."""
    actor = request.actor
    leads = may_moderate(request, thread)
    return [
        (
            comment,
            not comment.is_deleted and comment.author_id == actor.id,
            not comment.is_deleted and (leads or comment.author_id == actor.id),
        )
        for comment in [thread, *thread.replies.all()]
    ]


def may_moderate(request: HttpRequest, thread: Comment) -> bool:
    """Asked once for a page: all its comments are of one project."""
    if not hasattr(request, "may_moderate"):
        rule = policy.permission("collaboration.delete_comment")
        held = policy.project_roles(request.actor, thread.project_id)
        request.may_moderate = bool(rule.roles & request.actor.roles or rule.project_roles & held)
    return request.may_moderate


@requires("collaboration.write", record=queries.comment_by_id)
def answer(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = forms.CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        thing = things.thing_called(comment.project.slug, comment.kind, comment.thing_id)
        try:
            written = actions.write_comment(by=request.actor, thing=thing, answers=comment, **form.cleaned_data)
        except actions.NothingSaid as error:
            form.add_error("text", str(error))
        else:
            return redirect(conversation_url(written))
    context = {"form": form, "comment": comment, "project": comment.project, "back": conversation_url(comment)}
    return render(request, "collaboration/answer.html", context)


@requires("collaboration.edit_comment", record=queries.comment_by_id)
def edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = forms.EditCommentForm(request.POST or None, initial={"text": comment.text, "edition": comment.edition})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_comment(by=request.actor, comment=comment, **form.cleaned_data)
        except actions.NothingSaid as error:
            form.add_error("text", str(error))
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, {"text": comment.text}, comment.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect(conversation_url(comment))
    context = {"form": form, "comment": comment, "project": comment.project, "back": conversation_url(comment)}
    return render(request, "collaboration/edit_comment.html", context)


@requires("collaboration.delete_comment", record=queries.comment_by_id)
def delete(request: HttpRequest, comment: Comment) -> HttpResponse:
    """One's own at a word; somebody else's with a reason."""
    is_own = comment.author_id == request.actor.id
    form = None if is_own else forms.DeleteCommentForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        actions.delete_comment(by=request.actor, comment=comment, why=form.cleaned_data["why"] if form else "")
        messages.success(request, _("The comment is deleted."))
        return redirect(conversation_url(comment))
    context = {"form": form, "comment": comment, "project": comment.project, "back": conversation_url(comment)}
    return render(request, "collaboration/delete_comment.html", context)


@requires("collaboration.read", record=queries.comment_by_id)
def versions(request: HttpRequest, comment: Comment) -> HttpResponse:
    context = {
        "comment": comment,
        "project": comment.project,
        "versions": comment.versions.order_by("-edition"),
        "back": conversation_url(comment),
    }
    return render(request, "collaboration/comment_versions.html", context)
