"""Who speaks for an entity, and who acts for someone who is away: from when, until when, and what the chain says."""

import datetime as dt

import pytest
from django.utils import timezone

from labx.core import policy
from labx.core.audit.models import AuditEntry
from labx.core.audit.queries import history
from labx.core.notices.models import Notice
from labx.core.policy import NotAllowed
from labx.people import actions as accounts
from labx.people.middleware import actor_of
from labx.people.models import Account
from labx.people.organisations import handed, queries
from labx.people.organisations.actions import absences, affiliations, merging
from labx.people.organisations.errors import BadDay, NotNow, OrganisationProblem
from labx.people.organisations.jobs import ask_and_end
from labx.people.organisations.models import Absence, Affiliation
from labx.people.organisations.models.affiliations import CONFIRM_EVERY_DAYS, GRACE_DAYS
from labx.people.organisations.tests.making import an_entity
from labx.portfolio.actions import projects
from tests.people import WHO, account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAYS = dt.timedelta(days=1)


@pytest.fixture
def speaking():
    entity, account = an_entity("Instituto"), open_account("paulo@example.pt", name="Paulo")
    affiliation = affiliations.begin_affiliation(by=WHO, entity=entity, email=" Paulo@example.pt")
    account.refresh_from_db()
    return entity, account, affiliation


def test_who_speaks_for_an_entity_has_the_role_and_is_told(speaking):
    entity, account, _affiliation = speaking
    assert account.roles == ["entity_contact"] and list(queries.entities_of(account.id)) == [entity]
    assert Notice.objects.get(owner_id=account.id).title == "Representa a entidade Instituto"
    with pytest.raises(OrganisationProblem, match="já representa"):
        affiliations.begin_affiliation(by=WHO, entity=entity, email="paulo@example.pt")
    with pytest.raises(OrganisationProblem, match="Convide primeiro"):
        affiliations.begin_affiliation(by=WHO, entity=entity, email="ninguem@example.pt")
    with pytest.raises(NotAllowed):
        affiliations.begin_affiliation(by=actor_with("researcher"), entity=entity, email="paulo@example.pt")


def test_leaving_ends_access_at_once_and_everywhere(speaking):
    entity, account, affiliation = speaking
    leader = open_account("chefe@example.pt", "lab_lead")
    browser = signed_in(account)
    assert browser.get("/conta/representacao/").status_code == 200
    assert "Instituto" in browser.get(f"/conta/representacao/{affiliation.id}/sair/").content.decode()
    browser.post(f"/conta/representacao/{affiliation.id}/sair/")
    account.refresh_from_db()
    assert account.roles == [] and not queries.entities_of(account.id).exists()
    affiliation.refresh_from_db()
    assert affiliation.ending == Affiliation.Ending.LEFT
    assert Notice.objects.filter(owner_id=leader.id, title__contains="deixou de representar").count() == 1
    with pytest.raises(NotNow):
        affiliations.end_affiliation(by=WHO, affiliation=affiliation)
    assert "organisations.end_affiliation" in AuditEntry.objects.filter(target_id=str(entity.id)).values_list(
        "action", flat=True
    )


def test_who_speaks_for_two_entities_keeps_the_role_with_the_other(speaking):
    _entity, account, affiliation = speaking
    other = an_entity("Agência")
    affiliations.begin_affiliation(by=WHO, entity=other, email=account.email)
    affiliations.end_affiliation(by=WHO, affiliation=affiliation, why="mudou de funções")
    account.refresh_from_db()
    assert account.roles == ["entity_contact"] and list(queries.entities_of(account.id)) == [other]


def test_nobody_ends_or_confirms_for_another(speaking):
    _entity, _account, affiliation = speaking
    for act in (affiliations.end_affiliation, affiliations.confirm_affiliation):
        with pytest.raises(NotAllowed):
            act(by=actor_with("researcher"), affiliation=affiliation)


def test_each_year_it_is_confirmed_or_ends_after_the_time_given(speaking):
    _entity, account, affiliation = speaking
    ask_and_end(0)
    affiliation.refresh_from_db()
    assert affiliation.asked_on is None
    long_ago = TODAY() - CONFIRM_EVERY_DAYS * DAYS
    Affiliation.objects.update(confirmed_on=long_ago)
    ask_and_end(0)
    ask_and_end(0)
    affiliation.refresh_from_db()
    assert affiliation.asked_on == TODAY()
    assert Notice.objects.filter(owner_id=account.id, title__startswith="Ainda representa").count() == 1
    browser = signed_in(account)
    assert "Passou um ano" in browser.get("/conta/representacao/").content.decode()
    browser.post(f"/conta/representacao/{affiliation.id}/confirmar/")
    affiliation.refresh_from_db()
    assert (affiliation.asked_on, affiliation.confirmed_on) == (None, TODAY())

    Affiliation.objects.update(confirmed_on=long_ago, asked_on=TODAY() - GRACE_DAYS * DAYS)
    ask_and_end(0)
    assert queries.entities_of(account.id).exists()
    Affiliation.objects.update(asked_on=TODAY() - (GRACE_DAYS + 1) * DAYS)
    ask_and_end(0)
    affiliation.refresh_from_db()
    assert affiliation.ending == Affiliation.Ending.UNCONFIRMED and not queries.entities_of(account.id).exists()
    assert affiliations.end_unconfirmed(by=WHO, affiliation=affiliation) is None


