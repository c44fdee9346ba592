"""The demonstration's projects: forty, marked as such, failures included, made once."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.db import transaction

from labx.core.actors import system
from labx.core.audit.models import AuditEntry
from labx.people.demo import create_demo_accounts
from labx.people.organisations import demo as organisations
from labx.portfolio import demo
from labx.portfolio.models import Decision, Project, Stage

pytestmark = pytest.mark.django_db
BY = system("test")


class Silent:
    def say(self, **_told) -> None:
        pass


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        create_demo_accounts()
        organisations.load(Silent(), by=BY)
        demo.load(Silent(), by=BY)
        yield
        transaction.set_rollback(True)


def test_forty_projects_each_says_what_it_is(loaded):
    assert Project.objects.count() == 40
    assert not Project.objects.filter(provenance="").exists()
    assert Project.objects.filter(provenance__contains="Fonte: ").count() == 4
    assert Project.objects.filter(provenance=demo.INVENTED).count() == 36


def test_failures_are_part_of_it(loaded):
    outcomes = list(Decision.objects.values_list("outcome", flat=True))
    assert outcomes.count("stop") == 2 and outcomes.count("inconclusive") == 1
    assert Project.objects.filter(stage=Stage.STOP).count() == 2


def test_stages_lasted_as_written(loaded):
    project = Project.objects.get(title="A carta da taxa moderadora")
    spells = list(project.spells.all())
    assert spells[0].entered_on == project.starts_on
    assert all(before.left_on == after.entered_on for before, after in pairwise(spells))
    assert project.entities.count() == 1


def test_a_second_load_changes_nothing(loaded):
    before = AuditEntry.objects.count()
    demo.load(Silent(), by=BY)
    assert (Project.objects.count(), AuditEntry.objects.count()) == (40, before)


def test_pages_say_that_they_are_examples(loaded, client):
    invented = Project.objects.filter(stage=Stage.STOP).first()
    assert "inventado" in client.get(f"/projetos/{invented.slug}/").content.decode()
    real = Project.objects.get(title="Espaço Óbito")
    page = client.get(f"/projetos/{real.slug}/").content.decode()
    assert "labx.gov.pt" in page and "10 dias úteis" in page
