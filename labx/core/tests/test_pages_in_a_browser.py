"""The house's own pages in a browser: no accessibility fault, nothing wider than a phone."""

import pytest
from django.db import transaction

from labx.core import rooms
from labx.core.actors import system
from labx.core.api.tokens import create_token
from labx.core.audit.models import AuditEntry
from labx.core.audit.record import record
from labx.core.audit.seal import seal
from labx.core.jobs.models import Job
from labx.core.notices.declare import NoticeKind
from labx.core.notices.send import notify
from labx.core.rooms import Room
from labx.people.middleware import actor_of
from labx.people.models import Account
from tests.browser import faults_of


@pytest.fixture
def addresses(transactional_db, monkeypatch) -> tuple[Account, list[str]]:
    told = Room(name="test", title="Test", notices=(NoticeKind("test.due", "Uma decisão espera"),))
    monkeypatch.setattr(rooms, "_rooms", {**rooms._rooms, "test": told})
    account = Account.objects.create(email="a@example.org", name="Ana", roles=["administrator"])
    with transaction.atomic():
        values = {"title": "Carta curta", "days": 30}
        record(by=actor_of(account), action="core.search", target=account, why="pedido", before={}, after=values)
        notify("test.due", to=[account.id], title="Há uma decisão à espera", text="Sobre a carta.", url="/")
    create_token(by=actor_of(account), name="painel", scopes=["core.read_audit"], days=9)
    seal()
    record_entry = AuditEntry.objects.get(action="core.search")
    own = {"actor": system("x").key, "owner_id": account.id}
    running = Job.objects.create(name="w", state="running", done=3, total=9, message="A ler.", **own)
    failed = Job.objects.create(name="w", state="failed", error="A linha 3 não tem data.", **own)
    return account, [
        "/auditoria/",
        f"/auditoria/{record_entry.pk}/",
        f"/auditoria/{record_entry.pk}/apagar/",
        "/trabalhos/",
        f"/trabalhos/{running.pk}/",
        f"/trabalhos/{failed.pk}/",
        "/avisos/",
        "/avisos/preferencias/",
        "/procurar/?q=carta",
        "/conta/tokens/",
        "/api/",
    ]


@pytest.mark.browser
def test_every_page_of_the_house_is_accessible_and_fits_a_phone(window, addresses):
    account, pages = addresses
    page, faults = window(account, locale="pt-PT"), []
    for address in pages:
        page.goto(address)
        faults += faults_of(page)
    assert not faults
