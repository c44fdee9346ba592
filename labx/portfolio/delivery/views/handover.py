"""Handing over, and the owner's answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio.actions.evidence import NotReady
from labx.portfolio.delivery import forms, queries
from labx.portfolio.delivery.actions import handover as actions
from labx.portfolio.delivery.asking import follow_up_of
from labx.portfolio.delivery.jobs import ask_one
from labx.portfolio.delivery.models import FollowUp, Handover
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("delivery.view", record=project_by_slug)
def handover(request: HttpRequest, project: Project) -> HttpResponse:
    found = queries.handover_of(project)
    shown = {
        "project": project,
        "handover": found,
        "things": things(found) if found else [],
        "may_change": policy.allows(request.actor, "delivery.hand_over", project),
        "may_ask": policy.allows(request.actor, "delivery.ask_follow_up", project),
    }
    return render(request, "delivery/handover.html", shown)


def things(handover: Handover) -> list[tuple[str, str, object]]:
    """Each thing that must be there: its name, what is said of it, and the day on which it was."""
    fields = {name: Handover._meta.get_field(name) for name in actions.THINGS}
    return [
        (str(fields[name].verbose_name), getattr(handover, name), getattr(handover, f"{name}_on"))
        for name in actions.THINGS
    ]


@requires("delivery.hand_over", record=project_by_slug)
def edit(request: HttpRequest, project: Project) -> HttpResponse:
    kept = queries.handover_of(project)
    instance, edition = (kept, kept.edition) if kept else (Handover(project=project), 0)
    form = forms.HandoverForm(request.POST or None, instance=instance, initial={"edition": edition})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_handover(by=request.actor, project=project, **form.cleaned_data)
        except NotReady as error:
            form.add_error(None, str(error))
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            stored = Handover.objects.get(project=project)
            set_beside(form, {name: getattr(stored, name) for name in actions.EDITABLE}, stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("delivery:handover", project.slug)
    return render(request, "delivery/edit_handover.html", {"form": form, "project": project})


@requires("delivery.ask_follow_up", record=queries.follow_up_by_id)
@require_POST
def ask(request: HttpRequest, follow_up: FollowUp) -> HttpResponse:
    """Ask now instead of tomorrow morning; whoever was asked a fortnight ago at most is left in peace."""
    ask_one.defer(follow_up=str(follow_up.pk))
    messages.success(request, _("The e-mail is sent as soon as the post is free, unless one went out recently."))
    return redirect("delivery:handover", follow_up.handover.project.slug)


@requires("delivery.answer_follow_up", record=follow_up_of)
def answer(request: HttpRequest, follow_up: FollowUp) -> HttpResponse:
    """The owner's short form: no account, one page, once."""
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_follow_up(by=request.actor, follow_up=follow_up, **form.cleaned_data)
        except actions.AlreadyAnswered:
            follow_up.refresh_from_db()
        else:
            return redirect(request.path)
    shown = {"form": form, "follow_up": follow_up, "handover": follow_up.handover}
    return render(request, "delivery/answer.html", shown)
