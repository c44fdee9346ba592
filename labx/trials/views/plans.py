"""Writing the protocol of a trial step by step, and opening the trial once it is frozen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.jobs import queries as jobs
from labx.core.pages.comparison import set_beside
from labx.portfolio import queries as portfolio
from labx.portfolio.actions import protocols
from labx.portfolio.models import Project, Protocol
from labx.trials import actions, queries
from labx.trials.forms import QuestionForm
from labx.trials.lottery import sealing
from labx.trials.sizing import asking
from labx.trials.sizing.pictures import sized
from labx.trials.steps.care import NoticeStep
from labx.trials.steps.draft import draft_of
from labx.trials.steps.form import StepForm
from labx.trials.steps.outcomes import OutcomeForm
from labx.trials.steps.registry import STEPS
from labx.trials.steps.sample import SampleStep
from labx.trials.telling.notices import level_of
from labx.trials.telling.summaries import outcome_line, summaries


@requires("portfolio.write_protocol", record=portfolio.project_by_slug)
def new(request: HttpRequest, project: Project) -> HttpResponse:
    """The question comes first; with it the protocol begins, and the other steps follow."""
    templates = queries.plan_templates()
    chosen = next((one for one in templates if one["name"] == request.GET.get("modelo")), None)
    words = chosen["words"] if chosen else {}
    form = QuestionForm(request.POST or None, initial={"question": project.question, **words})
    if request.method == "POST" and form.is_valid():
        plan = draft_of(chosen["plan"] if chosen else {})
        protocol = protocols.write_protocol(by=request.actor, project=project, room="trials", plan=plan, **form.words())
        return there(protocol, STEPS[0].slug)
    context = {
        "form": form,
        "project": project,
        "templates": templates,
        "chosen": chosen,
        "count": len(STEPS) + 1,
    }
    return render(request, "trials/plan_form.html", context)


def there(protocol: Protocol, slug: str) -> HttpResponse:
    return redirect("trials:plan_step", protocol.project.slug, protocol.code, protocol.version, slug)


def overview(protocol: Protocol) -> HttpResponse:
    return redirect("trials:edit_plan", protocol.project.slug, protocol.code, protocol.version)


@requires("portfolio.write_protocol", record=queries.protocol_for_trial)
def edit(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    """Everything the plan says so far, what is missing, and where each part is changed."""
    steps = summaries(protocol.plan)
    context = {
        "protocol": protocol,
        "project": protocol.project,
        "steps": steps,
        "next": next((step for step in steps if step.is_waiting), None),
        "is_whole": not any(step.holds for step in steps),
    }
    return render(request, "trials/plan_review.html", context)


@requires("portfolio.write_protocol", record=queries.protocol_for_trial)
def question(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    form = QuestionForm(request.POST or None, initial=QuestionForm.of(protocol))
    if request.method == "POST" and form.is_valid():
        answer = saved(request, protocol, form, protocol.plan, form.words(), QuestionForm.of)
        if answer:
            return answer
    context = {"form": form, "project": protocol.project, "protocol": protocol}
    return render(request, "trials/plan_form.html", context)


def saved(
    request: HttpRequest,
    protocol: Protocol,
    form: Any,
    plan: dict[str, Any],
    words: dict[str, str],
    shown: Callable[[Protocol], dict[str, Any]],
) -> HttpResponse | None:
    """Save and go to the overview; refuse a later edition, showing what was saved meanwhile beside what was typed."""
    try:
        edition = form.cleaned_data["edition"] or 0
        protocols.edit_protocol(by=request.actor, protocol=protocol, edition=edition, plan=plan, **words)
    except protocols.ProtocolFrozen as error:
        form.add_error(None, str(error))
    except EditedMeanwhile as error:
        form.add_error(None, str(error))
        stored = portfolio.protocol_by_code(protocol.project.slug, protocol.code, protocol.version)
        set_beside(form, shown(stored), stored.edition)
    else:
        messages.success(request, _("Saved."))
        return overview(protocol)
    return None


@requires("portfolio.write_protocol", record=queries.step_for_trial)
def step(request: HttpRequest, at: queries.PlanStep) -> HttpResponse:
    """One step: its fields, saved by itself."""
    protocol, draft = at.protocol, draft_of(at.protocol.plan)
    if at.step is OutcomeForm:
        context = {"protocol": protocol, "project": protocol.project, "outcomes": listed(draft), "step": at.step}
        return render(request, "trials/plan_outcomes.html", context)
    initial = {**at.step.shown(draft), "edition": protocol.edition}
    form = at.step(request.POST or None, draft=draft, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = {**draft, **form.written()}
        seal_where_needed(request, protocol, changed)
        answer = saved(request, protocol, form, changed, {}, lambda stored: at.step.shown(draft_of(stored.plan)))
        if answer:
            if at.step is SampleStep:
                asking.ask_for_size(by=request.actor, protocol=portfolio.protocol_by_code(*place_of(protocol)))
            return there(protocol, at.step.slug) if needs_more(at.step, draft, changed) else answer
    return drawn(request, protocol, at.step, form, draft)


def drawn(
    request: HttpRequest, protocol: Protocol, step: type[StepForm], form: StepForm, draft: dict[str, Any]
) -> HttpResponse:
    job = asking.latest(protocol, draft) if step is SampleStep and asking.is_simulated(draft) else None
    context = {
        "form": form,
        "step": step,
        "job": jobs.progress_of(job, request.actor) if job else None,
        "project": protocol.project,
        "protocol": protocol,
        "number": STEPS.index(step) + 2,
        "count": len(STEPS) + 1,
        "sized": sized(draft, (job.result or {}).get("found") if job else None) if step is SampleStep else None,
        "level": level_of((draft.get("notice") or {}).get("pt", "")) if step is NoticeStep else "",
    }
    return render(request, "trials/plan_step.html", context)


def place_of(protocol: Protocol) -> tuple[str, str, int]:
    return protocol.project.slug, protocol.code, protocol.version


def needs_more(step: type[StepForm], before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the page has more to ask or to show: another design's own fields, the size that was just reckoned."""
    return step in (SampleStep, NoticeStep) or before["design"] != after["design"]


