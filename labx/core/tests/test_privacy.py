"""Pages of whoever is signed in are kept nowhere; those for everyone may be."""

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from django.urls import reverse

from labx.people.models import Account

pytestmark = pytest.mark.django_db
NOWHERE = "private, no-store"


@pytest.fixture
def account() -> Account:
    return Account.objects.create(email="ana@example.org", name="Ana", roles=["administrator"])


@pytest.mark.parametrize("name", ["portfolio:desk", "people:list", "audit:index", "home"])
def test_no_page_of_a_signed_in_reader_is_kept(client, account, name):
    client.force_login(account)
    assert client.get(reverse(name))["Cache-Control"] == NOWHERE


def test_what_a_token_reads_is_not_kept(client):
    answer = client.get("/api/core/measures", headers={"Authorization": "Bearer labx_nothing"})
    assert answer["Cache-Control"] == NOWHERE


def test_a_page_for_everyone_may_be_kept(client):
    assert "Cache-Control" not in client.get(reverse("home"))


@pytest.mark.usefixtures("own_loop")
def test_under_the_real_server_too(account):
    signed_in = Client()
    signed_in.force_login(account)
    reader = AsyncClient()
    reader.cookies = signed_in.cookies

    async def read():
        return await reader.get("/acessibilidade/")

    assert async_to_sync(read)()["Cache-Control"] == NOWHERE
