"""A whole OpenID Connect sign-in against an identity provider on this machine."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from labx.core.audit.models import AuditEntry
from labx.people.models import Account
from tests.people import PASSWORD, account_with, open_account

pytestmark = pytest.mark.django_db
NIC = "12345678"
PEOPLE = {
    "ana": {"name": "Ana Lima", "email": "Ana@example.pt", "email_verified": True, "nic": NIC},
    "bruno": {"name": "Bruno Sá", "email": "bruno@example.pt", "email_verified": False},
    "carla": {"name": "Carla Reis"},
}
CALLBACK = "/conta/oidc/local/login/callback/"


@pytest.fixture(scope="module")
def provider_address():
    program = Path(__file__).with_name("identity_provider.py")
    process = subprocess.Popen(
        [sys.executable, str(program), json.dumps(PEOPLE)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def provider(settings, provider_address):
    """The settings an installation would have; `configure(...)` adds to them."""

    def configure(**more) -> None:
        app = {
            "provider_id": "local",
            "name": "Identidade local",
            "client_id": "labx",
            "secret": "s",
            "settings": {"server_url": provider_address, **more},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}

    configure()
    return configure


def walk(client: Client, person: str, process: str = "login") -> httpx.Response:
    """What a browser does up to the provider's answer: our button, the provider's page, its redirect."""
    leave = client.post(f"/conta/oidc/local/login/?process={process}")
    assert leave.status_code == 302
    asked = parse_qs(urlsplit(leave.headers["Location"]).query)
    assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"] and asked["state"]
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    return httpx.post(leave.headers["Location"], data={"sub": person}, trust_env=False)


def come_back(client: Client, answer: httpx.Response):
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def sign_in(client: Client, person: str):
    return come_back(client, walk(client, person))


def test_a_new_person_gets_an_account_without_roles(client, provider) -> None:
    assert sign_in(client, "ana").headers["Location"] == "/secretaria/"
    account = Account.objects.get(email="ana@example.pt")
    assert client.session["_auth_user_id"] == str(account.id)
    assert (account.name, account.roles) == ("Ana Lima", [])
    assert not account.has_usable_password()
    assert EmailAddress.objects.get(user=account).verified
    assert client.get("/pessoas/").status_code == 403


def test_only_the_identifier_is_kept_of_what_the_provider_tells(client, provider) -> None:
    sign_in(client, "ana")
    sign_in(Client(), "ana")
    identity = SocialAccount.objects.get()
    assert (identity.provider, identity.uid, identity.extra_data) == ("local", "ana", {})
    assert not SocialToken.objects.exists()


def test_the_second_visit_finds_the_same_account_and_its_roles(client, provider) -> None:
    sign_in(client, "ana")
    Account.objects.filter(email="ana@example.pt").update(roles=["analyst"])
    again = Client()
    sign_in(again, "ana")
    assert Account.objects.count() == 1
    assert again.session["_auth_user_id"] == str(Account.objects.get(roles=["analyst"]).id)


def test_a_known_address_is_not_linked_by_itself(client, provider, mailoutbox) -> None:
    """Or whoever runs an identity provider could take over an administrator's account."""
    open_account("ana@example.pt", "administrator")
    response = sign_in(client, "ana")
    assert response.headers["Location"] == "/conta/email/confirmar/"
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    [message] = mailoutbox
    assert message.to == ["ana@example.pt"] and "já há uma conta" in message.body


def test_a_known_address_is_linked_where_the_installation_trusts_the_provider(client, provider) -> None:
    provider(email_authentication=True)
    account = open_account("ana@example.pt", "analyst")
    sign_in(client, "ana")
    assert client.session["_auth_user_id"] == str(account.id)
    account.refresh_from_db()
    assert account.roles == ["analyst"] and account.check_password(PASSWORD)


def test_an_address_the_provider_did_not_verify_is_never_linked(client, provider) -> None:
    provider(email_authentication=True)
    open_account("bruno@example.pt", "administrator")
    sign_in(client, "bruno")
    assert "_auth_user_id" not in client.session and not SocialAccount.objects.exists()


def test_an_address_the_provider_did_not_verify_has_to_be_confirmed(client, provider, mailoutbox) -> None:
    response = sign_in(client, "bruno")
    assert response.headers["Location"] == "/conta/email/confirmar/"
    assert "_auth_user_id" not in client.session
    link = next(word for word in mailoutbox[0].body.split() if word.startswith("http"))
    client.post(urlsplit(link).path)
    assert EmailAddress.objects.get(email="bruno@example.pt").verified


