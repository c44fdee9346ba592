"""A passkey is made and used in a real browser, under the strict content security policy."""

import pytest
from allauth.mfa.models import Authenticator

from tests.people import PASSWORD, account_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def device(page):
    """A passkey device that says yes; `page` fails on anything the policy blocks."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def sign_in(page, account) -> None:
    page.goto("/conta/entrar/")
    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Palavra-passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Entrar", exact=True).click()
    page.wait_for_url("**/secretaria/")


def test_a_passkey_is_added_and_opens_the_door_alone(device) -> None:
    page, account = device, account_with("researcher")
    sign_in(page, account)
    page.goto("/conta/chaves/nova/")
    page.get_by_label("Palavra-passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmar").click()
    page.get_by_label("Nome da chave").fill("Portátil")
    page.get_by_label("Entrar só com esta chave").check()
    page.get_by_role("button", name="Juntar a chave").click()
    page.wait_for_url("**/conta/codigos/")
    assert Authenticator.objects.filter(user=account, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/conta/entrar/")
    page.get_by_role("button", name="Entrar com uma chave de acesso").click()
    page.wait_for_url("**/secretaria/")
    page.goto("/conta/chaves/")
    assert page.get_by_text("Portátil", exact=True).is_visible()


def test_a_device_that_gives_nothing_is_said_in_words(page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
    page.goto("/conta/entrar/")
    page.get_by_role("button", name="Entrar com uma chave de acesso").click()
    page.get_by_role("alert").filter(has_text="O aparelho não deu nenhuma chave").wait_for(timeout=70_000)