def test_a_merge_takes_its_people_along(speaking):
    entity, account, _affiliation = speaking
    kept = an_entity("Instituto Público")
    merging.merge(by=WHO, kept=kept, duplicate=entity, why="a mesma")
    assert list(queries.entities_of(account.id)) == [kept]
    with pytest.raises(NotNow):
        affiliations.begin_affiliation(by=WHO, entity=entity, email=account.email)


@pytest.fixture
def away():
    """A project whose lead goes away, and a colleague without any role in it."""
    absent, other = open_account("ana@example.pt", name="Ana"), open_account("rui@example.pt", name="Rui")
    project = projects.start_project(by=WHO, title="Carta curta", question="Ajuda?")
    projects.add_member(by=WHO, project=project, account=absent, role="lead")
    return project, absent, other


def arranged(absent: Account, other: Account, **changes) -> Absence:
    roles = handed.roles_held_by(absent.id)
    words = {"stands_in": other.email, "begins_on": TODAY(), "ends_on": TODAY() + 5 * DAYS, "roles": roles, **changes}
    return absences.arrange_absence(by=actor_of(absent), **words)


def test_a_colleague_acts_for_the_absent_and_the_chain_says_so(away):
    project, absent, other = away
    assert not policy.allows(actor_of(other), "portfolio.edit_project", project)
    absence = arranged(absent, other)
    assert policy.allows(actor_of(other), "portfolio.edit_project", project)
    edited = projects.edit_project(by=actor_of(other), project=project, edition=1, title="Carta mais curta")
    entry = AuditEntry.objects.get(action="portfolio.edit_project")
    assert entry.actor == f"account:{other.id} for account:{absent.id}"
    assert "Rui, por Ana" in [moment.who for moment in history(edited)]
    assert queries.lent_projects(other.id) == {project.id}
    assert "Carta curta" in signed_in(other).get("/conta/representacao/").content.decode()

    signed_in(absent).post(f"/conta/ausencias/{absence.id}/terminar/")
    assert not policy.allows(actor_of(other), "portfolio.edit_project", project)
    with pytest.raises(NotNow):
        absences.end_absence(by=actor_of(absent), absence=absence)


def test_it_begins_and_ends_by_itself(away):
    project, absent, other = away
    absence = arranged(absent, other, begins_on=TODAY() + DAYS)
    assert not policy.allows(actor_of(other), "portfolio.edit_project", project)
    for first, last, holds in ((-3, -1, False), (-3, 0, True), (0, 0, True), (1, 2, False)):
        Absence.objects.update(begins_on=TODAY() + first * DAYS, ends_on=TODAY() + last * DAYS)
        absence.refresh_from_db()
        assert policy.allows(actor_of(other), "portfolio.edit_project", project) is holds is absence.is_standing


def test_what_is_lent_ends_with_the_role_or_the_account_of_who_lent_it(away):
    project, absent, other = away
    arranged(absent, other)
    projects.remove_member(by=WHO, membership=project.memberships.get(account=absent))
    assert not policy.allows(actor_of(other), "portfolio.edit_project", project)
    projects.add_member(by=WHO, project=project, account=absent, role="lead")
    assert policy.allows(actor_of(other), "portfolio.edit_project", project)
    accounts.close_account(by=WHO, account=absent)
    assert not policy.allows(actor_of(other), "portfolio.edit_project", project)


def test_only_what_was_named_is_lent_and_only_what_one_holds(away):
    project, absent, other = away
    second = projects.start_project(by=WHO, title="Outro", question="Ajuda?")
    projects.add_member(by=WHO, project=second, account=absent, role="lead")
    first = [held for held in handed.roles_held_by(absent.id) if held.project == project.id]
    arranged(absent, other, roles=first)
    assert not policy.allows(actor_of(other), "portfolio.edit_project", second)
    with pytest.raises(OrganisationProblem, match="entre os que são seus"):
        arranged(other, absent, roles=first)
    with pytest.raises(OrganisationProblem, match="um ou mais"):
        arranged(absent, other, roles=[])


@pytest.mark.parametrize(("first", "last", "field"), [(-1, 3, "begins_on"), (3, 2, "ends_on"), (0, 90, "ends_on")])
def test_days_that_cannot_be(away, first, last, field):
    _project, absent, other = away
    with pytest.raises(BadDay) as told:
        arranged(absent, other, begins_on=TODAY() + first * DAYS, ends_on=TODAY() + last * DAYS)
    assert told.value.field == field


def test_nobody_stands_in_for_themselves(away):
    _project, absent, _other = away
    with pytest.raises(OrganisationProblem, match="Ninguém mais"):
        arranged(absent, absent)


def test_absences_are_arranged_by_the_page(away):
    project, absent, other = away
    browser = signed_in(absent)
    form = browser.get("/conta/ausencias/nova/").context["form"]
    [(key, label)] = form.fields["roles"].choices
    assert label.startswith("Carta curta: ")
    words = {"stands_in": "ninguem@example.pt", "begins_on": "31/12/2999", "ends_on": "31/12/2999", "roles": [key]}
    assert "Ninguém mais" in browser.post("/conta/ausencias/nova/", words).content.decode()
    assert browser.post("/conta/ausencias/nova/", {**words, "stands_in": other.email}).status_code == 302
    assert "Rui substitui-me" in browser.get("/conta/representacao/").content.decode()
    assert "Não tem papel" in signed_in(account_with("analyst")).get("/conta/ausencias/nova/").content.decode()
    assert Absence.objects.get().roles.get().project == project.id
