"""The second step: authenticator app, recovery codes, keys."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from labx.core.audit.models import AuditEntry
from labx.people import actions
from tests.people import PASSWORD, WHO, account_with, signed_in

pytestmark = pytest.mark.django_db


def digits(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def sign_in(account, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/conta/entrar/", {"login": account.email, "password": PASSWORD})
    return client


def confirmed(account) -> Client:
    """A browser whose person has just written the password again."""
    browser = sign_in(account)
    assert browser.post("/conta/confirmar/", {"password": PASSWORD}).status_code == 302
    return browser


@pytest.fixture
def protected():
    """A browser signed in to an account that has just turned on its authenticator app, and the app's secret."""
    account = account_with("researcher")
    browser = confirmed(account)
    browser.get("/conta/aplicacao/ligar/")
    secret = browser.session[totp.SECRET_SESSION_KEY]
    response = browser.post("/conta/aplicacao/ligar/", {"code": digits(secret)})
    assert response.status_code == 302
    return account, browser, secret


def test_turning_it_on_shows_a_picture_the_page_itself_carries() -> None:
    browser = confirmed(account_with("researcher"))
    page = browser.get("/conta/aplicacao/ligar/").content.decode()
    assert "<svg" in page and "data:image" not in page and 'style="' not in page


def test_the_password_alone_is_no_longer_enough(protected) -> None:
    account, _browser, secret = protected
    stranger = sign_in(account)
    assert stranger.get("/conta/").status_code == 302
    assert "não está certo" in stranger.post("/conta/segundo-passo/confirmar/", {"code": "000000"}).content.decode()
    assert "_auth_user_id" not in stranger.session
    page = stranger.get("/conta/segundo-passo/confirmar/").content.decode()
    assert "Escreva os seis algarismos" in page
    cache.clear()  # the digits of this half minute were used to turn it on, and none works twice
    stranger.post("/conta/segundo-passo/confirmar/", {"code": digits(secret)})
    assert stranger.session["_auth_user_id"] == str(account.id)


def test_a_recovery_code_opens_once(protected) -> None:
    account, browser, _secret = protected
    codes = Authenticator.objects.get(user=account, type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in browser.get("/conta/codigos/").content.decode()
    assert codes[0] in browser.get("/conta/codigos/guardar/").content.decode()
    first = sign_in(account)
    first.post("/conta/segundo-passo/confirmar/", {"code": codes[0]})
    assert first.session["_auth_user_id"] == str(account.id)
    second = sign_in(account)
    second.post("/conta/segundo-passo/confirmar/", {"code": codes[0]})
    assert "_auth_user_id" not in second.session


@pytest.mark.django_db(transaction=True)  # the library tells of its changes after they are committed
def test_changes_are_on_the_audit_chain_and_in_the_mail(protected, mailoutbox) -> None:
    account, browser, _secret = protected
    assert AuditEntry.objects.filter(action="people.add_second_step", target_id=str(account.id)).exists()
    browser.post("/conta/aplicacao/desligar/")
    assert not Authenticator.objects.filter(user=account, type="totp").exists()
    assert AuditEntry.objects.filter(action="people.remove_second_step").exists()
    assert any("desligada" in message.subject for message in mailoutbox)


def test_an_administrator_helps_who_lost_everything(protected) -> None:
    account, browser, _secret = protected
    actions.remove_second_steps(by=WHO, account=account, why="lost telephone, seen in person")
    assert browser.get("/conta/").status_code == 302
    assert sign_in(account).session["_auth_user_id"] == str(account.id)


def test_changing_protection_asks_for_the_password_again(client) -> None:
    client.force_login(account_with("researcher"))
    for path in ("/conta/aplicacao/ligar/", "/conta/chaves/nova/", "/conta/codigos/novos/"):
        assert client.get(path).headers["Location"].startswith("/conta/confirmar/?next=")


def test_a_form_for_keys_carries_its_options_as_data_and_no_script() -> None:
    browser = confirmed(account_with("researcher"))
    page = browser.get("/conta/chaves/nova/").content.decode()
    assert 'data-passkey="create"' in page and "&quot;challenge&quot;" in page
    assert 'src="/static/people/passkeys.js"' in page


def test_the_own_account_lists_sessions_and_ends_the_others() -> None:
    account = account_with("researcher")
    one, other = sign_in(account), sign_in(account, Client(headers={"user-agent": "Other browser"}))
    assert "Other browser" in one.get("/conta/sessoes/").content.decode()
    one.post("/conta/sessoes/")
    assert one.get("/conta/").status_code == 200
    assert other.get("/conta/").status_code == 302


def test_one_session_is_ended_alone_and_only_by_its_owner() -> None:
    account, stranger = account_with("researcher"), signed_in(account_with("administrator"))
    one, other, third = (sign_in(account, Client()) for _browser in range(3))
    number = {session.session_key: session.pk for session in UserSession.objects.filter(user=account)}
    of_other = f"/conta/sessoes/{number[other.session.session_key]}/terminar/"
    assert of_other in one.get("/conta/sessoes/").content.decode()
    assert stranger.post(of_other).status_code == 404 and one.get(of_other).status_code == 405
    assert one.post(of_other).status_code == 302
    assert other.get("/conta/").status_code == 302 and third.get("/conta/").status_code == 200
    own = one.post(f"/conta/sessoes/{number[one.session.session_key]}/terminar/")
    assert own.headers["Location"] == "/conta/sair/" and one.get("/conta/").status_code == 200
    assert AuditEntry.objects.filter(action="people.end_session", target_id=str(account.id)).count() == 1
