"""Pages of one project: the challenge it answers, and what it does to protect people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.core.pages.comparison import set_beside
from labx.portfolio.challenges import forms, queries, rubric
from labx.portfolio.challenges.actions import ethics as actions
from labx.portfolio.challenges.models import SignOff
from labx.portfolio.challenges.problems import NotNow
from labx.portfolio.forms import ReasonForm
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("challenges.see_origin", record=project_by_slug)
def origin(request: HttpRequest, project: Project) -> HttpResponse:
    challenge = getattr(project, "challenge", None)
    return render(request, "challenges/origin.html", {"project": project, "challenge": challenge})


@requires("challenges.see_ethics", record=project_by_slug)
def ethics(request: HttpRequest, project: Project) -> HttpResponse:
    care = queries.care_of(project)
    context = {
        "project": project,
        "care": care,
        "answers": queries.answered_questions(care.screening) if care.screening else [],
        "required": [SignOff.Kind(kind).label for kind in care.required],
        "withdrawn": SignOff.objects.filter(project=project, withdrawn_at__isnull=False),
        "may_answer": policy.allows(request.actor, "challenges.answer_screening", project),
        "may_sign": policy.allows(request.actor, "challenges.sign_off", project),
        "pack": rubric.state_of(care.screening.questions.pack if care.screening else rubric.newest(rubric.QUESTIONS)),
    }
    return render(request, "challenges/ethics.html", context)


@requires("challenges.answer_screening", record=project_by_slug)
def answer(request: HttpRequest, project: Project) -> HttpResponse:
    screening = queries.screening_of(project)
    questions = rubric.questions_of(rubric.newest(rubric.QUESTIONS))
    form = forms.ScreeningForm(request.POST or None, questions=questions, screening=screening)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("note", "edition")}
        try:
            actions.answer_screening(by=request.actor, project=project, answers=form.answers(), **words)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, form.given_in(screening), screening.edition if screening else 0)
        else:
            messages.success(request, _("Saved."))
            return redirect("challenges:ethics", project.slug)
    return render(request, "challenges/answer.html", {"form": form, "project": project})


@requires("challenges.sign_off", record=project_by_slug)
def sign(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.SignOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_sign_off(by=request.actor, project=project, **form.cleaned_data)
        except NotNow as error:
            form.add_error("signed_on", str(error))
        else:
            messages.success(request, _("The sign-off is recorded."))
            return redirect("challenges:ethics", project.slug)
    return render(request, "challenges/sign.html", {"form": form, "project": project})


@requires("challenges.sign_off", record=queries.sign_off_by_id)
def withdraw_sign_off(request: HttpRequest, sign_off: SignOff) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_sign_off(by=request.actor, sign_off=sign_off, why=form.cleaned_data["why"])
        return redirect("challenges:ethics", sign_off.project.slug)
    context = {"form": form, "sign_off": sign_off, "project": sign_off.project}
    return render(request, "challenges/withdraw_sign_off.html", context)
