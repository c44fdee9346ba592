"""An embargo: until its moment every door is shut to others, and then every door opens by the clock alone."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.actors import ANONYMOUS
from labx.core.api.tokens import create_token, offered
from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.core.search.find import find
from labx.core.search.index import rebuild
from labx.people.middleware import actor_of
from labx.people.organisations.actions import registering as register
from labx.portfolio.actions import evidence, organisations, projects
from labx.portfolio.catalogue.tests.making import published_project
from labx.portfolio.models import Claim, Project
from labx.portfolio.tests.making import PAGE, WHO, project_of
from tests.people import account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# Where the title, the address or a number of a project would stand.
LISTS = (
    "home",
    "catalogue:list",
    "catalogue:atom",
    "catalogue:sitemap",
    "catalogue:dcat_turtle",
    "catalogue:dcat_json",
    "figures:claims",
)
API = ("/api/portfolio/published", "/api/figures/claims")
PAGES = ("portfolio:public", "portfolio:public_pdf", "catalogue:taking", "catalogue:package", "catalogue:datacite")
MORE_PAGES = ("catalogue:schema", "catalogue:entry_turtle", "catalogue:entry_json", "catalogue:case")
OF_PROTOCOL = ("catalogue:registration", "catalogue:egap", "catalogue:osf")


@pytest.fixture
def project() -> Project:
    """A finished project whose page was taken down again, with an entity that has a page of its own."""
    made = published_project()
    entity = register.register_entity(by=WHO, name="Registo Inventado", level="local", without_nipc="inventada")
    organisations.link_entity(by=WHO, project=made, entity=entity)
    return evidence.unpublish_project(by=WHO, project=made, why="Ainda não.")


def tomorrow() -> dt.datetime:
    return timezone.now() + DAY


def later(monkeypatch) -> None:
    now = timezone.now() + 2 * DAY
    monkeypatch.setattr(timezone, "now", lambda: now)


def lists(client: Client, project: Project) -> Iterator[tuple[str, bool]]:
    """Each list, and whether it tells anything of the project."""
    addresses = [reverse(name) for name in LISTS]
    for address in [*addresses, *API]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        yield address, any(said in text for said in (project.slug, project.title, str(project.pk)))


def doors(client: Client, project: Project) -> Iterator[tuple[str, int]]:
    protocol = project.protocols.filter(frozen_at__isnull=False).first()
    claim = Claim.objects.filter(project=project, withdrawn_at=None).first()
    of_protocol = [project.slug, protocol.code, protocol.version]
    addresses = [reverse(name, args=[project.slug]) for name in (*PAGES, *MORE_PAGES)]
    addresses += [reverse(name, args=of_protocol) for name in OF_PROTOCOL]
    addresses += [reverse("figures:claim", args=[claim.pk]), f"/api/portfolio/projects/{project.slug}/claims"]
    for address in addresses:
        yield address, client.get(address).status_code


def test_until_its_moment_no_door_tells_others_of_it_and_then_each_one_does(project, monkeypatch):
    evidence.publish_project(by=WHO, project=project, at=tomorrow())
    rebuild()
    visitor, outsider = Client(), signed_in(open_account("fora@example.pt"))
    for client in (visitor, outsider):
        assert [door for door, tells in lists(client, project) if tells] == []
        assert [door for door, status in doors(client, project) if status in {200, 409}] == []
    for actor in (ANONYMOUS, actor_of(open_account("outra@example.pt"))):
        assert find(actor, "carta curta").count == find(actor, project.title).count == 0
    later(monkeypatch)
    assert [door for door, tells in lists(visitor, project) if not tells] == []
    assert [door for door, status in doors(visitor, project) if status != 200] == []
    assert find(ANONYMOUS, "carta curta").count == 1
    assert AuditEntry.objects.filter(target_id=str(project.pk)).latest("at").action == "portfolio.set_embargo"


def test_its_own_people_read_the_page_before_and_are_told_until_when(project):
    evidence.publish_project(by=WHO, project=project, at=tomorrow())
    page, pdf = (reverse(f"portfolio:{name}", args=[project.slug]) for name in ("public", "public_pdf"))
    for role in ("analyst", "lab_lead"):
        shown = signed_in(account_with(role)).get(page).content.decode()
        assert "só a equipa lê esta página" in shown and reverse("catalogue:taking", args=[project.slug]) not in shown
    member = open_account("observa@example.pt")
    projects.add_member(by=WHO, project=project, account=member, role="observer")
    assert signed_in(member).get(page).status_code == signed_in(member).get(pdf).status_code == 200
    assert find(actor_of(member), "carta curta").count == 1
    record = signed_in(account_with("lab_lead")).get(reverse("portfolio:record", args=[project.slug])).content.decode()
    assert "A página passa a ser pública" in record and "pública a partir de" in record


def test_a_token_opens_nothing_early(project):
    evidence.publish_project(by=WHO, project=project, at=tomorrow())
    account = account_with("lab_lead")
    token = create_token(by=actor_of(account), name="leitor", scopes=offered()[:1], days=1)[1]
    answer = Client().get(
        f"/api/portfolio/projects/{project.slug}/claims", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 404


def test_the_moment_is_changed_lifted_or_given_up_by_who_publishes(project):
    lead = signed_in(account_with("lab_lead"))
    there, record = (reverse(f"portfolio:{name}", args=[project.slug]) for name in ("embargo", "record"))
    assert lead.get(there).status_code == 200
    assert "já passou" in lead.post(there, {"at": "01/01/2020 10:00"}).content.decode()
    assert lead.post(there, {"at": "amanhã"}).status_code == 200
    lead.post(there, {"at": "31/12/2099 10:00"})
    project.refresh_from_db()
    assert project.is_embargoed and timezone.localtime(project.published_at).hour == 10
    assert "31/12/2099 10:00" in lead.get(there).content.decode()
    assert "Mudar o momento" in lead.get(record).content.decode()
    lead.post(there, {"at": "30/12/2099 09:00"})
    lead.post(reverse("portfolio:publish", args=[project.slug]))
    project.refresh_from_db()
    assert project.is_published and Client().get(reverse("portfolio:public", args=[project.slug])).status_code == 200
    assert "já é pública" in lead.post(there, {"at": "31/12/2099 10:00"}).content.decode()
    done = AuditEntry.objects.filter(target_id=str(project.pk)).order_by("-at").values_list("action", flat=True)
    assert list(done[:3]) == ["portfolio.lift_embargo", "portfolio.set_embargo", "portfolio.set_embargo"]
    evidence.unpublish_project(by=WHO, project=project, why="Engano.")
    evidence.publish_project(by=WHO, project=project, at=tomorrow())
    lead.post(reverse("portfolio:unpublish", args=[project.slug]), {"why": "Afinal não."})
    project.refresh_from_db()
    assert project.published_at is None and not project.is_embargoed


def test_only_who_publishes_sets_a_moment_and_only_for_a_whole_page(project):
    with pytest.raises(NotAllowed):
        evidence.publish_project(by=actor_with("analyst"), project=project, at=tomorrow())
    empty = project_of("Vazio")
    with pytest.raises(evidence.NotReady):
        evidence.publish_project(by=WHO, project=empty, at=tomorrow())
    assert not Project.objects.exclude(published_at=None).exists()


def test_what_is_public_stays_so_when_it_is_edited_and_published_again(project):
    evidence.publish_project(by=WHO, project=project)
    first = Project.objects.get(pk=project.pk).published_at
    edited = projects.edit_project(by=WHO, project=project, edition=project.edition, **PAGE)
    assert evidence.publish_project(by=WHO, project=edited).published_at == first
