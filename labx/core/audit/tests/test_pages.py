"""The pages of the audit chain."""

from uuid import UUID

import pytest
from django.template import Context, Template

from labx.core.actors import system
from labx.core.audit import queries
from labx.core.audit.models import AuditEntry, AuditPayload
from labx.core.audit.record import record
from labx.core.audit.seal import seal
from labx.core.audit.verify import verify
from labx.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    account = Account.objects.create(email="o@example.org", name="Olga", roles=["data_protection_officer"])
    client.force_login(account)
    return client


@pytest.fixture
def entry() -> AuditEntry:
    record(
        by=system("test"),
        action="core.read_audit",
        target=("test.thing", "7"),
        why="because it was asked",
        before={"name": "old name"},
        after={"name": "new name", "count": 3},
    )
    return AuditEntry.objects.latest("at")


def test_the_list_says_what_is_sealed_and_what_is_not(officer, entry):
    page = officer.get("/auditoria/").content.decode()
    assert "Ler a cadeia de auditoria" in page
    lists = {"nao": True, "sim": False}
    for _time in range(2):
        for asked, is_there in lists.items():
            found = officer.get("/auditoria/", {"selo": asked}).content.decode()
            assert ("test.thing" in found) is is_there
        seal()
        lists = {"nao": False, "sim": True}
    exported = officer.get("/auditoria/?formato=csv").content.decode()
    assert "test.thing" in exported


def test_an_entry_shows_what_changed(officer, entry):
    page = officer.get(f"/auditoria/{entry.pk}/").content.decode()
    assert all(words in page for words in ("because it was asked", "old name", "new name", "system:test"))


def test_what_an_entry_tells_is_erased_with_a_reason(officer, entry, monkeypatch):
    seal()
    address = f"/auditoria/{entry.pk}/apagar/"
    assert officer.post(address, {"why": ""}).status_code == 200
    assert AuditPayload.objects.filter(entry=entry).exists()
    officer.post(address, {"why": "request of 3 March"})
    assert not AuditPayload.objects.filter(entry=entry).exists()
    page = officer.get(f"/auditoria/{entry.pk}/").content.decode()
    assert "old name" not in page
    assert officer.get(address).status_code == 302
    monkeypatch.setattr(queries, "payload_of", lambda _entry: True)  # as read a moment before it was erased
    assert officer.post(address, {"why": "again"}).status_code == 302
    assert AuditEntry.objects.filter(action="audit.erase").count() == 1
    seal()
    assert list(verify()) == []


@pytest.mark.parametrize("role", ["researcher", "analyst", "lab_lead"])
def test_others_do_not_see_the_chain(client, entry, role):
    client.force_login(Account.objects.create(email="r@example.org", roles=[role]))
    assert client.get("/auditoria/").status_code == 403
    assert client.get(f"/auditoria/{entry.pk}/").status_code == 404
    assert client.post(f"/auditoria/{entry.pk}/apagar/", {"why": "x"}).status_code == 404


def test_the_history_of_a_record_says_when_who_and_what_but_not_the_values():
    account = Account.objects.create(email="p@example.org", name="Paula")
    record(by=system("test"), action="core.search", target=account, before={"email": "old@example.org"})
    drawn = Template("{% load audit %}{% history record %}").render(Context({"record": account}))
    assert "Procurar no que se pode ver" in drawn
    assert "old@example.org" not in drawn
    unknown = Template("{% load audit %}{% history record %}").render(Context({"record": Account(id=UUID(int=4))}))
    assert unknown.strip() == ""
