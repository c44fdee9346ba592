"""Board, timeline, map, organisations and tables of projects."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.measures.compute import compute
from labx.core.pages import formats
from labx.core.policy import NotAllowed
from labx.people.organisations.actions import registering as register
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Partner, PublicEntity
from labx.portfolio import boards, drawings, story
from labx.portfolio.actions import organisations, projects, stages
from labx.portfolio.models import Project, Stage
from labx.portfolio.tests.making import WHO
from tests.people import account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


def started(title: str, **more: object) -> Project:
    return projects.start_project(by=WHO, title=title, question="Ajuda?", **more)


def entity(name: str, level: str = "local", district: str = "13", **more: object) -> PublicEntity:
    words = {"name": name, "level": level, "district": district, "without_nipc": "inventada", **more}
    return register.register_entity(by=WHO, **words)


def partner(name: str) -> Partner:
    return register.register_partner(by=WHO, name=name, kind="research")


def text(client: Client, name: str, *arguments: object, **query: str) -> str:
    answer = client.get(reverse(f"portfolio:{name}", args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


# Board.


def test_the_board_shows_each_project_in_its_stage_and_moves_it_by_a_form(client):
    piloting = started("Cartas", stage=Stage.PILOT, starts_on=timezone.localdate() - dt.timedelta(days=3))
    started("Filas")
    shown = client.get(reverse("portfolio:board"))
    columns = {column.stage: column for _phase, found in shown.context["phases"] for column in found}
    assert [card.title for card in columns["pilot"].cards] == ["Cartas"] and columns["pilot"].count == 1
    assert "há 3 dias aqui" in shown.content.decode()
    assert reverse("portfolio:move", args=[piloting.slug]) in shown.content.decode()
    reader = text(signed_in(account_with("analyst")), "board")
    assert "Cartas" in reader and reverse("portfolio:move", args=[piloting.slug]) not in reader


def test_days_stop_where_the_project_ended(client):
    started("Acabado", stage=Stage.PILOT, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 3, 31))
    stages.move_project(by=WHO, project=started("Parado"), stage=Stage.STOP, why="Caro.", on=timezone.localdate())
    yet = timezone.localdate() + dt.timedelta(days=9)
    started("Por acabar", stage=Stage.PILOT, starts_on=timezone.localdate() - dt.timedelta(days=3), ends_on=yet)
    columns = {one.stage: one.cards for _phase, found in boards.board(Project.objects.all(), WHO) for one in found}
    assert [card.since for card in columns["pilot"]] == ["terminou em 31 de março de 2020", "há 3 dias aqui"]
    assert columns["stop"][0].since == f"terminou em {formats.day(timezone.localdate())}"


def test_the_list_says_when_a_project_began_not_when_it_was_written_down(client):
    started("Antigo", starts_on=dt.date(2020, 1, 15))
    started("De hoje")
    assert "15/01/2020" in text(client, "list")
    file = text(client, "list", formato="csv", ordem="began")
    assert "2020-01-15" in file and file.index("Antigo") < file.index("De hoje")


def test_the_story_begins_on_the_day_the_project_did():
    known, unknown = started("Antigo", starts_on=dt.date(2020, 1, 15)), started("De hoje")
    planned = started("Para o ano", starts_on=timezone.localdate() + dt.timedelta(days=90))
    assert timezone.localdate(story.moments_of(known)[0].when) == dt.date(2020, 1, 15)
    assert [story.moments_of(one)[0].when for one in (unknown, planned)] == [unknown.created_at, planned.created_at]


def test_a_full_column_says_how_many_more_and_leads_to_them(client):
    for number in range(boards.SHOWN_IN_A_COLUMN + 2):
        started(f"Projeto {number}")
    shown = text(client, "board")
    assert "e mais 2" in shown and "?etapa=research" in shown
    assert f"{boards.SHOWN_IN_A_COLUMN + 2} projetos" in text(client, "list", etapa="research")


def test_a_member_sees_only_their_projects_on_every_view():
    person = open_account("rui@example.pt")
    mine = started("Meu")
    started("Alheio")
    projects.add_member(by=WHO, project=mine, account=person, role="researcher")
    client = signed_in(person)
    for view in ("board", "timeline", "table", "list"):
        shown = text(client, view)
        assert "Meu" in shown and "Alheio" not in shown
    assert reverse("portfolio:move", args=[mine.slug]) in text(client, "board")


@pytest.mark.parametrize("view", ["board", "timeline", "map", "table", "list"])
def test_a_view_costs_the_same_with_more_projects(view, client, django_assert_max_num_queries):
    school = entity("Escola do Porto")
    for number in range(30):
        organisations.link_entity(by=WHO, project=started(f"Projeto {number}"), entity=school)
    client.get(reverse(f"portfolio:{view}"))
    with django_assert_max_num_queries(14):
        client.get(reverse(f"portfolio:{view}"))


def test_the_way_between_a_projects_pages_says_where_one_is(client):
    project = started("Cartas")
    for page in ("record", "organisations"):
        shown, here = text(client, page, project.slug), reverse(f"portfolio:{page}", args=[project.slug])
        assert f'<li class="here"><a href="{here}" aria-current="page">' in shown
        assert shown.count('<li class="here">') == 1


# Timeline.


def test_the_timeline_draws_the_page_of_its_table(client):
    assert "Ainda não há projetos" in text(client, "timeline")
    started("Cartas <b>", starts_on=dt.date(2024, 3, 1), ends_on=dt.date(2025, 2, 1))
    stopped = started("Filas", starts_on=dt.date(2025, 1, 1))
    stages.move_project(by=WHO, project=stopped, stage=Stage.STOP, why="Caro.")
    shown = text(client, "timeline")
    assert "2 projetos ao longo do tempo" in shown and "Cartas &lt;b&gt;" in shown and "01/02/2025" in shown
    assert "Cartas" in text(client, "timeline", formato="csv")


def rectangles(drawn: str) -> list[dict[str, str]]:
    root = ElementTree.fromstring(drawn)  # noqa: S314 - drawn by us a moment ago
    return [mark.attrib for mark in root.iter() if mark.tag.endswith("rect")]


def test_a_bar_is_as_long_as_its_project_and_stays_inside():
    day = dt.date(2026, 11, 22)
    for begins, ends in (("2019-05-01", "2020-05-01"), ("2026-11-22", None), ("2027-01-01", "2027-02-01")):
        project = Project(title="Um nome muito comprido " * 8, stage="research")
        project.begins, project.stage_since = dt.date.fromisoformat(begins), None
        project.ends_on = dt.date.fromisoformat(ends) if ends else None
        drawn = drawings.timeline_of([project], day, title="t", description="d")
        for picture, width in ((drawn.wide, 680), (drawn.narrow, 288)):
            (bar,) = rectangles(picture)
            assert float(bar["x"]) >= 0 and float(bar["x"]) + float(bar["width"]) <= width + 3


# Map.


def test_every_district_has_its_own_tile():
    assert set(drawings.TILES) == {code for code, _name in DISTRICTS} == set(drawings.SHORT)
    assert len(set(drawings.TILES.values())) == len(drawings.TILES)


def test_the_map_counts_a_project_once_in_a_district_and_by_level(client):
    porto, other = entity("Câmara do Porto"), entity("Freguesia do Bonfim")
    national, nowhere = entity("Instituto", "national", "11"), entity("Sem sítio", "national", "")
    cartas, filas = started("Cartas"), started("Filas")
    for one in (porto, other, national):
        organisations.link_entity(by=WHO, project=cartas, entity=one)
    organisations.link_entity(by=WHO, project=filas, entity=nowhere)
    started("Sem entidade")
    page = client.get(reverse("portfolio:map"))
    found = {place.name: place for place in page.context["listing"].source}
    assert (found["Porto"].count, found["Porto"].local, found["Porto"].national) == (1, 1, 0)
    assert found["Lisboa"].national == 1 and found[""].count == 1
    shown = page.content.decode()
    assert "1 projeto ainda não tem entidade" in shown and len(rectangles(page.context["drawn"].wide)) == 20
    local = {
        place.name: place.count
        for place in client.get(reverse("portfolio:map"), {"nivel": "local"}).context["listing"].source
    }
    assert local["Porto"] == 1 and local["Lisboa"] == 0
    assert "Cartas" in text(client, "list", distrito="13") and "Filas" not in text(client, "list", distrito="13")
    assert "Porto" in text(client, "map", formato="csv")


# Organisations of a project.


def test_entities_and_partners_are_found_added_and_taken_away(client):
    project = started("Cartas")
    school, lab = entity("Escola Básica do Porto"), partner("Universidade Inventada")
    assert "Ainda nenhuma entidade" in text(client, "organisations", project.slug)
    assert school.code in text(client, "organisations", project.slug, procura="escola basica")
    assert lab.code in text(client, "organisations", project.slug, procura=lab.code.lower())
    assert school.code in text(client, "organisations", project.slug, procura="escola\x00 basica")
    assert "Nada no registo" in text(client, "organisations", project.slug, procura="zzz")
    add = reverse("portfolio:add_organisation", args=[project.slug])
    for _time in range(2):
        client.post(add, {"entity": school.code, "role": "owner"})
        client.post(add, {"partner": lab.code})
    client.post(add, {})
    assert compute("portfolio.entities").value == 1 == compute("portfolio.partners").value
    client.post(add, {"entity": school.code, "role": "funds"})
    assert project.entities.get().role == "funds" and compute("portfolio.entities").value == 1
    assert school.code not in text(client, "organisations", project.slug, procura="escola")
    client.post(reverse("portfolio:remove_entity", args=[project.slug, project.entities.get().pk]))
    client.post(reverse("portfolio:remove_partner", args=[project.slug, project.partners.get().pk]))
    assert compute("portfolio.entities").value == 0 == compute("portfolio.partners").value
    assert not project.entities.exists() and not project.partners.exists()


def test_a_project_keeps_the_name_its_entity_had(client):
    project = started("Cartas", starts_on=dt.date(2019, 5, 1))
    agency = entity("Agência Nova", "national", "11")
    organisations.link_entity(by=WHO, project=project, entity=agency)
    agency.former_names.create(name="Agência Velha", replaced_on=dt.date(2023, 1, 1))
    assert "Agência Velha" in text(client, "organisations", project.slug)


def test_only_who_edits_the_project_changes_its_organisations():
    project, school = started("Cartas"), entity("Escola")
    with pytest.raises(NotAllowed):
        organisations.link_entity(by=actor_with("analyst"), project=project, entity=school)
    link = organisations.link_entity(by=WHO, project=project, entity=school)
    with pytest.raises(NotAllowed):
        organisations.unlink_entity(by=actor_with("analyst"), link=link)
    assert "Juntar uma" not in text(signed_in(account_with("analyst")), "organisations", project.slug)
