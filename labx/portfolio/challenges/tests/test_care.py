"""Questions of care ask for signatures, and a protocol waits for those that are missing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from labx.core import rooms
from labx.core.actions import EditedMeanwhile
from labx.core.policy import NotAllowed
from labx.portfolio.actions import protocols
from labx.portfolio.challenges import queries
from labx.portfolio.challenges.actions import ethics
from labx.portfolio.challenges.models import Screening, SignOff
from labx.portfolio.challenges.problems import NotNow
from labx.portfolio.challenges.sign_offs import KINDS, required_by
from labx.portfolio.models import Project
from labx.portfolio.tests.making import WHO, draft_of, project_of
from tests.people import account_with, actor_with, signed_in

QUESTIONS = ("children", "health", "vulnerable", "deception", "personal-data", "large-scale")
SIGNED = {"signed_by": "Comissão de Ética", "signed_on": date(2026, 1, 12), "document": "Parecer 3/2026"}


def answers(*yes: str) -> dict[str, bool]:
    return {name: name in yes for name in QUESTIONS}


def holds(draft) -> list[bool]:
    """Of this room: whether each is blocking."""
    here = reverse("challenges:ethics", args=[draft.project.slug])
    return [hold.is_blocking for hold in rooms.holds_of(draft) if hold.url == here]


@pytest.fixture
def project(db) -> Project:
    return project_of()


@pytest.fixture
def lead(db):
    return signed_in(account_with("lab_lead"))


def test_unanswered_questions_warn_and_do_not_hold_back(project, lead):
    draft = draft_of(project)
    address = [project.slug, draft.code, draft.version]
    assert "Ninguém respondeu" in lead.get(reverse("portfolio:freeze", args=address)).content.decode()
    assert holds(draft) == [False]
    assert protocols.freeze_protocol(by=WHO, protocol=draft).is_frozen


def test_missing_sign_offs_hold_the_protocol_until_they_are_there(project, lead):
    draft = draft_of(project)
    ethics.answer_screening(by=WHO, project=project, answers=answers("vulnerable", "personal-data"))
    with pytest.raises(protocols.NothingToFreeze, match="Acordo de dados"):
        protocols.freeze_protocol(by=WHO, protocol=draft)
    address = [project.slug, draft.code, draft.version]
    assert "Acordo de dados" in lead.get(reverse("portfolio:freeze", args=address)).content.decode()
    refused = lead.post(reverse("portfolio:freeze", args=address), follow=True)
    assert "Parecer de ética" in refused.content.decode()
    assert "Ainda falta" in lead.get(reverse("challenges:ethics", args=[project.slug])).content.decode()
    for kind in ("ethics-opinion", "data-agreement"):
        ethics.record_sign_off(by=WHO, project=project, kind=kind, **SIGNED)
    assert holds(draft) == []
    assert protocols.freeze_protocol(by=WHO, protocol=draft).is_frozen


def test_a_withdrawn_sign_off_counts_no_more_and_stays_to_be_read(project, lead):
    ethics.answer_screening(by=WHO, project=project, answers=answers("vulnerable"))
    sign_off = ethics.record_sign_off(by=WHO, project=project, kind="ethics-opinion", **SIGNED)
    assert queries.care_of(project).missing == []
    there = reverse("challenges:withdraw_sign_off", args=[project.slug, sign_off.id])
    assert lead.get(there).status_code == 200
    assert lead.post(there, {"why": ""}).status_code == 200
    with pytest.raises(NotNow):
        ethics.withdraw_sign_off(by=WHO, sign_off=sign_off, why=" ")
    lead.post(there, {"why": "O parecer era de outro projeto."})
    again = ethics.withdraw_sign_off(by=WHO, sign_off=sign_off, why="Outra vez.")
    assert again.withdrawn_why == "O parecer era de outro projeto."
    assert queries.care_of(project).missing == ["Parecer de ética"]
    assert "era de outro projeto" in lead.get(reverse("challenges:ethics", args=[project.slug])).content.decode()
    assert "era de outro projeto" in lead.get(reverse("portfolio:record", args=[project.slug])).content.decode()


def test_the_questions_are_answered_on_a_page(project, lead):
    assert "cinco minutos" in lead.get(reverse("challenges:ethics", args=[project.slug])).content.decode()
    there = reverse("challenges:answer", args=[project.slug])
    assert lead.get(there).status_code == 200
    form = {**{name: "no" for name in QUESTIONS}, "note": "Perguntamos a cada pessoa.", "edition": 0}
    half = lead.post(there, {"note": form["note"], "edition": 0})
    assert half.status_code == 200 and form["note"] in half.content.decode() and not Screening.objects.exists()
    assert lead.post(there, form).status_code == 302
    late = lead.post(there, {**form, "note": "Do Rui"})
    assert late.status_code == 200 and "Do Rui" in late.content.decode() and "Outra pessoa" in late.content.decode()
    assert lead.post(there, {**form, "note": "Do Rui", "edition": 1}).status_code == 302
    assert queries.screening_of(project).note == "Do Rui"
    page = lead.get(reverse("challenges:ethics", args=[project.slug])).content.decode()
    assert "está assinado" in page and "Do Rui" in page


def test_answers_that_are_not_those_of_the_questions_are_refused(project):
    with pytest.raises(NotNow):
        ethics.answer_screening(by=WHO, project=project, answers={"children": True})
    with pytest.raises(EditedMeanwhile):
        ethics.answer_screening(by=WHO, project=project, answers=answers(), edition=4)


def test_a_sign_off_is_recorded_on_a_page_and_never_dated_ahead(project, lead):
    there = reverse("challenges:sign", args=[project.slug])
    assert lead.get(there).status_code == 200
    form = {**SIGNED, "kind": "ethics-opinion", "signed_on": "31/12/2999"}
    late = lead.post(there, form)
    assert "futuro" in late.content.decode() and not SignOff.objects.exists()
    with pytest.raises(NotNow):
        tomorrow = timezone.localdate() + timedelta(days=1)
        ethics.record_sign_off(by=WHO, project=project, kind="debriefing", **{**SIGNED, "signed_on": tomorrow})
    lead.post(there, {**form, "signed_on": "12/01/2026"})
    assert SignOff.objects.get().signed_by == "Comissão de Ética"


def test_who_may_answer_and_who_may_sign(project):
    with pytest.raises(NotAllowed):
        ethics.answer_screening(by=actor_with("analyst"), project=project, answers=answers())
    with pytest.raises(NotAllowed):
        ethics.record_sign_off(by=actor_with("researcher"), project=project, kind="debriefing", **SIGNED)
    officer = actor_with("data_protection_officer")
    assert ethics.record_sign_off(by=officer, project=project, kind="impact-assessment", **SIGNED).recorded_by


def test_a_project_without_a_challenge_says_so(project, lead):
    page = lead.get(reverse("challenges:origin", args=[project.slug])).content.decode()
    assert "não começou" in page


def test_the_table_and_the_pure_module_name_the_same_signatures():
    assert set(SignOff.Kind.values) == set(KINDS)


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_more_answers_with_yes_never_ask_for_less(some, more):
    questions = [{"name": name, "requires": [KINDS[place], KINDS[0]]} for place, name in enumerate("abcd")]
    asked = set(required_by(questions, dict.fromkeys(some, True)))
    assert asked <= set(required_by(questions, dict.fromkeys(some | more, True)))
    assert required_by(questions, dict.fromkeys(some, False)) == []
