"""Ideas: written, compared by criteria, scored by people, one chosen."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.portfolio.learning.comparing import comparison_of
from labx.portfolio.learning.models import Choice, Criterion, Idea, IdeaScore
from labx.portfolio.learning.models.ideas import HIGHEST
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.models import Project

WORDS = ("title", "description", "set_aside_why")


@action
def write_idea(*, by: Actor, project: Project, title: str, description: str = "") -> Idea:
    policy.require(by, "learning.record", project)
    idea = Idea.objects.create(project=project, title=title, description=description)
    after = {"title": title, "description": description}
    record_audit(by=by, action="learning.write_idea", target=idea, project=project.id, after=after)
    return idea


@action
def edit_idea(*, by: Actor, idea: Idea, edition: int, **words: str) -> Idea:
    """Change its words, or set it aside by saying why; an idea set aside is no longer compared."""
    policy.require(by, "learning.record", idea)
    current = in_edition(idea, edition)
    before = {name: getattr(current, name) for name in WORDS}
    rewrite(current, WORDS, words)
    current.save()
    after = {name: getattr(current, name) for name in WORDS}
    record_audit(
        by=by, action="learning.edit_idea", target=current, project=current.project_id, before=before, after=after
    )
    return current


@action
def set_criteria(*, by: Actor, project: Project, criteria: Sequence[tuple[str, float]]) -> list[Criterion]:
    """The whole list of (criterion, weight). Scores on a criterion that stays are kept; those on one that goes, go."""
    policy.require(by, "learning.record", project)
    titles = [title.strip() for title, _weight in criteria]
    if not titles or len(set(titles)) < len(titles) or "" in titles:
        raise NotNow(_("Give at least one criterion, and each one only once."))
    if min(weight for _title, weight in criteria) < 0 or sum(weight for _title, weight in criteria) <= 0:
        raise NotNow(_("Weights are 0 or more, and at least one is above 0."))
    alone(f"learning.ideas {project.id}")
    before = {one.title: one.weight for one in Criterion.objects.filter(project=project)}
    Criterion.objects.filter(project=project).exclude(title__in=titles).delete()
    kept = [
        Criterion.objects.update_or_create(project=project, title=title.strip(), defaults={"weight": weight})[0]
        for title, weight in criteria
    ]
    after = {one.title: one.weight for one in kept}
    record_audit(by=by, action="learning.set_criteria", target=project, project=project.id, before=before, after=after)
    return kept


@action
def score_ideas(*, by: Actor, project: Project, scores: Mapping[UUID, Mapping[UUID, int]]) -> int:
    """One person's scores of every idea on every criterion, given anew each time."""
    policy.require(by, "learning.record", project)
    alone(f"learning.ideas {project.id}")
    ideas = set(Idea.objects.filter(project=project, set_aside_why="").values_list("id", flat=True))
    criteria = set(Criterion.objects.filter(project=project).values_list("id", flat=True))
    if not ideas or not criteria:
        raise NotNow(_("Write down ideas and criteria first."))
    if scores.keys() != ideas or any(row.keys() != criteria for row in scores.values()):
        raise NotNow(_("Score every idea on every criterion. The list changed if you see one that you did not score."))
    if any(not 0 <= value <= HIGHEST for row in scores.values() for value in row.values()):
        raise NotNow(_("A score is a whole number from 0 to 5."))
    IdeaScore.objects.filter(idea__project=project, scorer_id=by.id).delete()
    made = IdeaScore.objects.bulk_create(
        IdeaScore(idea_id=idea, criterion_id=criterion, scorer_id=by.id, value=value)
        for idea, row in scores.items()
        for criterion, value in row.items()
    )
    after: dict[str, Any] = {str(idea): {str(key): value for key, value in row.items()} for idea, row in scores.items()}
    record_audit(by=by, action="learning.score_ideas", target=project, project=project.id, after=after)
    return len(made)


@action
def choose_idea(*, by: Actor, idea: Idea, reason: str) -> Choice:
    """The concept to go on with, why, and how the ideas stood when it was chosen."""
    policy.require(by, "learning.choose_idea", idea)
    if not reason.strip():
        raise NotNow(_("Say why this idea and not another: the numbers alone are no reason."))
    if idea.is_set_aside:
        raise NotNow(_("This idea was set aside. Take that back before choosing it."))
    compared = comparison_of(idea.project)
    standing = [
        {"idea": one.idea.title, "total": one.total, "lowest": one.lowest, "highest": one.highest}
        for one in compared.rows
    ]
    choice = Choice.objects.create(project=idea.project, idea=idea, reason=reason, standing=standing, chosen_by=by.key)
    record_audit(
        by=by,
        action="learning.choose_idea",
        target=choice,
        project=idea.project_id,
        why=reason,
        after={"idea": str(idea.id), "standing": standing},
    )
    return choice
