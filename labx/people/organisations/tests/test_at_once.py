"""Two people who work on the same organisation, or for the same one, at the same moment."""

import datetime as dt

import pytest
from django.utils import timezone

from labx.people.models import Account
from labx.people.organisations.actions import affiliations, editing, merging
from labx.people.organisations.models import Affiliation, Partner
from labx.people.organisations.models.affiliations import CONFIRM_EVERY_DAYS, GRACE_DAYS
from labx.people.organisations.tests.making import a_partner, an_entity
from tests.meanwhile import meanwhile
from tests.people import WHO, open_account

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_written_while_a_merge_is_taken_apart_is_kept():
    kept, duplicate = a_partner(), a_partner(acronym="AM")
    merge = merging.merge(by=WHO, kept=kept, duplicate=duplicate, why="a mesma")
    _done, undone = meanwhile(
        lambda: editing.edit_partner(by=WHO, partner=kept, edition=2, website="https://moradores.example.pt"),
        lambda: merging.undo_merge(by=WHO, merge=merge, why="afinal não"),
    )
    assert undone.pk == duplicate.pk
    now = Partner.objects.get(pk=kept.pk)
    assert now.website == "https://moradores.example.pt" and now.acronym == ""


def test_who_leaves_on_the_day_it_would_end_leaves_once():
    entity, account = an_entity(), open_account("paulo@example.pt", name="Paulo")
    affiliation = affiliations.begin_affiliation(by=WHO, entity=entity, email=account.email)
    long_ago = timezone.localdate() - dt.timedelta(days=CONFIRM_EVERY_DAYS + GRACE_DAYS + 1)
    Affiliation.objects.filter(pk=affiliation.pk).update(confirmed_on=long_ago, asked_on=long_ago)
    _done, ended = meanwhile(
        lambda: affiliations.end_affiliation(by=WHO, affiliation=affiliation),
        lambda: affiliations.end_unconfirmed(by=WHO, affiliation=affiliation),
    )
    assert ended is None
    assert Affiliation.objects.get().ending == Affiliation.Ending.REMOVED
    assert Account.objects.get(pk=account.pk).roles == []
