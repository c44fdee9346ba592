"""Ideas: compared by several people, spread and ties told, one chosen with its reason."""

import pytest

from labx.core.actions import EditedMeanwhile
from labx.core.policy import NotAllowed
from labx.people.middleware import actor_of
from labx.portfolio import story
from labx.portfolio.learning.actions import ideas
from labx.portfolio.learning.comparing import comparison_of
from labx.portfolio.learning.models import (
    Choice,
    Criterion,
    Idea,
    IdeaScore,
)
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.learning.tests.making import WHO, at, text_of
from labx.portfolio.models import Project
from tests.people import actor_with, open_account

pytestmark = pytest.mark.django_db


def compared(project: Project) -> tuple[Idea, Idea]:
    letter = ideas.write_idea(by=WHO, project=project, title="Carta curta")
    desk = ideas.write_idea(by=WHO, project=project, title="Balcão")
    ideas.set_criteria(by=WHO, project=project, criteria=[("Valor", 3), ("Custo", 1)])
    return letter, desk


def scored(project: Project, by, *rows: tuple[int, int]) -> None:
    criteria = list(Criterion.objects.filter(project=project))
    given = {
        idea.pk: {one.pk: value for one, value in zip(criteria, row, strict=True)}
        for idea, row in zip(Idea.objects.filter(project=project, set_aside_why=""), rows, strict=True)
    }
    ideas.score_ideas(by=by, project=project, scores=given)


def test_ideas_are_written_compared_and_one_is_chosen(lead, project):
    assert "Ainda não há ideias" in text_of(lead, at("ideas", project))
    assert "Escreva primeiro ideias" in text_of(lead, at("score", project))
    assert lead.get(at("new_idea", project)).status_code == 200
    for title in ("Carta curta", "Balcão"):
        lead.post(at("new_idea", project), {"title": title})
    form = {"title_0": "Valor", "weight_0": "3", "title_1": "Custo", "weight_1": "1"}
    assert "Dê um peso" in lead.post(at("criteria", project), {**form, "weight_1": ""}).content.decode()
    assert "pelo menos um critério" in lead.post(at("criteria", project), {"title_0": ""}).content.decode()
    lead.post(at("criteria", project), form)
    assert "Valor" in text_of(lead, at("criteria", project))
    letter, desk = Idea.objects.filter(project=project)
    value, cost = Criterion.objects.filter(project=project)
    names = [f"score_{idea.pk}_{one.pk}" for idea in (letter, desk) for one in (value, cost)]
    assert lead.get(at("score", project)).status_code == 200
    assert lead.post(at("score", project), {names[0]: "5"}).status_code == 200
    lead.post(at("score", project), dict(zip(names, "5234", strict=True)))
    page = text_of(lead, at("ideas", project))
    assert "4,25" in page and "fica primeiro “Balcão”" in page  # (3 * 5 + 1 * 2) / 4
    assert lead.get(at("choose", project, letter.pk)).status_code == 200
    lead.post(at("choose", project, letter.pk), {"why": "Chega a mais pessoas."})
    lead.post(at("choose", project, desk.pk), {"why": "Afinal o balcão."})
    page = text_of(lead, at("ideas", project))
    assert "Escolhas anteriores" in page and "Chega a mais pessoas." in page
    assert Choice.objects.first().standing[0]["total"] == pytest.approx(17 / 4)
    assert any("Balcão" in moment.title for moment in story.moments_of(project))


def test_spread_ties_and_whole_scores(lead, project):
    letter, desk = compared(project)
    scored(project, actor_with("lab_lead"), (5, 2), (3, 4))
    other = open_account("eva@example.pt", "administrator", name="Eva")
    scored(project, actor_of(other), (1, 2), (5, 4))
    found = comparison_of(project)
    assert [row.idea for row in found.rows] == [desk, letter] and len(found.scorers) == 2
    assert [row.first_places for row in found.rows] == [1, 1]
    assert (found.rows[1].cells[0].lowest, found.rows[1].cells[0].highest) == (1, 5)
    late = ideas.write_idea(by=WHO, project=project, title="Chegou depois")
    assert len(comparison_of(project).waiting) == 2
    assert "a lista mudou desde que pontuaram" in text_of(lead, at("ideas", project))
    ideas.edit_idea(by=WHO, idea=late, edition=1, set_aside_why="Não cabe na lei.")
    assert "Não cabe na lei." in text_of(lead, at("ideas", project)) and comparison_of(project).rows
    with pytest.raises(NotNow):
        ideas.choose_idea(by=WHO, idea=Idea.objects.get(pk=late.pk), reason="Mesmo assim.")
    scored(project, actor_of(other), (1, 2), (5, 0))
    ideas.set_criteria(by=WHO, project=project, criteria=[("Valor", 1)])
    assert not IdeaScore.objects.filter(criterion__title="Custo").exists()
    scored(project, actor_of(other), (3,), (4,))
    assert len(comparison_of(project).winners) == 1
    scored(project, actor_of(other), (1,), (3,))
    assert len(comparison_of(project).winners) == 2
    assert "não dizem qual é melhor" in text_of(lead, at("ideas", project))


def test_what_does_not_compare_is_refused(project):
    with pytest.raises(NotNow):
        scored(project, WHO)
    letter, desk = compared(project)
    by, criteria = actor_with("lab_lead"), list(Criterion.objects.filter(project=project))
    whole = {idea.pk: {one.pk: 3 for one in criteria} for idea in (letter, desk)}
    for wrong in (
        {letter.pk: whole[letter.pk]},
        {**whole, desk.pk: {}},
        {**whole, desk.pk: dict.fromkeys(whole[desk.pk], 6)},
    ):
        with pytest.raises(NotNow):
            ideas.score_ideas(by=by, project=project, scores=wrong)
    for criteria in ([("Valor", 1), ("Valor", 2)], [("Valor", -1), ("Custo", 2)], [("Valor", 0)], []):
        with pytest.raises(NotNow):
            ideas.set_criteria(by=WHO, project=project, criteria=criteria)
    with pytest.raises(NotNow):
        ideas.choose_idea(by=WHO, idea=letter, reason=" ")
    with pytest.raises(NotAllowed):
        ideas.choose_idea(by=actor_with("researcher"), idea=letter, reason="Sim.")


def test_two_people_editing_an_idea_lose_nothing(lead, project):
    idea = ideas.write_idea(by=WHO, project=project, title="Carta")
    there = at("edit_idea", project, idea.pk)
    assert lead.get(there).status_code == 200
    assert lead.post(there, {"title": "Da Ana", "edition": 1}).status_code == 302
    late = lead.post(there, {"title": "Do Rui", "edition": 1})
    assert "Do Rui" in late.content.decode() and "Outra pessoa" in late.content.decode()
    with pytest.raises(EditedMeanwhile):
        ideas.edit_idea(by=WHO, idea=idea, edition=1)


def test_a_choice_that_the_numbers_do_not_know_is_refused_on_its_page(lead, project):
    letter, _desk = compared(project)
    ideas.edit_idea(by=WHO, idea=letter, edition=1, set_aside_why="Cara.")
    assert "posta de lado" in lead.post(at("choose", project, letter.pk), {"why": "Sim."}).content.decode()
