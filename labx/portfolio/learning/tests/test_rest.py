"""Assumptions, ideas and prototypes: their pages, what is refused, and what is counted."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.measures.compute import compute
from labx.core.policy import NotAllowed
from labx.people.middleware import actor_of
from labx.portfolio import story
from labx.portfolio.actions.projects import EditedMeanwhile
from labx.portfolio.learning.actions import assumptions, ideas, prototypes
from labx.portfolio.learning.comparing import comparison_of
from labx.portfolio.learning.models import (
    Assumption,
    Choice,
    Criterion,
    Idea,
    IdeaScore,
    Prototype,
    Session,
    TestFinding,
)
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.learning.results import counted
from labx.portfolio.learning.tests.making import WHO, fallen, node_of, observed, prototyped, tried
from labx.portfolio.models import Project
from labx.portfolio.tests.making import draft_of, project_of
from labx.stats.intervals import share_interval
from tests.people import account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return project_of()


@pytest.fixture
def lead() -> Client:
    return signed_in(account_with("lab_lead"))


def at(name: str, project: Project, *more: object) -> str:
    return reverse(f"learning:{name}", args=[project.slug, *more])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def assumed(project: Project, statement: str = "As pessoas abrem a carta.", **words) -> Assumption:
    given = {"side": "desirable", "importance": 5, "uncertainty": 4, **words}
    return assumptions.write_assumption(by=WHO, project=project, statement=statement, **given)


# Assumptions


def test_the_register_shows_the_riskiest_first_and_who_tests_it(lead, project):
    form = {
        "side": "legal",
        "statement": "A lei deixa encurtar.",
        "importance": 2,
        "uncertainty": 3,
        "activity": "Parecer",
    }
    assert "Ainda não há pressupostos" in text_of(lead, at("assumptions", project))
    assert lead.get(at("new_assumption", project)).status_code == 200
    assert lead.post(at("new_assumption", project), {**form, "importance": 9}).status_code == 200
    lead.post(at("new_assumption", project), form)
    risky = assumed(project)
    page = text_of(lead, at("assumptions", project))
    assert page.index(risky.statement) < page.index("A lei deixa encurtar.") and "Parecer" in page
    assert "Ainda nenhuma atividade testa estes" in page
    assert [one.risk for one in Assumption.objects.filter(project=project)] == [20, 6]


def test_an_assumption_is_edited_by_one_at_a_time(lead, project):
    one = assumed(project)
    draft = draft_of(project)
    there = at("edit_assumption", project, one.pk)
    assert lead.get(there).status_code == 200
    form = {
        "side": "viable",
        "statement": "Da Ana",
        "importance": 1,
        "uncertainty": 1,
        "protocol": draft.pk,
        "edition": 1,
    }
    assert lead.post(there, form).status_code == 302
    late = lead.post(there, {**form, "statement": "Do Rui"})
    assert "Do Rui" in late.content.decode() and "Outra pessoa" in late.content.decode()
    one.refresh_from_db()
    assert one.statement == "Da Ana" and one.tested_by == str(draft)
    assert str(draft.title) in text_of(lead, at("assumption", project, one.pk))
    with pytest.raises(EditedMeanwhile):
        assumptions.edit_assumption(by=WHO, assumption=one, edition=1)
    with pytest.raises(NotNow):
        assumed(project, protocol=draft_of(project_of("Outro")))


def test_an_assumption_is_settled_by_evidence_and_opened_again(lead, project):
    one = assumed(project)
    there = at("settle", project, one.pk)
    form = {"has_held": "no", "why": "Ninguém a abriu.", "evidence": ""}
    assert "descoberta" in lead.post(there, form).content.decode()
    seen = observed(project)
    assert lead.get(there).status_code == 200
    lead.post(there, {**form, "evidence": str(seen.pk)})
    one.refresh_from_db()
    assert one.state == "failed" and one.evidence_id == seen.pk
    assert seen.statement in text_of(lead, at("assumption", project, one.pk))
    assert compute("learning.assumptions_settled").value == 1
    assert any("Um pressuposto falhou" in moment.title for moment in story.moments_of(project))
    fallen(project, seen)
    assert "já não se confirma" in text_of(lead, at("assumption", project, one.pk))
    refused = lead.post(there, {**form, "evidence": str(seen.pk)})
    assert "já está concluído" in refused.content.decode()
    locked = lead.post(
        at("edit_assumption", project, one.pk),
        {"side": "legal", "statement": "X", "importance": 1, "uncertainty": 1, "edition": 1},
    )
    assert "Reabra-o" in locked.content.decode()
    assert "Ninguém a abriu." in text_of(lead, at("reopen", project, one.pk))
    lead.post(at("reopen", project, one.pk), {"why": "A observação era de outra carta."})
    one.refresh_from_db()
    assert one.is_open and one.evidence_id is None
    assert assumptions.reopen_assumption(by=WHO, assumption=one, why="De novo.").is_open
    with pytest.raises(NotNow):
        assumptions.settle_assumption(by=WHO, assumption=one, has_held=True, evidence=node_of(project, seen), why=" ")
    elsewhere = project_of("Outro")
    stranger = node_of(elsewhere, observed(elsewhere))
    with pytest.raises(NotNow):
        assumptions.settle_assumption(by=WHO, assumption=one, has_held=True, evidence=stranger, why="Sim.")
    assumptions.settle_assumption(by=WHO, assumption=one, has_held=True, evidence=node_of(project, seen), why="Sim.")
    assert any("confirmou-se" in moment.title for moment in story.moments_of(project))


# Ideas


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


# Prototypes


def test_a_prototype_is_made_tried_and_followed_by_the_next(lead, project):
    assert "Ainda não há protótipos" in text_of(lead, at("prototypes", project))
    assert lead.get(at("new_prototype", project)).status_code == 200
    form = {"name": "Carta", "fidelity": "paper", "tasks": "Abrir\n\nDizer o que falta\n"}
    assert "300 letras" in lead.post(at("new_prototype", project), {**form, "tasks": "a" * 301}).content.decode()
    lead.post(at("new_prototype", project), form)
    first = Prototype.objects.get()
    opening, saying = first.tasks.all()
    there = at("prototype", project, first.pk)
    assert "ninguém experimentou" in text_of(lead, there)
    showed = {"statement": "Não veem a data.", "verdict": "change"}
    assert "Ainda ninguém" in lead.post(at("new_test_finding", project, first.pk), showed).content.decode()
    assert lead.get(at("new_session", project, first.pk)).status_code == 200
    said = {"participant_code": "P1", "held_on": "02/03/2026", f"success_{opening.pk}": "partly"}
    said |= {f"seconds_{opening.pk}": "75", f"quote_{opening.pk}": "Onde está?"}
    assert (
        "pelo menos uma tarefa"
        in lead.post(
            at("new_session", project, first.pk), {"participant_code": "P1", "held_on": "02/03/2026"}
        ).content.decode()
    )
    lead.post(at("new_session", project, first.pk), said)
    assert "já tem uma sessão" in lead.post(at("new_session", project, first.pk), said).content.decode()
    assert (
        "futuro" in lead.post(at("new_session", project, first.pk), {**said, "held_on": "02/03/2999"}).content.decode()
    )
    page = text_of(lead, there)
    assert "P1" in page and "Abrir: Fez em parte" in page and "75" in page
    lead.post(at("new_test_finding", project, first.pk), showed)
    assert (
        "Não veem a data." in text_of(lead, there)
        and lead.get(at("new_test_finding", project, first.pk)).status_code == 200
    )
    following = at("next_version", project, first.pk)
    assert "Dizer o que falta" in text_of(lead, following)
    assert "o que mudou" in lead.post(following, form).content.decode()
    lead.post(following, {**form, "changed": "A data vem primeiro."})
    second = Prototype.objects.get(version=2)
    assert second.previous == first and saying.text in {task.text for task in second.tasks.all()}
    assert "Já há uma versão seguinte" in lead.post(following, {**form, "changed": "Outra."}).content.decode()
    assert "A data vem primeiro." in text_of(lead, at("prototype", project, second.pk))
    assert "Versão seguinte" in text_of(lead, there)


def test_what_is_asked_is_added_and_edited_by_one_at_a_time(lead, project):
    prototype = prototyped(project)
    there = at("edit_prototype", project, prototype.pk)
    assert "Dizer o que falta" in text_of(lead, there)
    form = {"name": "Da Ana", "fidelity": "click", "tasks": "Assinar", "edition": 1}
    lead.post(there, form)
    late = lead.post(there, {**form, "name": "Do Rui"})
    assert "Do Rui" in late.content.decode() and "Outra pessoa" in late.content.decode()
    prototype.refresh_from_db()
    assert prototype.name == "Da Ana" and [task.text for task in prototype.tasks.all()] == [
        "Dizer o que falta",
        "Assinar",
    ]
    with pytest.raises(EditedMeanwhile):
        prototypes.edit_prototype(by=WHO, prototype=prototype, edition=1)
    assert "ainda não tem tarefas" in text_of(
        lead,
        at(
            "new_session",
            project,
            prototypes.make_prototype(by=WHO, project=project, name="Vazio", fidelity="live", tasks=[]).pk,
        ),
    )


def test_sessions_are_counted_with_the_persons_subject_until_withdrawn(lead, project):
    prototype, subject = prototyped(project), uuid4()
    first = tried(prototype, "P1", subject=subject)
    tried(prototype, "P2", "no", None)
    assert first.subject == subject and compute("learning.sessions").value == 2
    there = at("withdraw_session", project, first.pk)
    assert "Não sabia." in text_of(lead, there)
    lead.post(there, {"why": "A pessoa pediu."})
    assert compute("learning.sessions").value == 1
    assert "1 sessão foi retirada" in text_of(lead, at("prototype", project, prototype.pk))
    assert lead.get(there).status_code == 404
    assert prototypes.withdraw_session(by=WHO, session=first, why="De novo.").withdrawn_why == "A pessoa pediu."
    with pytest.raises(NotNow):
        prototypes.withdraw_session(by=WHO, session=Session.objects.get(participant_code="P2"), why=" ")
    tried(prototype, "P1")  # the code is free again


def test_sessions_one_by_one_are_for_the_team(project):
    prototype = prototyped(project)
    tried(prototype)
    officer = signed_in(account_with("data_protection_officer"))
    page = officer.get(at("prototype", project, prototype.pk))
    assert page.status_code == 200 and page.context["sessions"] is None and "P1" not in page.content.decode()
    assert page.context["counts"][0][1].people == 1


def test_sessions_that_cannot_be_are_refused(project):
    prototype = prototyped(project)
    result = {"success": "yes", "seconds": 1, "errors": 0, "quote": ""}
    given = {"by": WHO, "prototype": prototype, "participant_code": "P9"}
    for wrong in (
        {"held_on": timezone.localdate() + timedelta(days=1), "results": {prototype.tasks.get().pk: result}},
        {"held_on": date(2026, 1, 1), "results": {}},
        {"held_on": date(2026, 1, 1), "results": {uuid4(): result}},
    ):
        with pytest.raises(NotNow):
            prototypes.record_session(**given, **wrong)
    with pytest.raises(NotNow):
        prototyped(project_of("Outro"), previous=prototype, changed="X")
    assert not Session.objects.exists() and not TestFinding.objects.exists()


def test_counts_by_hand():
    count = counted([("yes", 40, 0), ("no", None, 2), ("yes", 60, None), ("partly", 50, 1)])
    assert (count.done, count.partly, count.failed, count.people) == (2, 1, 1, 4)
    assert count.share == share_interval(2, 4, confidence=0.95)
    assert (count.middle_seconds, count.errors) == (50.0, (0, 2, 1))
    assert counted([("yes", 40, 0), ("yes", 60, 0)]).middle_seconds == (40 + 60) / 2
    assert (counted([]).share, counted([]).middle_seconds) == (None, None)


def test_lists_of_a_project_ask_the_database_as_often_for_many_as_for_few(lead, project, django_assert_max_num_queries):
    prototype = prototyped(project)
    tried(prototype)
    assumed(project, prototype=prototype)
    addresses = [at("assumptions", project), at("prototypes", project), at("prototype", project, prototype.pk)]
    counts = []
    for address in addresses:
        lead.get(address)
        with django_assert_max_num_queries(60) as few:
            lead.get(address)
        counts.append(len(few))
    for number in range(10):
        tried(prototype, f"Q{number}")
        assumed(project, f"Mais {number}", prototype=prototyped(project, name=f"Outro {number}"))
    for address, count in zip(addresses, counts, strict=True):
        with django_assert_max_num_queries(count):
            lead.get(address)
