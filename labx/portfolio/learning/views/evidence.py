"""The evidence graph: picture and list, one thing of it, links, and what does not hold."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy, rooms
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio.forms import ReasonForm
from labx.portfolio.learning import forms, queries, tables
from labx.portfolio.learning.actions import evidence as actions
from labx.portfolio.learning.actions.citing import take_as_evidence
from labx.portfolio.learning.models import Fall, Finding, Kind, Link
from labx.portfolio.learning.models.evidence import CITABLE, FINDINGS, MAY_FALL
from labx.portfolio.learning.nodes import EvidenceGraph, Node, node_at
from labx.portfolio.learning.picture import drawn
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("learning.view", record=project_by_slug)
def graph(request: HttpRequest, project: Project) -> HttpResponse:
    evidence = EvidenceGraph(project)
    nodes = tables.NODES.read(request, tables.node_rows(evidence))
    links = tables.LINKS.read(request, tables.link_rows(evidence.bonds))
    review = evidence.now.fallen | evidence.now.weakened
    context = {
        "project": project,
        "picture": drawn(evidence) if evidence.nodes else None,
        "nodes": nodes,
        "links": links,
        "under_review": queries.claims_among(evidence.some(review)),
        "may_record": policy.allows(request.actor, "learning.record", project),
    }
    return nodes.download() or links.download() or render(request, "learning/graph.html", context)


@requires("learning.view", record=node_at)
def node(request: HttpRequest, node: Node) -> HttpResponse:
    evidence = EvidenceGraph(node.project)
    if node.id not in evidence.nodes:  # a number that was withdrawn meanwhile
        return redirect("learning:graph", node.project.slug)
    found = evidence.if_fell(node.id)
    would = [(one, "fallen") for one in evidence.some(found.fallen - evidence.now.fallen - {node.id})]
    would += [(one, "weakened") for one in evidence.some(found.weakened - evidence.now.weakened)]
    reference = getattr(node.record, "reference", None)
    opened = rooms.open_reference(reference) if reference else None
    context = {
        "node": evidence.nodes[node.id],
        "project": node.project,
        "state": evidence.state_of(node),
        "fall": evidence.falls.get(node.id),
        "rests_on": evidence.rests_on(node),
        "bears_on": evidence.bears_on(node),
        "would": would,
        "opened": opened,
        "has_changed": bool(opened and opened.digest and opened.digest != reference.digest),
        "may_fall": node.kind in MAY_FALL,
        "is_finding": node.kind in FINDINGS,
        "may_take": node.kind in CITABLE and policy.allows(request.actor, "portfolio.record_evidence", node.project),
        "may_record": policy.allows(request.actor, "learning.record", node.project),
        "may_mark": policy.allows(request.actor, "learning.mark_fallen", node.project),
    }
    return render(request, "learning/node.html", context)


@requires("learning.record", record=project_by_slug)
def new_finding(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            finding = actions.record_finding(by=request.actor, project=project, **form.cleaned_data)
        except NotNow as error:
            form.add_error("source", str(error))
        else:
            messages.success(request, _("Written down. Now say what it supports or contradicts."))
            return redirect("learning:node", project.slug, finding.kind, finding.id)
    return render(request, "learning/new_finding.html", {"form": form, "project": project})


@requires("learning.record", record=node_at)
def edit_finding(request: HttpRequest, node: Node) -> HttpResponse:
    if node.kind not in FINDINGS:
        messages.error(request, _("This is edited where it was written."))
        return redirect(node.url)
    form = forms.EditFindingForm(request.POST or None, instance=node.record, initial={"edition": node.record.edition})
    if request.method == "POST" and form.is_valid():
        stored = Finding.objects.get(pk=node.id)
        try:
            actions.edit_finding(by=request.actor, finding=stored, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, actions.words_of(stored), stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect(node.url)
    return render(request, "learning/edit_finding.html", {"form": form, "node": node, "project": node.project})


@requires("learning.record", record=node_at)
def link(request: HttpRequest, node: Node) -> HttpResponse:
    choices = forms.node_choices(EvidenceGraph(node.project), without=node.id)
    form = forms.LinkForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("relation", "strength", "reason")}
        ends = [node.id, UUID(form.cleaned_data["other"])]
        source, target = ends if form.cleaned_data["direction"] == "from" else ends[::-1]
        try:
            actions.link_evidence(by=request.actor, project=node.project, source=source, target=target, **words)
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("They are linked."))
            return redirect(node.url)
    return render(request, "learning/link.html", {"form": form, "node": node, "project": node.project})


@requires("learning.record", record=queries.link_by_id)
def unlink(request: HttpRequest, link: Link) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.unlink_evidence(by=request.actor, link=link, why=form.cleaned_data["why"])
        messages.success(request, _("The link is taken away."))
        return redirect("learning:graph", link.project.slug)
    source = node_at(link.project.slug, link.source_kind, str(link.source_id))
    target = node_at(link.project.slug, link.target_kind, str(link.target_id))
    context = {"form": form, "link": link, "project": link.project, "source": source, "target": target}
    return render(request, "learning/unlink.html", context)


@requires("portfolio.record_evidence", record=node_at)
@require_POST
def take(request: HttpRequest, node: Node) -> HttpResponse:
    try:
        taken = take_as_evidence(by=request.actor, node=node)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect(node.url)
    messages.success(request, _("It is evidence now: a decision can cite it."))
    return redirect("learning:node", node.project.slug, Kind.EVIDENCE.value, taken.id)


@requires("learning.mark_fallen", record=node_at)
def fall(request: HttpRequest, node: Node) -> HttpResponse:
    """Says beforehand what would fall with it."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_fallen(by=request.actor, node=node, why=form.cleaned_data["why"])
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is marked, and so is what rests on it."))
            return redirect(node.url)
    evidence = EvidenceGraph(node.project)
    found, now = evidence.if_fell(node.id), evidence.now
    context = {
        "form": form,
        "node": node,
        "project": node.project,
        "falls": evidence.some(found.fallen - now.fallen - {node.id}),
        "weakened": evidence.some(found.weakened - now.weakened),
        "claims": queries.claims_among(evidence.some((found.fallen | found.weakened) - now.fallen - now.weakened)),
    }
    return render(request, "learning/fall.html", context)


@requires("learning.mark_fallen", record=queries.fall_by_id)
def lift(request: HttpRequest, fall: Fall) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    node = node_at(fall.project.slug, fall.kind, str(fall.node_id))
    if request.method == "POST" and form.is_valid():
        actions.lift_fall(by=request.actor, fall=fall, why=form.cleaned_data["why"])
        messages.success(request, _("It holds again, and what rests on it too."))
        return redirect(node.url)
    return render(request, "learning/lift.html", {"form": form, "fall": fall, "node": node, "project": fall.project})
