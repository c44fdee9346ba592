"""What happened, what is new, and earlier versions brought back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from labx.core.audit.erase import erase_payloads
from labx.core.audit.models import AuditEntry
from labx.core.ids import new_id
from labx.core.policy import NotAllowed
from labx.portfolio.actions import projects, protocols
from labx.portfolio.collaboration import queries, versions
from labx.portfolio.collaboration.actions import attachments, comments, tasks
from labx.portfolio.collaboration.actions.visits import mark_read
from labx.portfolio.collaboration.tests.making import WHO, actor, person, project_with
from labx.portfolio.tests.making import draft_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TEAM = (("Ana Silva", "lead"), ("Rui Costa", "researcher"), ("Inês Sá", "observer"))


@pytest.fixture
def project():
    return project_with(*TEAM)


def test_what_others_did_since_the_last_visit_is_counted_once_read_no_more(project) -> None:
    ana, page = signed_in(person("Ana Silva")), reverse("collaboration:activity", args=[project.slug])
    assert queries.news_for(actor("Ana Silva")) == []
    until = ana.get(page).context["until"]
    assert ana.post(reverse("collaboration:mark_read", args=[project.slug]), {"until": until}).status_code == 302
    comments.write_comment(by=actor("Ana Silva"), thing=project, text="De mim mesma")
    assert queries.news_for(actor("Ana Silva")) == []
    comments.write_comment(by=actor("Rui Costa"), thing=project, text="Olá")
    (news,) = queries.news_for(actor("Ana Silva"))
    assert (news.project, news.count) == (project, 1)
    assert project.title in ana.get(reverse("portfolio:desk")).content.decode()
    assert ana.get(page).context["unseen"] == 1
    ana.post(reverse("collaboration:mark_read", args=[project.slug]), {"until": "amanhã"})
    assert queries.news_for(actor("Ana Silva")) == []


def test_reading_never_goes_back_nor_into_the_future(project) -> None:
    ana, read = signed_in(person("Ana Silva")), reverse("collaboration:mark_read", args=[project.slug])
    ana.post(read, {"until": "2999-01-01T00:00:00+00:00"})
    seen = queries.seen_until(actor("Ana Silva"), project)
    assert seen <= timezone.now()
    ana.post(read, {"until": "2001-01-01T00:00:00+00:00"})
    assert queries.seen_until(actor("Ana Silva"), project) == seen
    ana.post(read, {"until": "2001-01-01T00:00:00"})  # without an offset it says no moment
    assert queries.seen_until(actor("Ana Silva"), project) > seen
    with pytest.raises(NotAllowed):
        mark_read(by=actor("Zita Fora"), project=project, until=timezone.now())


def test_the_feed_is_a_list_to_filter_and_take_away(project) -> None:
    comments.write_comment(by=actor("Rui Costa"), thing=project, text="Olá")
    page, browser = reverse("collaboration:activity", args=[project.slug]), signed_in(person("Inês Sá"))
    narrowed = browser.get(f"{page}?action=collaboration.write_comment").content.decode()
    assert "Rui Costa" in narrowed and narrowed.count("<tr>") == 2
    assert b"Rui Costa" in browser.get(f"{page}?formato=csv").content


def test_every_edit_is_a_version_with_its_differences_and_any_comes_back(project) -> None:
    for number, question in enumerate(("Uma carta curta ajuda?", "Uma carta longa ajuda?"), 1):
        projects.edit_project(by=actor("Rui Costa"), project=project, edition=number, question=question)
    project.refresh_from_db()
    newest, middle, first = versions.versions_of(project)
    assert newest.is_current and not middle.is_current
    (difference,) = newest.differences
    assert [piece.text for piece in difference.after if piece.is_changed] == ["longa"]
    assert middle.who == "Rui Costa" and first.content["question"] == "Uma carta mais curta ajuda?"
    page, rui = reverse("collaboration:project_versions", args=[project.slug]), signed_in(person("Rui Costa"))
    assert "<ins>longa</ins>" in rui.get(page).content.decode()
    assert rui.post(page, {"version": first.id, "edition": 3}).status_code == 302
    project.refresh_from_db()
    assert (project.question, project.edition) == ("Uma carta mais curta ajuda?", 4)
    assert len(versions.versions_of(project)) == 4  # bringing back is itself an edit, with its own way back


def test_bringing_back_overwrites_nobody_and_asks_the_policy(project) -> None:
    projects.edit_project(by=actor("Rui Costa"), project=project, edition=1, question="Outra?")
    _newest, first = versions.versions_of(project)
    page = reverse("collaboration:project_versions", args=[project.slug])
    rui = signed_in(person("Rui Costa"))
    assert rui.post(page, {"version": first.id, "edition": 1}).status_code == 302  # somebody saved meanwhile
    assert rui.post(page, {"version": new_id(), "edition": 2}).status_code == 404
    assert rui.post(page, {"version": "x", "edition": 2}).status_code == 200
    project.refresh_from_db()
    assert project.question == "Outra?"
    with pytest.raises(NotAllowed):
        versions.restore(by=actor("Inês Sá"), record=project, version=first.id, edition=2)
    assert signed_in(person("Inês Sá")).get(page).status_code == 404


def test_a_version_whose_words_were_erased_says_so_and_does_not_come_back(project) -> None:
    projects.edit_project(by=actor("Rui Costa"), project=project, edition=1, question="Outra?")
    entry = AuditEntry.objects.get(action="portfolio.start_project", project_id=project.id)
    erase_payloads(by=WHO, entries=[entry.id], why="pedido")
    project.refresh_from_db()
    erased = versions.versions_of(project)[-1]
    assert erased.content is None and not erased.is_current
    with pytest.raises(versions.NotRestorable):
        versions.restore(by=actor("Rui Costa"), record=project, version=erased.id, edition=2)


def test_a_draft_comes_back_plan_and_all_and_a_frozen_protocol_does_not_change(project) -> None:
    draft = draft_of(project)
    first_plan = dict(draft.plan)
    protocols.edit_protocol(
        by=actor("Rui Costa"), protocol=draft, edition=1, plan={**first_plan, "unit": "carta"}, title="Outro título"
    )
    draft.refresh_from_db()
    newest, first = versions.versions_of(draft)
    assert {"title", "plan.unit"} == {difference.name for difference in newest.differences}
    page = reverse("collaboration:protocol_versions", args=[project.slug, draft.code, draft.version])
    rui = signed_in(person("Rui Costa"))
    assert rui.get(page).status_code == 200
    assert rui.post(page, {"version": first.id, "edition": 2}).status_code == 302
    draft.refresh_from_db()
    assert draft.plan == first_plan and draft.title != "Outro título"
    frozen = protocols.freeze_protocol(by=WHO, protocol=draft)
    rui.post(page, {"version": newest.id, "edition": frozen.edition})
    frozen.refresh_from_db()
    assert frozen.title != "Outro título" and b"<button" in rui.get(page).content
    draft.room = "away"
    with pytest.raises(versions.NotRestorable):
        versions.restore(by=actor("Rui Costa"), record=draft, version=newest.id, edition=3)


def test_many_versions_cost_no_more_questions_than_few(project, django_assert_max_num_queries) -> None:
    page, rui = reverse("collaboration:project_versions", args=[project.slug]), signed_in(person("Rui Costa"))
    projects.edit_project(by=actor("Rui Costa"), project=project, edition=1, question="1?")
    rui.get(page)
    with django_assert_max_num_queries(40) as few:
        rui.get(page)
    for number in range(2, 12):
        projects.edit_project(by=actor("Rui Costa"), project=project, edition=number, question=f"{number}?")
    with django_assert_max_num_queries(len(few)):
        rui.get(page)


def test_two_who_edit_a_project_see_both_texts_side_by_side(project) -> None:
    rui, edit = signed_in(person("Rui Costa")), reverse("portfolio:edit", args=[project.slug])
    projects.edit_project(by=actor("Ana Silva"), project=project, edition=1, question="Uma carta azul ajuda?")
    mine = {"title": project.title, "question": "Uma carta verde ajuda?", "beneficiaries": "", "edition": 1}
    page = rui.post(edit, mine).content.decode()
    assert "<del>azul</del>" in page and "<ins>verde</ins>" in page and "Uma carta verde ajuda?" in page
    assert rui.post(edit, {**mine, "edition": 2}).status_code == 302
    project.refresh_from_db()
    assert project.question == "Uma carta verde ajuda?"


def test_programs_read_what_was_said_planned_and_added_in_projects_of_theirs(project, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    rui = actor("Rui Costa")
    comments.write_comment(by=rui, thing=project, text="Olá")
    tasks.make_task(by=rui, project=project, title="Ler", assignee=person("Ana Silva"))
    attachments.attach_file(by=rui, thing=project, pieces=[b"a;b\n"], name="a.csv", description="Tabela")
    inside, outside = signed_in(person("Inês Sá")), signed_in(person("Zita Fora"))
    told = {}
    for name in ("comments", "tasks", "files"):
        address = f"/api/collaboration/projects/{project.slug}/{name}"
        (told[name],) = inside.get(address).json()
        assert inside.get(f"{address}?offset=1").json() == [] and outside.get(address).status_code == 404
    assert told["comments"]["author"] == "Rui Costa" and told["tasks"]["assignee"] == "Ana Silva"
    assert told["files"]["original_name"] == "a.csv"
