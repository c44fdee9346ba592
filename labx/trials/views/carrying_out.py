"""Carrying a trial out: drawing the next unit, closing, deciding by the plan's rule."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.gate import requires
from labx.portfolio.actions.evidence import NotReady
from labx.portfolio.forms import ReasonForm
from labx.trials import queries
from labx.trials.actions import NotNow
from labx.trials.lottery import allocating, closing
from labx.trials.lottery.forms import DecisionForm, UnitForm
from labx.trials.lottery.sealing import revealed_seed
from labx.trials.lottery.tables import drawn_table
from labx.trials.models import Allocation, Trial
from labx.trials.plan.parts import SITUATIONS
from labx.trials.plan.reading import read_plan
from labx.trials.plan.shape import Plan
from labx.trials.telling.summaries import decision_text
from labx.trials.views.results import told_of


@requires("trials.allocate", record=queries.trial_by_slug)
def lottery(request: HttpRequest, trial: Trial) -> HttpResponse:
    """Draw the next unit. How many are in each group is not shown: it would help to guess the next one."""
    plan = read_plan(trial.protocol.plan)
    if plan.randomisation.scheme in allocating.AT_ONCE:
        return whole_list(request, trial, plan)
    if plan.randomisation.scheme not in allocating.ONE_AT_A_TIME:
        raise Http404
    form, drawn = UnitForm(request.POST or None, plan=plan), None
    if request.method == "POST" and form.is_valid():
        drawn = drawn_for(request, trial, form)
    context = {
        "trial": trial,
        "plan": plan,
        "form": UnitForm(plan=plan) if drawn else form,
        "drawn": drawn,
        "unit": form.cleaned_data["unit"] if drawn else "",
        "arm": plan.arm(drawn.arm).label if drawn else "",
        "count": trial.allocations.count(),
        "seed": revealed_seed(trial),
        "faults": allocating.verified(trial) if trial.closed_at else [],
    }
    return render(request, "trials/lottery.html", context)


def whole_list(request: HttpRequest, trial: Trial, plan: Plan) -> HttpResponse:
    """Pairs and orders: everyone is known before, so all are drawn at once, and everyone may see who got what."""
    if request.method == "POST":
        try:
            allocating.draw_listed(by=request.actor, trial=trial)
            messages.success(request, _("The list is drawn and written down."))
        except NotNow as error:
            messages.error(request, str(error))
        return redirect("trials:lottery", trial.slug)
    listing = drawn_table(plan).read(request, trial.allocations.all())
    context = {
        "trial": trial,
        "plan": plan,
        "listing": listing,
        "count": trial.allocations.count(),
        "seed": revealed_seed(trial),
        "faults": allocating.verified(trial) if trial.closed_at else [],
    }
    return listing.download() or render(request, "trials/listed.html", context)


def drawn_for(request: HttpRequest, trial: Trial, form: UnitForm) -> Allocation | None:
    try:
        return allocating.allocate(by=request.actor, trial=trial, **form.drawn())
    except allocating.BadUnit as error:
        form.add_error(error.field, str(error))
    except NotNow as error:
        form.add_error(None, str(error))
    return None


@requires("trials.close", record=queries.trial_by_slug)
def close(request: HttpRequest, trial: Trial) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        closing.close_trial(by=request.actor, trial=trial, why=form.cleaned_data["why"])
        messages.success(request, _("The trial is closed."))
        return redirect("trials:record", trial.slug)
    scheme = read_plan(trial.protocol.plan).randomisation.scheme
    is_drawn_here = scheme in allocating.ONE_AT_A_TIME + allocating.AT_ONCE
    return render(request, "trials/close.html", {"form": form, "trial": trial, "is_drawn_here": is_drawn_here})


@requires("portfolio.record_decision", record=queries.trial_by_slug)
def decide(request: HttpRequest, trial: Trial) -> HttpResponse:
    """Decide by the rule that was fixed before the result was known."""
    told = told_of(trial)
    if told is None:
        messages.error(request, _("There is nothing to decide on yet: the result has not been seen."))
        return redirect("trials:record", trial.slug)
    ruled, standing = closing.decision_by_rule(told), closing.standing_decision(trial)
    initial = {"outcome": ruled or None, "standing": standing.pk if standing else None}
    form = DecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            closing.decide(by=request.actor, told=told, **form.cleaned_data)
        except NotNow as error:
            form.add_error("departs_because", str(error))
        except NotReady as error:
            form.add_error(None, str(error))
            standing = closing.standing_decision(trial)
            form.data = {**form.data.dict(), "standing": str(standing.pk) if standing else ""}
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect("portfolio:record", trial.project.slug)
    context = {
        "form": form,
        "trial": trial,
        "told": told,
        "standing": standing,
        "ruled": decision_text(ruled) if ruled else "",
        "situation": SITUATIONS[told.situation],
    }
    return render(request, "trials/decide.html", context)
