"""The register of assumptions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio.forms import ReasonForm
from labx.portfolio.learning import forms, queries
from labx.portfolio.learning.actions import assumptions as actions
from labx.portfolio.learning.models import Assumption
from labx.portfolio.learning.models.evidence import MAY_FALL
from labx.portfolio.learning.nodes import EvidenceGraph
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.learning.tables import ASSUMPTIONS
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("learning.view", record=project_by_slug)
def index(request: HttpRequest, project: Project) -> HttpResponse:
    listing = ASSUMPTIONS.read(request, queries.assumptions_of(project))
    untested = [one for one in queries.assumptions_of(project) if one.is_open and not one.tested_by]
    context = {
        "listing": listing,
        "project": project,
        "untested": untested[:3],
        "may_record": policy.allows(request.actor, "learning.record", project),
    }
    return listing.download() or render(request, "learning/assumptions.html", context)


@requires("learning.view", record=queries.assumption_by_id)
def record(request: HttpRequest, assumption: Assumption) -> HttpResponse:
    graph = EvidenceGraph(assumption.project) if assumption.evidence_id else None
    evidence = graph.nodes.get(assumption.evidence_id) if graph else None
    context = {
        "assumption": assumption,
        "project": assumption.project,
        "evidence": evidence,
        "evidence_state": graph.state_of(evidence) if evidence else "",
        "may_record": policy.allows(request.actor, "learning.record", assumption),
    }
    return render(request, "learning/assumption.html", context)


@requires("learning.record", record=project_by_slug)
def new(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.AssumptionForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        actions.write_assumption(by=request.actor, project=project, **form.cleaned_data)
        messages.success(request, _("The assumption is in the register."))
        return redirect("learning:assumptions", project.slug)
    return render(request, "learning/new_assumption.html", {"form": form, "project": project})


@requires("learning.record", record=queries.assumption_by_id)
def edit(request: HttpRequest, assumption: Assumption) -> HttpResponse:
    project, stored = assumption.project, Assumption.objects.get(pk=assumption.pk)
    initial = {"edition": assumption.edition}
    form = forms.EditAssumptionForm(request.POST or None, instance=assumption, project=project, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_assumption(by=request.actor, assumption=stored, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, {name: getattr(stored, name) for name in actions.WORDS}, stored.edition)
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("learning:assumption", project.slug, assumption.pk)
    return render(request, "learning/edit_assumption.html", {"form": form, "project": project, "assumption": stored})


@requires("learning.record", record=queries.assumption_by_id)
def settle(request: HttpRequest, assumption: Assumption) -> HttpResponse:
    graph = EvidenceGraph(assumption.project)
    form = forms.SettleForm(request.POST or None, choices=forms.node_choices(graph, kinds=MAY_FALL))
    if request.method == "POST" and form.is_valid():
        chosen = {str(id): node for id, node in graph.nodes.items()}.get(form.cleaned_data["evidence"])
        words = {"has_held": form.cleaned_data["has_held"], "why": form.cleaned_data["why"]}
        try:
            actions.settle_assumption(by=request.actor, assumption=assumption, evidence=chosen, **words)
        except NotNow as error:
            form.add_error("evidence", str(error))
        else:
            messages.success(request, _("Recorded, with the evidence."))
            return redirect("learning:assumption", assumption.project.slug, assumption.pk)
    context = {"form": form, "project": assumption.project, "assumption": assumption}
    return render(request, "learning/settle.html", context)


@requires("learning.record", record=queries.assumption_by_id)
def reopen(request: HttpRequest, assumption: Assumption) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reopen_assumption(by=request.actor, assumption=assumption, why=form.cleaned_data["why"])
        return redirect("learning:assumption", assumption.project.slug, assumption.pk)
    context = {"form": form, "project": assumption.project, "assumption": assumption}
    return render(request, "learning/reopen.html", context)
