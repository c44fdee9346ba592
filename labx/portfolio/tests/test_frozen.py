"""What is frozen stays as it was signed, and says so when it is not."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from labx.core.audit.models import AuditEntry
from labx.core.frozen.canonical import canonical, digest
from labx.core.measures.compute import compute
from labx.portfolio import queries
from labx.portfolio.actions import evidence, protocols
from labx.portfolio.models import Project, Protocol
from labx.portfolio.tests.making import DECISION, WHO, draft_of, evidence_of, frozen_of, project_of
from labx.trials.plan.faults import BadPlan
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def project() -> Project:
    return project_of()


def address(page: str, protocol: Protocol) -> str:
    return reverse(f"portfolio:{page}", args=[protocol.project.slug, protocol.code, protocol.version])


# Frozen protocols.


def test_a_protocol_is_frozen_as_canonical_text_hashed_signed_and_dated(client, project):
    draft = draft_of(project)
    answer = client.post(address("freeze", draft), follow=True)
    frozen = Protocol.objects.get(pk=draft.pk)
    text = client.get(address("frozen_text", frozen)).content
    assert "congelado" in answer.content.decode() and frozen.is_frozen
    assert text == bytes(frozen.canonical) == canonical(protocols.frozen_content(frozen))
    assert frozen.digest == digest(protocols.frozen_content(frozen)) and queries.signature_state(frozen) == ""
    assert AuditEntry.objects.filter(action="portfolio.freeze_protocol", target_id=str(draft.pk)).exists()
    assert compute("portfolio.protocols_frozen").value == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE portfolio_protocol SET plan = '{}' WHERE id = %s",
        "UPDATE portfolio_protocol SET frozen_at = NULL WHERE id = %s",
        "DELETE FROM portfolio_protocol WHERE id = %s",
    ],
)
def test_the_database_itself_refuses_to_change_a_frozen_protocol(change, project):
    frozen = frozen_of(project)
    with pytest.raises(IntegrityError, match="is frozen and never changes"), transaction.atomic():
        connection.cursor().execute(change, [frozen.pk])


@pytest.mark.parametrize(
    "change", ["UPDATE portfolio_decision SET reasons = 'outras'", "DELETE FROM portfolio_decision"]
)
def test_the_database_itself_refuses_to_change_a_decision(change, project):
    evidence.record_decision(by=WHO, project=project, citations=[(evidence_of(project), True, "weak")], **DECISION)
    with pytest.raises(IntegrityError, match="is frozen and never changes"), transaction.atomic():
        connection.cursor().execute(change)


def test_a_draft_can_still_go(project):
    draft = draft_of(project)
    draft.delete()
    assert not Protocol.objects.exists()


def test_freezing_twice_or_editing_after_says_to_amend(client, project):
    frozen = frozen_of(project)
    assert "Escreva uma emenda" in client.post(address("freeze", frozen), follow=True).content.decode()
    with pytest.raises(protocols.ProtocolFrozen):
        protocols.edit_protocol(by=WHO, protocol=frozen, edition=frozen.edition, plan={})


def test_a_plan_the_room_refuses_is_not_frozen_and_each_field_is_named(client, project):
    draft = draft_of(project, outcome="", better="sideways", confidence=2, tried_arm="com espaço", other=1)
    with pytest.raises(BadPlan) as refused:
        protocols.freeze_protocol(by=WHO, protocol=draft)
    assert {where for where, _what in refused.value.problems} == {
        "outcome",
        "better",
        "confidence",
        "tried_arm",
        "other",
    }
    page = client.post(address("freeze", draft), follow=True).content.decode()
    assert "better" in page and not Protocol.objects.get().is_frozen


@pytest.mark.parametrize("missing", ["question", "decision_to_take"])
def test_a_protocol_that_promises_nothing_is_not_frozen(missing, project):
    draft = draft_of(project)
    words = {missing: " "}
    edited = protocols.edit_protocol(by=WHO, protocol=draft, edition=draft.edition, plan=draft.plan, **words)
    with pytest.raises(protocols.NothingToFreeze):
        protocols.freeze_protocol(by=WHO, protocol=edited)


def test_a_plan_of_a_room_that_is_switched_off_waits(client, project):
    words = {"title": "Inquérito", "question": "Q", "decision_to_take": "D"}
    draft = protocols.write_protocol(by=WHO, project=project, code="i", room="away", plan={}, **words)
    page = client.get(address("protocol", draft))
    assert page.status_code == 200 and "desligada" in page.content.decode()
    with pytest.raises(protocols.NothingToFreeze, match="away"):
        protocols.freeze_protocol(by=WHO, protocol=draft)
    assert client.get(address("frozen_text", draft)).status_code == 404


def test_an_amendment_is_a_new_version_that_names_the_old_one(client, project):
    first = frozen_of(project)
    answer = client.post(address("amend", first), {"justification": "O registo acaba mais cedo."})
    second = Protocol.objects.get(version=2)
    assert answer["Location"] == address("protocol", second) and not second.is_frozen
    second = protocols.freeze_protocol(by=WHO, protocol=second)
    content = protocols.frozen_content(second)
    assert content["amends"] == {"id": str(first.id), "digest": first.digest}
    assert content["justification"] == "O registo acaba mais cedo."
    first.refresh_from_db()
    assert first.is_frozen and first.digest != second.digest
    page = client.get(address("protocol", second)).content.decode()
    assert "O registo acaba mais cedo." in page and address("protocol", first) in page
    third = protocols.amend_protocol(by=WHO, protocol=first, justification="Outra razão.")
    assert third.version == 3


def test_an_amendment_needs_a_frozen_version_and_a_reason(client, project):
    draft = draft_of(project)
    assert "congelada" in client.post(address("amend", draft), {"justification": "x"}).content.decode()
    frozen = protocols.freeze_protocol(by=WHO, protocol=draft)
    with pytest.raises(protocols.NothingToFreeze):
        protocols.amend_protocol(by=WHO, protocol=frozen, justification=" ")


def tampered(frozen: Protocol, **changed: object) -> Protocol:
    """Changed behind the database's back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE portfolio_protocol DISABLE TRIGGER portfolio_protocol_frozen")
        Protocol.objects.filter(pk=frozen.pk).update(**changed)
        cursor.execute("ALTER TABLE portfolio_protocol ENABLE TRIGGER portfolio_protocol_frozen")
    return Protocol.objects.get(pk=frozen.pk)


def test_a_signature_that_does_not_hold_is_said_on_the_page(client, project):
    frozen = frozen_of(project)
    broken = tampered(frozen, signature={**frozen.signature, "value": frozen.signature["value"][::-1]})
    page = client.get(address("protocol", broken))
    assert "não é o que a chave" in page.context["signature"] and page.context["signature"] in page.content.decode()


@pytest.mark.parametrize("change", [{"question": "Outra?"}, {"plan": {}}, {"digest": "0" * 64}, {"canonical": b"{}"}])
def test_a_text_that_is_not_what_was_signed_is_said_on_the_page(change, client, project):
    broken = tampered(frozen_of(project), **change)
    page = client.get(address("protocol", broken))
    assert "não é o que foi assinado" in page.context["signature"]
    assert page.context["signature"] in page.content.decode()
