"""Writing the protocol of a trial, and opening the trial once it is frozen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio import queries as portfolio
from labx.portfolio.actions import protocols
from labx.portfolio.models import Project, Protocol
from labx.trials import actions, queries
from labx.trials.forms import PlanForm


@requires("portfolio.write_protocol", record=portfolio.project_by_slug)
def new(request: HttpRequest, project: Project) -> HttpResponse:
    templates = queries.plan_templates()
    chosen = next((one for one in templates if one["name"] == request.GET.get("modelo")), {})
    initial = {"question": project.question, "unit": _("person"), **chosen}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        protocol = protocols.write_protocol(
            by=request.actor,
            project=project,
            room="trials",
            plan=form.plan(),
            **form.words(),
        )
        return redirect("portfolio:protocol", project.slug, protocol.code, protocol.version)
    context = {"form": form, "project": project, "templates": templates, "chosen": chosen}
    return render(request, "trials/plan_form.html", context)


@requires("portfolio.write_protocol", record=queries.protocol_for_trial)
def edit(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    form = PlanForm(request.POST or None, initial=PlanForm.of(protocol))
    if request.method == "POST" and form.is_valid():
        try:
            protocols.edit_protocol(
                by=request.actor,
                protocol=protocol,
                edition=form.cleaned_data["edition"] or 0,
                plan=form.plan(),
                **form.words(),
            )
        except protocols.ProtocolFrozen as error:
            form.add_error(None, str(error))
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            stored = PlanForm.of(portfolio.protocol_by_code(protocol.project.slug, protocol.code, protocol.version))
            set_beside(form, stored, stored["edition"])
        else:
            messages.success(request, _("Saved."))
            return redirect("portfolio:protocol", protocol.project.slug, protocol.code, protocol.version)
    context = {"form": form, "project": protocol.project, "protocol": protocol}
    return render(request, "trials/plan_form.html", context)


@requires("trials.open", record=queries.protocol_for_trial)
@require_POST
def open_trial(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    try:
        trial = actions.open_trial(by=request.actor, protocol=protocol)
    except actions.NotNow as error:
        messages.error(request, str(error))
        return redirect("portfolio:protocol", protocol.project.slug, protocol.code, protocol.version)
    return redirect("trials:record", trial.slug)