def test_a_provider_that_gives_no_address_makes_us_ask_for_one(client, provider, mailoutbox) -> None:
    response = sign_in(client, "carla")
    assert response.headers["Location"] == "/conta/ligacoes/abrir/"
    assert "Falta uma coisa" in client.get("/conta/ligacoes/abrir/").content.decode()
    client.post("/conta/ligacoes/abrir/", {"email": "carla@example.pt"})
    assert "_auth_user_id" not in client.session
    assert [message.to for message in mailoutbox] == [["carla@example.pt"]]


def test_an_identity_is_connected_and_disconnected_by_its_person(provider) -> None:
    account, browser = account_with("analyst"), Client()
    browser.post("/conta/entrar/", {"login": account.email, "password": PASSWORD})
    browser.post("/conta/confirmar/", {"password": PASSWORD})
    come_back(browser, walk(browser, "ana", process="connect"))
    identity = SocialAccount.objects.get(user=account)
    sign_in(other := Client(), "ana")
    assert other.session["_auth_user_id"] == str(account.id)
    assert "Identidade local" in browser.get("/conta/ligacoes/").content.decode()
    browser.post("/conta/ligacoes/", {"account": identity.pk})
    assert not SocialAccount.objects.exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"people.connect_provider", "people.disconnect_provider"} <= actions


def test_a_code_is_worth_nothing_in_another_browser(client, provider) -> None:
    answer = walk(client, "ana")
    thief = Client()
    response = come_back(thief, answer)
    assert response.status_code == 401 and "_auth_user_id" not in thief.session


def test_a_code_is_worth_nothing_twice_nor_with_another_state(client, provider) -> None:
    answer = walk(client, "ana")
    forged = httpx.Response(302, headers={"Location": answer.headers["Location"].replace("state=", "state=x")})
    assert come_back(client, forged).status_code == 401
    assert come_back(client, answer).status_code == 302
    client.post("/conta/sair/")
    assert come_back(client, answer).status_code == 401


def test_who_refuses_at_the_provider_is_told_so(client, provider) -> None:
    leave = client.post("/conta/oidc/local/login/?process=login")
    answer = httpx.post(leave.headers["Location"], data={"action": "deny"}, trust_env=False)
    assert come_back(client, answer).status_code in {302, 401} and "_auth_user_id" not in client.session


def test_a_provider_that_does_not_answer_is_said_calmly(client, provider) -> None:
    provider(server_url="http://127.0.0.1:9")
    response = client.post("/conta/oidc/local/login/?process=login")
    assert response.status_code == 502 and "não confirmou quem é" in response.content.decode()


def test_leaving_for_the_provider_takes_a_click(client, provider) -> None:
    page = client.get("/conta/oidc/local/login/")
    assert page.status_code == 200 and "Continuar com Identidade local" in page.content.decode()


def test_a_closed_account_stays_closed_for_its_identity(client, provider) -> None:
    sign_in(client, "ana")
    Account.objects.update(is_active=False)
    again = Client()
    assert sign_in(again, "ana").headers["Location"] == "/conta/inativa/"
    assert "_auth_user_id" not in again.session


def test_the_sign_in_page_offers_the_provider(client, provider) -> None:
    assert "Entrar com Identidade local" in client.get("/conta/entrar/").content.decode()


def test_saml_serves_its_metadata_and_leaves_with_a_request(settings) -> None:
    """As far as it goes without a SAML provider: no assertion is received here."""
    idp = {"entity_id": "https://idp.example.pt/saml", "sso_url": "https://idp.example.pt/sso", "x509cert": "MIIB"}
    app = {
        "provider_id": "urn:local",
        "client_id": "local",
        "name": "Identidade SAML",
        "settings": {"idp": idp, "attribute_mapping": {"uid": "uid", "email": "mail"}},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}
    client = Client(headers={"host": "localhost"})  # the library takes only hosts that could exist
    metadata = client.get("/conta/saml/local/metadata/")
    assert metadata.status_code == 200 and b"http://localhost/conta/saml/local/acs/" in metadata.content
    leave = client.post("/conta/saml/local/login/")
    assert leave.status_code == 302
    assert leave.headers["Location"].startswith("https://idp.example.pt/sso?SAMLRequest=")
    assert client.post("/conta/saml/local/acs/", {"SAMLResponse": "bm90aGluZw=="}).status_code in {302, 400, 401}
    assert "_auth_user_id" not in client.session
