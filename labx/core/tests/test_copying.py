"""Very many records written at once are those that would have been saved one by one."""

import pytest
from django.db import IntegrityError

from labx.core.addresses import address_of
from labx.core.copying import insert_many
from labx.core.jobs.models import Job
from labx.people.organisations.models import Level, Partner, PublicEntity

pytestmark = pytest.mark.django_db


def entities() -> list[PublicEntity]:
    above = PublicEntity(name="Ministério; “das Cartas”\t\\N\n", name_key="x", level=Level.NATIONAL, without_nipc="Sim")
    return [above, PublicEntity(name="Escola", name_key="escola", level="local", nipc="501964843", parent=above)]


def test_every_column_comes_back_as_it_was_given():
    given = entities()
    insert_many(given)
    for one in given:
        kept = PublicEntity.objects.get(pk=one.pk)
        values = {field.attname: getattr(one, field.attname) for field in PublicEntity._meta.concrete_fields}
        assert values == {name: getattr(kept, name) for name in values}
        assert one.registered_at and not one._state.adding


def test_with_one_that_cannot_be_none_is_written():
    twice = [*entities(), PublicEntity(name="Outra", name_key="outra", level="local", nipc="501964843")]
    with pytest.raises(IntegrityError):
        insert_many(twice)
    assert not PublicEntity.objects.exists() and all(one._state.adding for one in twice)


def test_what_copy_cannot_write_is_refused():
    with pytest.raises(TypeError, match="Job has columns"):
        insert_many([Job()])


def test_partners_are_written_too():
    insert_many([Partner(name="Universidade", name_key="universidade", kind="research")])
    assert Partner.objects.get().name == "Universidade"


def test_an_address_is_the_one_that_reverse_gives():
    from django.urls import reverse

    for page in ("organisations:entity", "portfolio:record", "portfolio:move"):
        assert address_of(page)("abc-1") == reverse(page, args=["abc-1"])