def seal_where_needed(request: HttpRequest, protocol: Protocol, plan: dict[str, Any]) -> None:
    drawn = plan.get("randomisation") or {}
    hashed = drawn.get("seed_hash", "")
    if drawn.get("scheme") in sealing.DRAWN_HERE and (not hashed or sealing.is_spent(hashed, protocol)):
        drawn["seed_hash"] = sealing.seal_seed(by=request.actor, project=protocol.project)


def listed(draft: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [
        (place, str(OutcomeForm.base_fields["role"].choices[ROLES.index(one["role"])][1]), outcome_line(one))
        for place, one in enumerate(draft.get("outcomes") or [])
    ]


ROLES = [code for code, _label in OutcomeForm.base_fields["role"].choices]


@requires("portfolio.write_protocol", record=queries.outcome_for_trial)
def outcome(request: HttpRequest, at: queries.PlannedOutcome) -> HttpResponse:
    """One outcome, new or known."""
    protocol, draft = at.protocol, draft_of(at.protocol.plan)
    known = {} if at.place is None else OutcomeForm.shown_at(draft, at.place)
    initial = {"role": "guardrail" if draft.get("outcomes") else "primary", **known, "edition": protocol.edition}
    form = OutcomeForm(request.POST or None, draft=draft, place=at.place, initial=initial)
    if request.method == "POST" and form.is_valid():
        answer = saved(request, protocol, form, {**draft, **form.written()}, {}, lambda _stored: known)
        if answer:
            return there(protocol, OutcomeForm.slug)
    context = {"form": form, "step": OutcomeForm, "project": protocol.project, "protocol": protocol, "at": at}
    return render(request, "trials/plan_step.html", context)


@requires("portfolio.write_protocol", record=queries.outcome_for_trial)
@require_POST
def remove_outcome(request: HttpRequest, at: queries.PlannedOutcome) -> HttpResponse:
    protocol, draft = at.protocol, draft_of(at.protocol.plan)
    if at.place is None:
        raise Http404
    left = [one for place, one in enumerate(draft["outcomes"]) if place != at.place]
    sent = request.POST.get("edition", "")
    edition = int(sent) if sent.isdecimal() and len(sent) < 10 else protocol.edition
    try:
        protocols.edit_protocol(by=request.actor, protocol=protocol, edition=edition, plan={**draft, "outcomes": left})
        words = {"label": draft["outcomes"][at.place]["label"]}
        messages.success(request, _("“%(label)s” is no longer measured. Add it again if that was a mistake.") % words)
    except protocols.ProtocolFrozen as error:
        messages.error(request, str(error))
    except EditedMeanwhile:
        messages.error(request, _("Somebody changed the plan meanwhile, so nothing was removed. Look again below."))
    return there(protocol, OutcomeForm.slug)


@requires("trials.open", record=queries.protocol_for_trial)
@require_POST
def open_trial(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    try:
        trial = actions.open_trial(by=request.actor, protocol=protocol)
    except actions.NotNow as error:
        messages.error(request, str(error))
        return redirect("portfolio:protocol", protocol.project.slug, protocol.code, protocol.version)
    return redirect("trials:record", trial.slug)
