"""Two people, or one impatient hand, doing the same in the portfolio at the same moment."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from labx.core.actors import system
from labx.core.audit.models import AuditEntry
from labx.core.events.models import Retraction
from labx.core.rooms import Reference
from labx.core.search.models import SearchDocument
from labx.people.organisations.tests.making import an_entity
from labx.portfolio.actions import evidence, organisations, projects, protocols
from labx.portfolio.models import Claim, Decision, Evidence, Project, Protocol
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)
WHO = system("test")
WORDS = {"title": "A carta", "question": "Ajuda?", "decision_to_take": "Mudar a carta."}


@pytest.fixture
def project() -> Project:
    return projects.start_project(by=WHO, title="Cartas", question="Quem as lê?")


@pytest.fixture
def found(project: Project) -> Evidence:
    reference = Reference("nowhere", "thing", UUID(int=1), "0" * 64)
    return evidence.record_evidence(
        by=WHO, project=project, statement="Ajuda.", design_grade="comparison", reference=reference
    )


def decide(project: Project, found: Evidence, replaces: Decision | None = None) -> Decision:
    return evidence.record_decision(
        by=WHO,
        project=project,
        outcome="stop",
        reasons="Não ajuda.",
        decided_by="A direção",
        decided_on=date(2026, 1, 2),
        would_change="Outro ensaio.",
        citations=[(found, True, "weak")],
        replaces=replaces,
    )


def published(found: Evidence) -> Claim:
    words = ("indicator", "sentence", "definition", "unit", "denominator", "baseline", "comparison", "source")
    card: dict[str, Any] = dict.fromkeys(words, "palavra")
    return evidence.publish_claim(by=WHO, evidence=found, value=1.0, cut_off=date(2026, 1, 1), **card)


def test_projects_of_one_title_get_two_addresses():
    one, other = meanwhile(*[lambda: projects.start_project(by=WHO, title="Cartas", question="?")] * 2)
    assert {one.slug, other.slug} == {"cartas", "cartas-2"}


def test_no_project_takes_the_address_of_another_page(client):
    assert projects.start_project(by=WHO, title="Novo", question="?").slug == "novo-2"


def frozen(project: Project) -> Protocol:
    written = protocols.write_protocol(by=WHO, project=project, code="carta", room="trials", plan={}, **WORDS)
    Protocol.objects.filter(pk=written.pk).update(frozen_at="2026-01-01T00:00Z", digest="0" * 64)
    return Protocol.objects.select_related("project").get(pk=written.pk)


def test_a_protocol_amended_twice_has_two_more_versions(project):
    protocol = frozen(project)
    one, other = meanwhile(*[lambda: protocols.amend_protocol(by=WHO, protocol=protocol, justification="?")] * 2)
    assert (one.version, other.version) == (2, 3)


def test_only_one_first_decision_is_recorded(project, found):
    _one, other = meanwhile(*[lambda: decide(project, found)] * 2)
    assert isinstance(other, evidence.NotReady)
    assert Decision.objects.count() == 1


def test_only_one_decision_replaces_another(project, found):
    first = decide(project, found)
    _one, other = meanwhile(*[lambda: decide(project, found, replaces=first)] * 2)
    assert isinstance(other, evidence.NotReady)
    assert Decision.objects.filter(replaced_by=None).count() == 1


def test_no_decision_replaces_that_of_another_project(project, found):
    elsewhere = projects.start_project(by=WHO, title="Outro", question="?")
    with pytest.raises(evidence.NotReady):
        decide(elsewhere, evidence.record_evidence(
            by=WHO, project=elsewhere, statement="?", design_grade="none", reference=found.reference
        ), replaces=decide(project, found))  # fmt: skip


def test_the_reason_of_a_withdrawal_is_written_once(found):
    claim = published(found)
    meanwhile(*[lambda why=why: evidence.withdraw_claim(by=WHO, claim=claim, why=why) for why in ("Erro.", "Nada.")])
    assert Claim.objects.get().withdrawn_why == "Erro."


def test_published_and_taken_back_at_once_leaves_search_as_the_page(project):
    words = dict.fromkeys(("asked", "did", "learned", "next_step"), "Palavras.")
    edited = projects.edit_project(by=WHO, project=project, edition=1, **words)
    meanwhile(
        lambda: evidence.publish_project(by=WHO, project=edited),
        lambda: evidence.unpublish_project(by=WHO, project=Project.objects.get(), why="Cedo demais."),
    )
    assert Project.objects.get().is_published is SearchDocument.objects.get(kind="portfolio.project").is_public is False


def test_an_entity_leaves_once_and_in_the_role_it_has(project):
    entity = an_entity()
    link = organisations.link_entity(by=WHO, project=project, entity=entity, role="owner")
    _one, other = meanwhile(
        lambda: organisations.link_entity(by=WHO, project=project, entity=entity, role="funds"),
        lambda: organisations.unlink_entity(by=WHO, link=link),
    )
    organisations.unlink_entity(by=WHO, link=link)
    assert other is None and not project.entities.exists()
    assert Retraction.objects.count() == 2
    assert AuditEntry.objects.filter(action="portfolio.unlink_entity").count() == 1
