"""Ideas and the matrix by which one is chosen."""

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
from labx.portfolio.learning.actions import ideas as actions
from labx.portfolio.learning.comparing import comparison_of
from labx.portfolio.learning.models import Choice, Criterion, Idea, IdeaScore
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.models import Project
from labx.portfolio.queries import project_by_slug


@requires("learning.view", record=project_by_slug)
def index(request: HttpRequest, project: Project) -> HttpResponse:
    choices = Choice.objects.filter(project=project).select_related("idea")
    context = {
        "project": project,
        "ideas": Idea.objects.filter(project=project),
        "compared": comparison_of(project),
        "choices": choices,
        "chosen": choices.first(),
        "may_record": policy.allows(request.actor, "learning.record", project),
        "may_choose": policy.allows(request.actor, "learning.choose_idea", project),
    }
    return render(request, "learning/ideas.html", context)


@requires("learning.record", record=project_by_slug)
def new(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.IdeaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.write_idea(by=request.actor, project=project, **form.cleaned_data)
        return redirect("learning:ideas", project.slug)
    return render(request, "learning/new_idea.html", {"form": form, "project": project})


@requires("learning.record", record=queries.idea_by_id)
def edit(request: HttpRequest, idea: Idea) -> HttpResponse:
    form = forms.EditIdeaForm(request.POST or None, instance=idea, initial={"edition": idea.edition})
    stored = Idea.objects.select_related("project").get(pk=idea.pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_idea(by=request.actor, idea=stored, **form.cleaned_data)
        except EditedMeanwhile as error:
            form.add_error(None, str(error))
            set_beside(form, {name: getattr(stored, name) for name in actions.WORDS}, stored.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("learning:ideas", stored.project.slug)
    return render(request, "learning/edit_idea.html", {"form": form, "project": stored.project, "idea": stored})


@requires("learning.record", record=project_by_slug)
def criteria(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.CriteriaForm(request.POST or None, criteria=list(Criterion.objects.filter(project=project)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_criteria(by=request.actor, project=project, criteria=form.criteria())
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("learning:ideas", project.slug)
    return render(request, "learning/criteria.html", {"form": form, "project": project})


@requires("learning.record", record=project_by_slug)
def score(request: HttpRequest, project: Project) -> HttpResponse:
    ideas = list(Idea.objects.filter(project=project, set_aside_why=""))
    criteria = list(Criterion.objects.filter(project=project))
    own = IdeaScore.objects.filter(idea__project=project, scorer_id=request.actor.id)
    initial = {f"score_{one.idea_id}_{one.criterion_id}": one.value for one in own}
    form = forms.ScoresForm(request.POST or None, ideas=ideas, criteria=criteria, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.score_ideas(by=request.actor, project=project, scores=form.scores())
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your scores are kept."))
            return redirect("learning:ideas", project.slug)
    context = {"form": form, "project": project, "is_ready": bool(ideas and criteria)}
    return render(request, "learning/score.html", context)


@requires("learning.choose_idea", record=queries.idea_by_id)
def choose(request: HttpRequest, idea: Idea) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_idea(by=request.actor, idea=idea, reason=form.cleaned_data["why"])
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The choice is recorded, with how the ideas stood."))
            return redirect("learning:ideas", idea.project.slug)
    return render(request, "learning/choose.html", {"form": form, "idea": idea, "project": idea.project})
