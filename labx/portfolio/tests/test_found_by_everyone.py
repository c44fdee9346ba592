"""Search and the API tell everyone of a published project what its page tells, and nothing else of it."""

import pytest

from labx.core.actors import ANONYMOUS, system
from labx.core.search.find import find
from labx.people.middleware import actor_of
from labx.portfolio.actions import evidence, projects
from tests.people import account_with

pytestmark = pytest.mark.django_db
WHO = system("test")


def test_everyone_finds_a_published_project_only_by_what_its_page_says(client):
    project = projects.start_project(by=WHO, title="Cartas", question="Suspeita-se da repartição de Beja")
    assert find(WHO, "Beja").count == 1
    words = dict.fromkeys(("asked", "did", "learned", "next_step"), "Perguntou-se a muita gente.")
    edited = projects.edit_project(by=WHO, project=project, edition=1, beneficiaries="Refugiados", **words)
    evidence.publish_project(by=WHO, project=edited)
    assert find(ANONYMOUS, "gente").count == 1
    told = client.get("/api/portfolio/published").content.decode()
    assert "muita gente" in told and "Beja" not in told and "Refugiados" not in told
    assert find(ANONYMOUS, "Beja").count == find(ANONYMOUS, "Refugiados").count == 0
    evidence.unpublish_project(by=WHO, project=edited, why="Cedo demais.")
    assert find(ANONYMOUS, "gente").count == 0


def test_a_search_asks_no_more_for_many_projects_than_for_few(django_assert_max_num_queries):
    account = account_with("network_member")
    asked = []
    for count in (1, 6):
        for number in range(count):
            project = projects.start_project(by=WHO, title=f"Carta {number}", question="")
            projects.add_member(by=WHO, project=project, account=account, role="observer")
        with django_assert_max_num_queries(12) as queries:
            found = find(actor_of(account), "carta").count
        asked.append((found, len(queries)))
    assert asked == [(1, asked[0][1]), (7, asked[0][1])]
