"""Assumptions: riskiest first, settled by evidence, opened again when it falls."""

import pytest

from labx.core.actions import EditedMeanwhile
from labx.core.measures.compute import compute
from labx.portfolio import story
from labx.portfolio.learning.actions import assumptions
from labx.portfolio.learning.models import (
    Assumption,
)
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.learning.tests.making import WHO, assumed, at, fallen, node_of, observed, text_of
from labx.portfolio.tests.making import draft_of, project_of

pytestmark = pytest.mark.django_db


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
