"""What the team tells: announcements, deviations, the case; and what visitors find of it."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.actions import EditedMeanwhile
from labx.core.policy import NotAllowed
from labx.portfolio.actions import evidence
from labx.portfolio.catalogue.actions import announcements, cases, deviations
from labx.portfolio.catalogue.actions.announcements import NotReady
from labx.portfolio.catalogue.models import Announcement, Case, Deviation
from labx.portfolio.catalogue.tests.making import ANNOUNCEMENT, CASE, DEVIATION, WHO, amended, published_project
from labx.portfolio.collaboration.tests.making import actor, person, project_with
from labx.portfolio.tests.making import draft_of, frozen_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TEAM = (("Ana Silva", "lead"), ("Rui Costa", "researcher"))
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def project():
    return project_with(*TEAM)


def tree(answer) -> ElementTree.Element:
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer


def words(answer) -> str:
    return answer.content.decode()


def test_an_announcement_is_written_then_told_then_taken_down_and_only_then_seen(project) -> None:
    register, visitor = reverse("catalogue:running"), Client()
    with pytest.raises(NotReady):
        announcements.announce(by=actor("Ana Silva"), project=project)
    announcements.write_announcement(by=actor("Ana Silva"), project=project, edition=0, **ANNOUNCEMENT)
    assert ANNOUNCEMENT["what"] not in words(visitor.get(register))
    told = announcements.announce(by=actor("Ana Silva"), project=project)
    assert announcements.announce(by=actor("Ana Silva"), project=project).announced_at == told.announced_at
    page = words(visitor.get(register))
    assert all(ANNOUNCEMENT[name] in page for name in ("what", "where", "contact", "opt_out"))
    assert project.slug not in page  # the project itself has no public page
    (listed,) = visitor.get("/api/catalogue/running").json()
    assert listed["where"] == ANNOUNCEMENT["where"] and "project" not in listed
    with pytest.raises(NotReady):
        announcements.end_announcement(by=actor("Ana Silva"), project=project, why=" ")
    ended = announcements.end_announcement(by=actor("Ana Silva"), project=project, why="Acabou")
    assert not ended.is_running and ANNOUNCEMENT["what"] not in words(visitor.get(register))
    assert announcements.end_announcement(by=actor("Ana Silva"), project=project, why="Acabou") == ended


def test_after_its_last_day_an_experiment_leaves_the_register_by_itself(project) -> None:
    today = timezone.localdate()
    for until, is_seen in ((today, True), (today - timedelta(days=1), False)):
        current = Announcement.objects.filter(project=project).first()
        announcements.write_announcement(
            by=WHO,
            project=project,
            edition=current.edition if current else 0,
            **{**ANNOUNCEMENT, "since": date(2026, 1, 1), "until": until},
        )
        assert announcements.announce(by=WHO, project=project).is_running is is_seen
        assert (ANNOUNCEMENT["where"] in words(Client().get(reverse("catalogue:running")))) is is_seen


def test_only_the_lead_announces_and_days_must_make_sense(project) -> None:
    with pytest.raises(NotAllowed):
        announcements.write_announcement(by=actor("Rui Costa"), project=project, edition=0, **ANNOUNCEMENT)
    with pytest.raises(NotReady):
        announcements.write_announcement(
            by=WHO, project=project, edition=0, **{**ANNOUNCEMENT, "until": date(2025, 1, 1)}
        )
    announcements.write_announcement(by=WHO, project=project, edition=0, **ANNOUNCEMENT)
    with pytest.raises(EditedMeanwhile):
        announcements.write_announcement(by=WHO, project=project, edition=0, **ANNOUNCEMENT)


def test_the_announcement_page_writes_compares_tells_and_takes_down(project) -> None:
    ana, page = signed_in(person("Ana Silva")), reverse("catalogue:announcement", args=[project.slug])
    assert ana.get(page).status_code == 200
    assert ana.get(reverse("catalogue:end_announcement", args=[project.slug])).status_code == 404
    sent = {**ANNOUNCEMENT, "since": "10/01/2026", "until": "", "edition": 0}
    assert "01/01/2025" in words(ana.post(page, {**sent, "until": "01/01/2025"}))
    assert ana.post(page, sent).status_code == 302
    late = words(ana.post(page, {**sent, "where": "Balcão do Porto"}))
    assert "<del>de Aveiro</del>" in late and "<ins>do Porto</ins>" in late
    assert ana.post(page, {**sent, "where": "Balcão do Porto", "edition": 1}).status_code == 302
    assert ana.post(reverse("catalogue:announce", args=[project.slug])).status_code == 302
    assert reverse("catalogue:running") in words(ana.get(page))
    end = reverse("catalogue:end_announcement", args=[project.slug])
    assert ana.get(end).status_code == 200 and ana.post(end, {"why": "Acabou"}).status_code == 302
    assert not Announcement.objects.get().is_running
    empty = project_with(*TEAM, title="Vazio")
    ana.post(reverse("catalogue:announce", args=[empty.slug]))
    assert not Announcement.objects.filter(project=empty).exists()


def test_what_was_done_otherwise_stands_beside_the_plan_and_a_wrong_line_is_struck(project) -> None:
    protocol = frozen_of(project)
    rui = signed_in(person("Rui Costa"))
    page = reverse("catalogue:deviation", args=[project.slug, protocol.code, protocol.version])
    assert rui.get(page).status_code == 200 and rui.post(page, {"planned": "x"}).status_code == 200
    assert rui.post(page, DEVIATION).status_code == 302
    deviation = Deviation.objects.get()
    assert DEVIATION["done"] in words(rui.get(page))
    withdraw = reverse("catalogue:withdraw_deviation", args=[project.slug, deviation.pk])
    assert rui.get(withdraw).status_code == 200
    with pytest.raises(NotReady):
        deviations.withdraw_deviation(by=WHO, deviation=deviation, why="")
    assert rui.post(withdraw, {"why": "Contámos mal"}).status_code == 302
    again = deviations.withdraw_deviation(by=WHO, deviation=deviation, why="outra vez")
    assert again.withdrawn_why == "Contámos mal" and "Contámos mal" in words(rui.get(page))


def test_a_draft_has_no_deviations_and_an_empty_line_is_refused(project) -> None:
    draft = draft_of(project)
    with pytest.raises(NotReady):
        deviations.record_deviation(by=WHO, protocol=draft, **DEVIATION)
    page = reverse("catalogue:deviation", args=[project.slug, draft.code, draft.version])
    assert signed_in(person("Rui Costa")).post(page, DEVIATION).status_code == 200
    with pytest.raises(NotAllowed):
        deviations.record_deviation(by=actor("Zita Fora"), protocol=draft, **DEVIATION)
    other = frozen_of(project_with(title="Outro"))
    with pytest.raises(NotReady):
        deviations.record_deviation(by=WHO, protocol=other, **{**DEVIATION, "effect": " "})


def test_the_case_is_written_by_the_team_and_two_writers_lose_nothing(project) -> None:
    rui, page = signed_in(person("Rui Costa")), reverse("catalogue:write_case", args=[project.slug])
    assert rui.get(page).status_code == 200
    assert rui.post(page, {**CASE, "edition": 0}).status_code == 302
    late = words(rui.post(page, {**CASE, "novelty": "Nova no mundo.", "edition": 0}))
    assert "<del>" in late and "Nova no mundo." in late and Case.objects.get().novelty == CASE["novelty"]
    assert rui.post(page, {**CASE, "novelty": "Nova no mundo.", "edition": 1}).status_code == 302
    with pytest.raises(NotAllowed):
        cases.write_case(by=actor("Zita Fora"), project=project, edition=2, **CASE)


def test_the_public_page_shows_plan_changes_deviations_and_its_reading_level() -> None:
    project = published_project()
    page = words(Client().get(reverse("portfolio:public", args=[project.slug])))
    assert "A unidade estava errada." in page and "agregado" in page and DEVIATION["done"] in page
    assert f'<link rel="canonical" href="{settings.ORIGIN}/projetos/{project.slug}/">' in page
    assert "Martins" in page
    short = published_project(title="Curto", asked="Ajuda?", did="Sim.", learned="Sim.", next_step="Fim.")
    assert "Martins" not in words(Client().get(reverse("portfolio:public", args=[short.slug])))


def test_a_frozen_protocol_is_read_with_its_changes_and_a_draft_amendment_is_not() -> None:
    project = published_project()
    first = project.protocols.get(version=1, frozen_at__isnull=False)
    address = reverse("catalogue:registration", args=[project.slug, first.code, 2])
    assert "agregado" in words(Client().get(address))
    third = amended(project.protocols.get(code=first.code, version=2))
    assert Client().get(reverse("catalogue:registration", args=[project.slug, first.code, 3])).status_code == 200
    assert third.version == 3


def test_the_catalogue_is_searched_filtered_and_taken_away() -> None:
    published_project(title="Cartas azuis")
    published_project(title="Filas no balcão", learned="A fila ficou igual e não sabemos porquê.")
    page, visitor = reverse("catalogue:list"), Client()
    assert "Cartas azuis" in words(visitor.get(page)) and "Filas no balcão" in words(visitor.get(page))
    found = words(visitor.get(f"{page}?procura=porquê"))
    assert "Filas no balcão" in found
    assert "Cartas azuis" in words(visitor.get(f"{page}?decisao=iterate"))
    assert "Cartas azuis" not in words(visitor.get(f"{page}?decisao=stop"))
    assert "Cartas azuis" not in words(visitor.get(f"{page}?fase=0"))
    assert len(visitor.get(f"{page}?formato=json").json()) >= 1


def test_feed_sitemap_and_robots_are_what_programs_read_and_forget_what_is_taken_down() -> None:
    project, visitor = published_project(title="Cartas & <balcões>"), Client()
    feed = tree(visitor.get(reverse("catalogue:atom")))
    (entry,) = feed.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Cartas & <balcões>"
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{project.id}" and entry.find(f"{ATOM}updated") is not None
    assert feed.find(f"{ATOM}author/{ATOM}name").text == settings.LABX_INSTITUTION
    answer = visitor.get(reverse("catalogue:sitemap"))
    places = [place.text for place in tree(answer).findall(".//{*}loc")]
    assert answer["Content-Type"].startswith("application/xml")
    assert f"{settings.ORIGIN}/projetos/{project.slug}/" in places and f"{settings.ORIGIN}/catalogo/" in places
    assert f"Sitemap: {settings.ORIGIN}/sitemap.xml" in words(visitor.get(reverse("catalogue:robots")))
    evidence.unpublish_project(by=WHO, project=project, why="Erro")
    assert not list(tree(visitor.get(reverse("catalogue:atom"))).iter(f"{ATOM}entry"))
    assert project.slug not in words(visitor.get(reverse("catalogue:sitemap")))
