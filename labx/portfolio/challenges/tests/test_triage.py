"""Scores are hidden until one's own are given; the answer is written, told, and may be taken back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.core.notices.models import Notice
from labx.core.policy import NotAllowed
from labx.portfolio.challenges import queries
from labx.portfolio.challenges.actions import intake, triage
from labx.portfolio.challenges.models import Challenge, State
from labx.portfolio.challenges.problems import NotNow
from labx.portfolio.challenges.tests.making import WHO, scored, scores, submitted
from labx.portfolio.models import Stage
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge() -> Challenge:
    return submitted(actor_with("entity_contact"))


def posted(client, name: str, challenge: Challenge, form: dict) -> str:
    return client.post(reverse(f"challenges:{name}", args=[challenge.code]), form, follow=True).content.decode()


def test_scores_of_others_are_hidden_until_ones_own_are_given(challenge):
    scored(actor_with("researcher"), challenge, 1, legal_room=3)
    analyst = signed_in(account_with("analyst"))
    there = reverse("challenges:record", args=[challenge.code])
    before = analyst.get(there)
    assert "1 pessoa já pontuou" in before.content.decode() and not before.context["spreads"]
    assert analyst.get(reverse("challenges:assess", args=[challenge.code])).status_code == 200
    form = {name: str(score) for name, score in scores(3, legal_room=0).items()}
    page = posted(analyst, "assess", challenge, form)
    assert "muito afastadas" in page
    spreads = {spread.criterion.name: spread for spread in analyst.get(there).context["spreads"]}
    assert (spreads["legal-room"].values, spreads["legal-room"].is_apart) == ([0, 3], True)
    assert (spreads["access"].lowest, spreads["access"].highest) == (1, 3)


def test_the_desk_names_what_each_is_to_do(challenge):
    def asked(*roles: str) -> list[str]:
        return [link.url.rsplit("/", 2)[1] for link in queries.waiting_for(actor_with(*roles))]

    draft = intake.draft_challenge(by=actor_with("entity_contact"), title="Outra fila")
    assert asked("entity_contact") == [draft.code]
    assert (asked("researcher"), asked("lab_lead"), asked("content_reviewer")) == (["pontuar"], ["pontuar"], [])
    scored(actor_with("researcher"), challenge)
    scored(actor_with("lab_lead"), challenge)
    assert (asked("researcher"), asked("lab_lead")) == ([], ["decidir"])
    desk = signed_in(account_with("lab_lead")).get(reverse("portfolio:desk")).content.decode()
    assert f"Responda ao desafio “{challenge.title}”" in desk


def test_the_entity_never_reads_scores(challenge):
    scored(actor_with("researcher"), challenge)
    entity = signed_in(account_with("entity_contact"))
    assert not entity.get(reverse("challenges:record", args=[challenge.code])).context["assessments"]
    assert entity.get(reverse("challenges:assess", args=[challenge.code])).status_code == 404


def test_ones_own_scores_may_change_and_it_shows(challenge):
    by = actor_with("researcher")
    scored(by, challenge, 1)
    scored(by, challenge, 2)
    given = challenge.assessments.get()
    assert given.revised_at and set(given.scores.values()) == {2}
    assert AuditEntry.objects.filter(action="challenges.assess_challenge").count() == 2
    intake.edit_challenge(by=WHO, challenge=challenge, edition=1, tried="Uma circular.")
    page = signed_in(account_with("researcher")).get(reverse("challenges:record", args=[challenge.code]))
    assert "Mudou depois de ler" in page.content.decode() and "mudaram desde então" in page.content.decode()


@pytest.mark.parametrize("wrong", [{}, {"uncertainty": 1}, {**scores(), "extra": 1}, scores(4), scores(-1)])
def test_scores_that_do_not_fit_the_rubric_are_refused(challenge, wrong):
    with pytest.raises(NotNow):
        triage.assess_challenge(by=actor_with("analyst"), challenge=challenge, scores=wrong)
    assert not challenge.assessments.exists()


def test_a_form_without_every_score_keeps_the_others(challenge):
    analyst = signed_in(account_with("analyst"))
    page = analyst.post(reverse("challenges:assess", args=[challenge.code]), {"uncertainty": "2", "note": "A rever"})
    assert page.status_code == 200 and "A rever" in page.content.decode()


def test_scores_that_come_after_the_answer_are_told_so(challenge, monkeypatch):
    scored(actor_with("researcher"), challenge)

    def answered_meanwhile(*_asked: object) -> None:
        triage.decide_challenge(by=WHO, challenge=challenge, outcome=State.DECLINED, reason="Não agora.")

    monkeypatch.setattr(queries, "own_assessment", answered_meanwhile)
    form = {name: str(score) for name, score in scores(3).items()}
    page = signed_in(account_with("analyst")).post(reverse("challenges:assess", args=[challenge.code]), form)
    assert page.status_code == 200 and page.context["form"].non_field_errors()
    assert challenge.assessments.count() == 1


def test_who_scored_by_an_earlier_rubric_is_left_out(challenge):
    scored(actor_with("researcher"), challenge, 3)
    challenge.assessments.update(scores={"um critério de antes": 3})
    scored(actor_with("analyst"), challenge, 1)
    spreads = queries.spreads_of(challenge, queries.assessments_of(challenge))
    assert len(spreads) == len(scores()) and {tuple(spread.values) for spread in spreads} == {(1,)}


def test_an_accepted_challenge_becomes_a_project_in_its_words(challenge):
    lead = signed_in(account_with("lab_lead"))
    scored(actor_with("lab_lead"), challenge)
    posted(lead, "decide", challenge, {"outcome": "accepted", "reason": "Ninguém sabe o que resolve."})
    challenge.refresh_from_db()
    project = challenge.project
    assert (project.stage, project.question, project.beneficiaries) == (
        Stage.RESEARCH,
        challenge.problem,
        challenge.sufferers,
    )
    roles = set(project.memberships.values_list("account__email", "role"))
    assert roles == {("lab_lead@example.pt", "lead"), ("entity_contact@example.pt", "entity_contact")}
    entity = signed_in(account_with("entity_contact"))
    told = entity.get(reverse("challenges:origin", args=[project.slug])).content.decode()
    assert "Ninguém sabe o que resolve." in told and challenge.decision_to_take in told
    story = entity.get(reverse("portfolio:record", args=[project.slug])).content.decode()
    assert "O desafio foi aceite" in story
    notice = Notice.objects.get(kind="challenges.answered")
    assert notice.owner_id == account_with("entity_contact").id and notice.text == "Ninguém sabe o que resolve."
    with pytest.raises(NotNow):
        triage.reopen_challenge(by=WHO, challenge=challenge, why="Afinal não.")
    late = posted(lead, "reopen", challenge, {"why": "Afinal não."})
    assert "Só um desafio recusado" in late


def test_a_refusal_has_a_reason_and_may_be_taken_back(challenge):
    lead, entity = signed_in(account_with("lab_lead")), signed_in(account_with("entity_contact"))
    scored(actor_with("researcher"), challenge)
    empty = posted(lead, "decide", challenge, {"outcome": "procured", "reason": " "})
    assert challenge.title in empty
    posted(lead, "decide", challenge, {"outcome": "procured", "reason": "A solução já se compra."})
    assert "A solução já se compra." in entity.get(reverse("challenges:record", args=[challenge.code])).content.decode()
    assert lead.get(reverse("challenges:reopen", args=[challenge.code])).status_code == 200
    posted(lead, "reopen", challenge, {"why": "Afinal ninguém a vende."})
    challenge.refresh_from_db()
    assert (challenge.state, challenge.reason, challenge.decided_at) == (State.SUBMITTED, "", None)
    texts = list(Notice.objects.order_by("at").values_list("text", flat=True))
    assert texts == ["A solução já se compra.", "Afinal ninguém a vende."]


def test_nothing_is_decided_unscored_unreasoned_twice_or_outside_the_answers(challenge):
    def decide(**what):
        return triage.decide_challenge(by=WHO, challenge=challenge, **{"outcome": "declined", "reason": "Não.", **what})

    with pytest.raises(NotNow, match="pontuou"):
        decide()
    page = signed_in(account_with("lab_lead")).get(reverse("challenges:decide", args=[challenge.code]))
    assert "Ninguém pontuou" in page.content.decode()
    scored(actor_with("analyst"), challenge)
    page = signed_in(account_with("lab_lead")).get(reverse("challenges:decide", args=[challenge.code]))
    assert "Não o pontuou" in page.content.decode() and not page.context["spreads"]
    for wrong in ({"outcome": "draft"}, {"reason": " "}):
        with pytest.raises(NotNow):
            decide(**wrong)
    decide()
    with pytest.raises(NotNow):
        decide()
    with pytest.raises(NotNow):
        triage.reopen_challenge(by=WHO, challenge=challenge, why=" ")
    with pytest.raises(NotNow):
        scored(actor_with("researcher"), challenge)
    closed = signed_in(account_with("researcher")).get(reverse("challenges:assess", args=[challenge.code]), follow=True)
    assert "que espera pelo laboratório" in closed.content.decode()
    refused = posted(
        signed_in(account_with("lab_lead")), "decide", challenge, {"outcome": "declined", "reason": "Não."}
    )
    assert "não espera" in refused


def test_only_the_laboratorys_lead_decides(challenge):
    scored(actor_with("researcher"), challenge)
    for role in ("researcher", "analyst", "entity_contact"):
        with pytest.raises(NotAllowed):
            triage.decide_challenge(by=actor_with(role), challenge=challenge, outcome="declined", reason="Não.")


def test_days_waiting_end_with_the_answer(challenge):
    Challenge.objects.filter(pk=challenge.pk).update(submitted_at=timezone.now() - timezone.timedelta(days=12))
    challenge.refresh_from_db()
    assert challenge.wait_days == 12
    scored(actor_with("analyst"), challenge)
    decided = triage.decide_challenge(by=WHO, challenge=challenge, outcome="guided", reason="Veja o guia.")
    assert decided.wait_days == 12 and queries.may_see_scores(decided, actor_with("researcher"))


def test_a_challenge_brought_by_the_house_tells_nobody():
    challenge = submitted()
    scored(actor_with("analyst"), challenge)
    triage.decide_challenge(by=WHO, challenge=challenge, outcome="declined", reason="Não.")
    assert not Notice.objects.exists()
