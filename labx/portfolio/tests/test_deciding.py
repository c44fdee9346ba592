"""What is edited by two loses nothing; what is decided rests on evidence; what is published can be withdrawn."""

import pytest
from django.test import Client
from django.urls import reverse

from labx.core.actions import EditedMeanwhile
from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.core.rooms import Reference
from labx.portfolio import story
from labx.portfolio.actions import evidence, projects, protocols
from labx.portfolio.models import Decision, Evidence, Project, Stage
from labx.portfolio.tests.making import DECISION, PAGE, WHO, claimed, draft_of, evidence_of, project_of
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def project() -> Project:
    return project_of()


# Two people at once.


@pytest.mark.parametrize("page", ["edit", "edit_public"])
def test_two_people_editing_a_project_lose_nothing(page, client, project):
    there = reverse(f"portfolio:{page}", args=[project.slug])
    field = "question" if page == "edit" else "learned"
    opened = {**PAGE, "title": project.title, "question": project.question, "edition": project.edition}
    assert client.post(there, {**opened, field: "Da Ana"}).status_code == 302
    late = client.post(there, {**opened, field: "Do Rui"})
    assert late.status_code == 200 and "Do Rui" in late.content.decode() and "Outra pessoa" in late.content.decode()
    project.refresh_from_db()
    assert getattr(project, field) == "Da Ana"
    again = {**opened, field: "Da Ana e do Rui", "edition": late.context["form"]["edition"].value()}
    assert client.post(there, again).status_code == 302
    project.refresh_from_db()
    assert getattr(project, field) == "Da Ana e do Rui"


def test_two_people_editing_a_protocol_lose_nothing(project):
    draft = draft_of(project)
    protocols.edit_protocol(by=WHO, protocol=draft, edition=draft.edition, plan=draft.plan, hypothesis="Da Ana")
    with pytest.raises(EditedMeanwhile):
        protocols.edit_protocol(by=WHO, protocol=draft, edition=draft.edition, plan=draft.plan, hypothesis="Do Rui")
    draft.refresh_from_db()
    assert draft.hypothesis == "Da Ana"


# Stages, evidence, decisions.


def test_a_stage_may_go_back_and_the_reason_stays(client, project):
    there = reverse("portfolio:move", args=[project.slug])
    for stage in (Stage.PILOT, Stage.RESEARCH, Stage.RESEARCH):
        client.post(there, {"stage": stage, "why": "Faltava ouvir as pessoas."})
    project.refresh_from_db()
    assert project.stage == Stage.RESEARCH
    moves = AuditEntry.objects.filter(action="portfolio.move_project", target_id=str(project.pk))
    assert moves.count() == 2


def test_a_decision_without_evidence_is_refused(client, project):
    form = {**DECISION, "decided_on": "21/11/2025"}
    page = client.post(reverse("portfolio:decide", args=[project.slug]), form)
    assert page.status_code == 200 and "Cite pelo menos" in page.content.decode()
    with pytest.raises(evidence.NotReady):
        evidence.record_decision(by=WHO, project=project, citations=[], **DECISION)
    other = evidence_of(project_of("Outro"))
    with pytest.raises(evidence.NotReady):
        evidence.record_decision(by=WHO, project=project, citations=[(other, True, "weak")], **DECISION)
    assert not Decision.objects.exists()


def test_a_decision_is_dated_today_at_the_latest(client, project):
    found = evidence_of(project)
    form = {**DECISION, "decided_on": "21/11/2999", f"bears_{found.pk}": "for-weak"}
    page = client.post(reverse("portfolio:decide", args=[project.slug]), form)
    assert "futuro" in page.content.decode() and not Decision.objects.exists()


def test_a_new_decision_replaces_the_old_one_and_both_stay(client, project):
    found = evidence_of(project)
    there = reverse("portfolio:decide", args=[project.slug])
    form = {**DECISION, "decided_on": "21/11/2025", f"bears_{found.pk}": "for-weak"}
    client.post(there, form)
    client.post(there, {**form, "outcome": "stop", f"bears_{found.pk}": "against-strong"})
    second, first = Decision.objects.order_by("-recorded_at")
    assert second.replaces == first and first.outcome == "iterate"
    assert [(cited.is_support, cited.strength) for cited in second.citations.all()] == [(False, "strong")]
    project.refresh_from_db()
    assert project.stage == Stage.STOP
    assert "stop" not in story.moments_of(project)[0].title


def test_evidence_of_a_room_that_is_away_still_tells_its_story(client, project):
    reference = Reference("away", "thing", evidence_of(project).id, "0" * 64)
    evidence.record_evidence(
        by=WHO, project=project, statement="De outra sala.", design_grade="none", reference=reference
    )
    assert "De outra sala." in client.get(reverse("portfolio:record", args=[project.slug])).content.decode()
    assert Evidence.objects.count() == 2


# Published numbers and pages.


def test_a_withdrawn_number_leaves_the_page_and_its_reason_stays(client, project):
    claim = claimed(project)
    published = evidence.publish_project(by=WHO, project=with_page(project))
    public = reverse("portfolio:public", args=[published.slug])
    assert "3 dias a menos." in Client().get(public).content.decode()
    there = reverse("portfolio:withdraw_claim", args=[project.slug, claim.id])
    assert client.get(there).status_code == 200
    assert client.post(there, {"why": ""}).status_code == 200
    client.post(there, {"why": "Os dados estavam trocados."})
    page = Client().get(public).content.decode()
    assert "<del>3 dias a menos.</del>" in page and "Os dados estavam trocados." in page
    with pytest.raises(evidence.NotReady):
        evidence.withdraw_claim(by=WHO, claim=claim, why=" ")


def with_page(project: Project) -> Project:
    current = Project.objects.get(pk=project.pk)
    return projects.edit_project(by=WHO, project=current, edition=current.edition, **PAGE)


def test_a_page_without_its_four_texts_is_not_published(client, project):
    page = client.post(reverse("portfolio:publish", args=[project.slug]), follow=True)
    assert "Escreva primeiro" in page.content.decode()
    assert Client().get(reverse("portfolio:public", args=[project.slug])).status_code == 302


def test_a_page_taken_down_is_public_no_more(client, project):
    claimed(project)
    with_page(project)
    client.post(reverse("portfolio:publish", args=[project.slug]))
    public = reverse("portfolio:public", args=[project.slug])
    assert Client().get(public).status_code == 200
    assert Client().get(reverse("portfolio:public_pdf", args=[project.slug])).content.startswith(b"%PDF")
    assert client.post(reverse("portfolio:unpublish", args=[project.slug]), {"why": "Engano."}).status_code == 302
    assert Client().get(public).status_code == 302


def test_only_who_leads_freezes_decides_and_publishes(project):
    draft, analyst = draft_of(project), actor_with("analyst")
    with pytest.raises(NotAllowed):
        protocols.freeze_protocol(by=analyst, protocol=draft)
    with pytest.raises(NotAllowed):
        evidence.record_decision(by=analyst, project=project, citations=[], **DECISION)
    with pytest.raises(NotAllowed):
        evidence.publish_project(by=analyst, project=project)
