"""What was kept long enough goes by its rule, and a dry run changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.core.notices.models import Notice
from labx.core.policy import NotAllowed
from labx.people.models import Invitation
from labx.people.participants.models import Contact, Participant, Subject
from labx.people.rights.actions import retention
from labx.people.rights.actions.retention import apply_rule, apply_rules, rules
from labx.people.rights.cli import rights
from labx.people.rights.jobs import nightly
from labx.people.rights.tests.making import officer
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_notice() -> Notice:
    made = Notice.objects.create(owner_id=account_with("researcher").id, kind="k", title="Velho")
    Notice.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=366))
    return made


def test_a_dry_run_lists_and_changes_nothing(old_notice):
    found = {one.data.kind: one for one in rules()}
    assert found["core.notices"].count == 1 and found["core.notices"].examples == [str(old_notice.pk)]
    assert Notice.objects.filter(pk=old_notice.pk).exists()
    told = CliRunner().invoke(rights, ["retention"])
    assert told.exit_code == 0 and "core.notices" in told.output
    assert Notice.objects.filter(pk=old_notice.pk).exists()


def test_only_what_is_old_enough_goes_and_the_chain_says_how_much(old_notice):
    young = Notice.objects.create(owner_id=old_notice.owner_id, kind="k", title="Novo")
    gone = apply_rules(by=officer())
    assert gone == {"core.notices": 1}
    assert list(Notice.objects.filter(kind="k")) == [young]
    assert AuditEntry.objects.filter(action="rights.apply_retention", target_id="core.notices").count() == 1
    assert apply_rules(by=officer()) == {}


@pytest.mark.parametrize("month", [5, 11])
def test_days_are_the_calendars_though_the_clocks_changed_since(month):
    now = datetime(2026, month, 22, 23, 30, tzinfo=UTC)
    assert any(rule.data.retention.days == 180 for rule in rules(now))
    for rule in rules(now):
        kept = timezone.localdate(now) - timezone.localdate(rule.before)
        assert kept == timedelta(days=rule.data.retention.days), rule.data.kind


def test_the_command_erases_when_told(old_notice):
    told = CliRunner().invoke(rights, ["retention", "--erase"])
    assert told.exit_code == 0 and "1 rows erased" in told.output


def test_every_night_it_happens_by_itself(old_notice):
    nightly(timestamp=0)
    assert not Notice.objects.filter(pk=old_notice.pk).exists()


def test_old_invitations_go():
    made = Invitation.objects.create(
        email="velha@example.pt", name="Velha", invited_by="x", ends_at=timezone.now() - timedelta(days=400)
    )
    apply_rules(by=officer())
    assert not Invitation.objects.filter(pk=made.pk).exists()


def test_who_left_the_panel_is_forgotten_with_the_link_and_the_contact():
    left = Participant.objects.create(left_at=timezone.now() - timedelta(days=366))
    stays = Participant.objects.create()
    for one in (left, stays):
        Subject.objects.create(participant=one)
        Contact.objects.create(participant=one, name=f"Pessoa {one.code}", email=f"{one.code}@example.pt")
    apply_rules(by=officer())
    assert list(Participant.objects.all()) == [stays]
    assert Subject.objects.count() == Contact.objects.count() == 1


def test_it_is_run_from_the_page_as_a_job(old_notice, run_jobs):
    client = signed_in(account_with("data_protection_officer"))
    assert "Avisos" in client.get(reverse("rights:retention")).content.decode()
    assert client.post(reverse("rights:retention")).status_code == 302
    run_jobs()
    assert not Notice.objects.filter(pk=old_notice.pk).exists()


def test_nobody_else_applies_the_rules(old_notice):
    with pytest.raises(NotAllowed):
        apply_rules(by=actor_with("lab_lead"))
    assert Notice.objects.filter(pk=old_notice.pk).exists()


def test_a_rule_that_fails_stops_no_other_and_is_told_at_the_end(old_notice, monkeypatch):
    def broken(*, by, overdue):
        if overdue.data.kind < "core.notices":
            raise ValueError(overdue.data.kind)
        return apply_rule(by=by, overdue=overdue)

    monkeypatch.setattr(retention, "apply_rule", broken)
    with pytest.raises(ExceptionGroup) as told:
        apply_rules(by=officer())
    assert told.group_contains(ValueError) and not Notice.objects.filter(pk=old_notice.pk).exists()
