"""Decisions, published numbers, and the public page's text."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.gate import requires
from labx.core.pages import formats
from labx.portfolio import forms, queries
from labx.portfolio.actions import evidence as actions
from labx.portfolio.models import Claim, Project
from labx.portfolio.views.projects import edited


@requires("portfolio.record_decision", record=queries.project_by_slug)
def decide(request: HttpRequest, project: Project) -> HttpResponse:
    found = list(project.evidence.all())
    form = forms.DecisionForm(request.POST or None, evidence=found)
    if request.method == "POST" and form.is_valid():
        words = ("outcome", "reasons", "decided_by", "decided_on", "dissent", "would_change")
        try:
            actions.record_decision(
                by=request.actor,
                project=project,
                citations=form.citations(),
                replaces=project.decisions.filter(replaced_by=None).first(),
                **{name: form.cleaned_data[name] for name in words},
            )
        except actions.NotReady as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect("portfolio:record", project.slug)
    return render(request, "portfolio/decide.html", {"form": form, "project": project, "evidence": found})


@requires("portfolio.edit_project", record=queries.project_by_slug)
def public_page(request: HttpRequest, project: Project) -> HttpResponse:
    return edited(request, project, forms.EditPublicPageForm, "portfolio/edit_public.html")


@requires("portfolio.publish", record=queries.project_by_slug)
@require_POST
def publish(request: HttpRequest, project: Project) -> HttpResponse:
    try:
        actions.publish_project(by=request.actor, project=project)
    except actions.NotReady as error:
        messages.error(request, str(error))
        return redirect("portfolio:edit_public", project.slug)
    messages.success(request, _("The page is public."))
    return redirect("portfolio:public", project.slug)


@requires("portfolio.publish", record=queries.project_by_slug)
def embargo(request: HttpRequest, project: Project) -> HttpResponse:
    """Set or change the moment from which everyone reads the page."""
    form = forms.EmbargoForm(request.POST or None, initial={"at": project.published_at})
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_project(by=request.actor, project=project, at=form.cleaned_data["at"])
        except actions.NotReady as error:
            form.add_error("at", str(error))
        else:
            moment = formats.day(project.published_at, "DATETIME_FORMAT")
            messages.success(request, _("The page becomes public on %(moment)s.") % {"moment": moment})
            return redirect("portfolio:record", project.slug)
    return render(request, "portfolio/embargo.html", {"form": form, "project": project})


@requires("portfolio.publish", record=queries.project_by_slug)
def unpublish(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.unpublish_project(by=request.actor, project=project, why=form.cleaned_data["why"])
        return redirect("portfolio:record", project.slug)
    return render(request, "portfolio/unpublish.html", {"form": form, "project": project})


def claim_by_id(slug: str, claim: str) -> Claim:
    return get_object_or_404(Claim.objects.select_related("project"), pk=claim, project__slug=slug)


@requires("portfolio.publish", record=claim_by_id)
def withdraw(request: HttpRequest, claim: Claim) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_claim(by=request.actor, claim=claim, why=form.cleaned_data["why"])
        return redirect("portfolio:record", claim.project.slug)
    return render(request, "portfolio/withdraw.html", {"form": form, "claim": claim, "project": claim.project})
