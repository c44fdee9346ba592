"""Who speaks for an entity sees its projects, for as long as that lasts."""

import pytest

from labx.core import policy
from labx.core.actors import system
from labx.core.audit.models import AuditEntry
from labx.people.middleware import actor_of
from labx.people.organisations.actions import affiliations, registering
from labx.portfolio import handing, queries
from labx.portfolio.actions import organisations, projects
from tests.people import open_account, signed_in

pytestmark = pytest.mark.django_db
BY = system("test")


@pytest.fixture
def speaking():
    entity = registering.register_entity(
        by=BY, name="Instituto das Cartas Claras", level="national", district="11", without_nipc="Inventado"
    )
    account = open_account("paula@example.pt", "entity_contact")
    affiliation = affiliations.begin_affiliation(by=BY, entity=entity, email=account.email)
    account.refresh_from_db()
    return entity, account, affiliation


def test_one_sees_the_projects_of_the_entity_and_no_others(speaking):
    entity, account, _affiliation = speaking
    own = projects.start_project(by=BY, title="A carta", question="Percebe-se?")
    projects.start_project(by=BY, title="Outra coisa", question="Ajuda?")
    organisations.link_entity(by=BY, project=own, entity=entity)
    assert list(queries.projects_of(actor_of(account))) == [own]
    assert queries.roles_in_project(account.id, own.id) == {"entity_contact"}
    assert signed_in(account).get(f"/projetos/{own.slug}/registo/").status_code == 200
    assert signed_in(account).get("/projetos/outra-coisa/registo/").status_code == 404
    assert not policy.allows(actor_of(account), "portfolio.edit_project", own)


def test_leaving_the_entity_closes_them_at_once(speaking):
    entity, account, affiliation = speaking
    own = projects.start_project(by=BY, title="A carta", question="Percebe-se?")
    organisations.link_entity(by=BY, project=own, entity=entity)
    affiliations.end_affiliation(by=BY, affiliation=affiliation, why="Mudou de serviço.")
    account.refresh_from_db()
    assert not queries.projects_of(actor_of(account)).exists()
    assert signed_in(account).get(f"/projetos/{own.slug}/registo/").status_code == 404


def test_leaving_the_entity_ends_what_was_given_by_hand_in_its_projects_and_nowhere_else(speaking):
    entity, account, affiliation = speaking
    own = projects.start_project(by=BY, title="A carta", question="Percebe-se?")
    elsewhere = projects.start_project(by=BY, title="Outra coisa", question="Ajuda?")
    organisations.link_entity(by=BY, project=own, entity=entity)
    for project, role in ((own, "entity_contact"), (own, "observer"), (elsewhere, "entity_contact")):
        projects.add_member(by=BY, project=project, account=account, role=role)
    colleague = open_account("ze@example.pt", "entity_contact")
    projects.add_member(by=BY, project=own, account=colleague, role="entity_contact")
    affiliations.end_affiliation(by=actor_of(account), affiliation=affiliation)
    account.refresh_from_db()
    assert queries.roles_in_project(account.id, own.id) == {"observer"}
    assert queries.roles_in_project(account.id, elsewhere.id) == {"entity_contact"}
    assert queries.roles_in_project(colleague.id, own.id) == {"entity_contact"}
    entry = AuditEntry.objects.get(action="portfolio.remove_member")
    assert (entry.target_id, entry.actor) == (str(own.id), actor_of(account).key)


def test_access_really_ends_where_the_role_was_given_by_hand_too(speaking):
    entity, account, affiliation = speaking
    own = projects.start_project(by=BY, title="A carta", question="Percebe-se?")
    organisations.link_entity(by=BY, project=own, entity=entity)
    projects.add_member(by=BY, project=own, account=account, role="entity_contact")
    record = f"/projetos/{own.slug}/registo/"
    assert signed_in(account).get(record).status_code == 200
    affiliations.end_affiliation(by=BY, affiliation=affiliation, why="Mudou de serviço.")
    account.refresh_from_db()
    assert signed_in(account).get(record).status_code == 404


def test_the_page_of_the_entity_shows_its_projects_to_who_may_open_them(speaking):
    entity, account, _affiliation = speaking
    own = projects.start_project(by=BY, title="A carta", question="Percebe-se?")
    organisations.link_entity(by=BY, project=own, entity=entity)
    assert [part.context["projects"].count() for part in handing.projects_with(entity, actor_of(account))] == [1]
    stranger = open_account("outra@example.pt", "entity_contact")
    assert [part.context["projects"].count() for part in handing.projects_with(entity, actor_of(stranger))] == [0]
    researcher = signed_in(open_account("rui@example.pt", "researcher"))
    assert "A carta" in researcher.get(f"/entidades/{entity.code}/").content.decode()
