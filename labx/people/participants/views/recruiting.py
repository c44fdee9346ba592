"""Recruitment: opened, drawn in the open, invited, answered; and what anyone may see of the draw."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.jobs.actions import start
from labx.core.pages.comparison import set_beside
from labx.people.participants import forms, queries, recruitment_forms, telling
from labx.people.participants.actions import inviting
from labx.people.participants.actions import recruiting as actions
from labx.people.participants.attributes import BALANCED
from labx.people.participants.errors import PanelProblem
from labx.people.participants.models import Invitation, Recruitment
from labx.people.participants.tables import INVITATIONS, RECRUITMENTS


@requires("participants.view")
def index(request: HttpRequest) -> HttpResponse:
    listing = RECRUITMENTS.read(request, queries.recruitments())
    may = policy.allows(request.actor, "participants.recruit")
    return listing.download() or render(
        request, "participants/recruiting/list.html", {"listing": listing, "may_recruit": may}
    )


@requires("participants.recruit")
def new(request: HttpRequest) -> HttpResponse:
    form = recruitment_forms.RecruitmentForm(
        request.POST or None, initial={"method": "stratified", "strata": ["age_band"]}
    )
    if request.method == "POST" and form.is_valid():
        made = actions.open_recruitment(by=request.actor, **form.cleaned_data)
        messages.success(request, _("The recruitment is open. The hash of its seed is shown from now on."))
        return redirect("participants:recruitment", made.code)
    return render(request, "participants/recruiting/new.html", {"form": form})


@requires("participants.view_recruitment", record=queries.recruitment_called)
def record(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    listing = INVITATIONS.read(request, queries.invitations_of(recruitment))
    context: dict[str, Any] = {
        "recruitment": recruitment,
        "listing": listing,
        "quotas": telling.quotas(recruitment),
        "narrowed": telling.narrowed(recruitment),
        "cells": telling.cells(recruitment, recruitment.result["cells"]) if recruitment.result else [],
        "may": policy.allows(request.actor, "participants.recruit", recruitment),
        "eligible": 0 if recruitment.drawn_at else queries.eligible(recruitment).count(),
        "job": telling.draw_under_way(recruitment, request.actor),
    }
    return listing.download() or render(request, "participants/recruiting/record.html", context)


@requires("participants.recruit", record=queries.recruitment_called)
def edit(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    form = recruitment_forms.EditRecruitmentForm(request.POST or None, initial=recruitment_forms.written(recruitment))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_recruitment(by=request.actor, recruitment=recruitment, **form.cleaned_data)
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            stored = queries.recruitment_called(recruitment.code)
            typed = recruitment_forms.written(SimpleNamespace(**form.cleaned_data))
            set_beside(form, recruitment_forms.written(stored), stored.edition, typed=typed)
        except PanelProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("participants:recruitment", recruitment.code)
    return render(request, "participants/recruiting/edit.html", {"form": form, "recruitment": recruitment})


@requires("participants.recruit", record=queries.recruitment_called)
@require_POST
def draw(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    if recruitment.drawn_at or recruitment.closed_at:
        messages.error(request, _("The draw was made already, or the recruitment is closed."))
    else:
        start("participants.draw", by=request.actor, project=recruitment.project_id, recruitment=recruitment.code)
    return redirect("participants:recruitment", recruitment.code)


@requires("participants.recruit", record=queries.recruitment_called)
@require_POST
def invite(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    try:
        sent = inviting.invite_drawn(by=request.actor, recruitment=recruitment)
    except PanelProblem as problem:
        messages.error(request, str(problem))
    else:
        told = ngettext("%(count)s person was invited.", "%(count)s people were invited.", sent) % {"count": sent}
        messages.success(request, told if sent else _("Everyone of the list who may be invited was invited already."))
    return redirect("participants:recruitment", recruitment.code)


@requires("participants.recruit", record=queries.recruitment_called)
def attendance(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    """Tick who came."""
    accepted = list(queries.invitations_of(recruitment).filter(reply="accepted", took_part_at=None))
    if request.method == "POST":
        came = [one for one in accepted if str(one.pk) in request.POST.getlist("came")]
        try:
            count = inviting.note_took_part(by=request.actor, recruitment=recruitment, invitations=came)
        except PanelProblem as problem:
            messages.error(request, str(problem))
        else:
            told = ngettext("%(count)s participation noted.", "%(count)s participations noted.", count)
            messages.success(request, told % {"count": count})
        return redirect("participants:recruitment", recruitment.code)
    context = {"recruitment": recruitment, "accepted": accepted}
    return render(request, "participants/recruiting/attendance.html", context)


@requires("participants.recruit", record=queries.recruitment_called)
def close(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close_recruitment(by=request.actor, recruitment=recruitment, why=form.cleaned_data["why"])
        return redirect("participants:recruitment", recruitment.code)
    return render(request, "participants/recruiting/close.html", {"form": form, "recruitment": recruitment})


@requires("participants.answer_invitation", record=queries.invitation_by_id)
def invitation(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Note what somebody answered by telephone or letter."""
    if request.method == "POST":
        form = recruitment_forms.ReplyForm(request.POST)
        if form.is_valid():
            try:
                inviting.reply(by=request.actor, invitation=invitation, answer=form.cleaned_data["answer"])
            except PanelProblem as problem:
                messages.error(request, str(problem))
            else:
                messages.success(request, _("The answer is noted."))
        return redirect("participants:recruitment", invitation.recruitment.code)
    return render(request, "participants/recruiting/invitation.html", {"invitation": invitation})


@requires("participants.view_recruitment", record=queries.drawn_called)
def draw_file(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    """All that is needed to repeat the draw."""
    file = JsonResponse(queries.document(recruitment), json_dumps_params={"ensure_ascii": False})
    file["Content-Disposition"] = f'attachment; filename="sorteio-{recruitment.code}.json"'
    return file


@requires("participants.see_draws", record=queries.recruitment_called)
def public_draw(request: HttpRequest, recruitment: Recruitment) -> HttpResponse:
    """What anyone may see: the commitment before, the seed after, the chances; never a pseudonym."""
    context = {
        "recruitment": recruitment,
        "quotas": telling.quotas(recruitment),
        "groups": [BALANCED[name][0] for name in recruitment.strata],
        "cells": telling.cells(recruitment, queries.public_cells(recruitment)) if recruitment.result else [],
        "people": len(recruitment.pool) if recruitment.pool else 0,
        "back": reverse("participants:begin"),
    }
    return render(request, "participants/recruiting/public.html", context)
