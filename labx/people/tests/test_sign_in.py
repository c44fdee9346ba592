"""What attackers try at the door."""

import io
import json
import logging

import pytest
from django.core.cache import cache
from django.test import Client

from labx.core.audit.models import AuditEntry
from tests.people import PASSWORD, account_with, open_account

pytestmark = pytest.mark.django_db
DOOR = "/conta/entrar/"


WRONG = "errada, de certeza"


def try_door(client: Client, email: str, password: str = WRONG, **more):
    return client.post(DOOR, {"login": email, "password": password}, **more)


def same_for_all(page: bytes, *words: str) -> str:
    """The page without what must differ: the token of the form, and what the visitor typed."""
    import re

    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", page.decode())
    for word in words:
        text = text.replace(word, "")
    return text


def test_the_right_password_opens_a_new_session_and_the_old_key_is_worthless(client) -> None:
    account = account_with("researcher")
    client.get(DOOR)
    client.session["kept"] = "before"
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key
    response = try_door(client, account.email, PASSWORD)
    assert response.status_code == 302 and response.headers["Location"] == "/secretaria/"
    assert client.session.session_key != before
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert stolen.get("/conta/").status_code == 302
    assert AuditEntry.objects.filter(action="people.sign_in", target_id=str(account.id)).count() == 1


def test_guessing_is_slowed_for_one_account_even_with_the_right_password_at_last(client) -> None:
    account = account_with("researcher")
    for _attempt in range(5):
        assert "não estão certos" in try_door(client, account.email).content.decode()
    response = try_door(client, account.email, PASSWORD)
    assert "_auth_user_id" not in client.session
    assert "Demasiadas tentativas" in response.content.decode()


def test_guessing_is_slowed_for_one_machine_over_many_accounts(client) -> None:
    answers = [try_door(client, f"pessoa{number}@example.pt") for number in range(12)]
    assert "Demasiadas tentativas" in answers[-1].content.decode()
    elsewhere = try_door(Client(REMOTE_ADDR="10.9.8.7"), "outra@example.pt")
    assert "Demasiadas tentativas" not in elsewhere.content.decode()


def test_attempts_are_counted_in_the_database_for_all_workers(client, settings) -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    try_door(client, "x@example.pt")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM labx_cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone()[0] >= 1


def test_a_forged_forwarded_address_does_not_reset_the_count(client) -> None:
    for number in range(12):
        last = try_door(client, f"p{number}@example.pt", headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert "Demasiadas tentativas" in last.content.decode()


def test_the_door_does_not_tell_who_has_an_account(client) -> None:
    account_with("researcher")
    known = try_door(client, "researcher@example.pt").content
    cache.clear()
    unknown = try_door(Client(), "someone-else@example.pt").content
    assert same_for_all(known, "researcher@example.pt") == same_for_all(unknown, "someone-else@example.pt")


def test_recovering_a_password_does_not_tell_who_has_an_account(client, mailoutbox) -> None:
    account_with("researcher")
    answers = [
        client.post("/conta/palavra-passe/recuperar/", {"email": email}, follow=True)
        for email in ("researcher@example.pt", "someone-else@example.pt")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert same_for_all(answers[0].content) == same_for_all(answers[1].content)
    assert [message.to[0] for message in mailoutbox] == ["researcher@example.pt", "someone-else@example.pt"]
    assert "Aqui não há essa conta" in mailoutbox[1].body


def test_mail_about_a_password_speaks_the_language_of_its_reader(client, mailoutbox) -> None:
    open_account("jane@example.pt", language="en")
    client.post("/conta/palavra-passe/recuperar/", {"email": "jane@example.pt"})
    assert "password" in mailoutbox[-1].body and "palavra-passe" not in mailoutbox[-1].body.split("http")[0]


def test_a_recovered_password_ends_every_session_and_its_link_works_once(client, mailoutbox) -> None:
    account = account_with("researcher")
    elsewhere = Client()
    elsewhere.force_login(account)
    client.post("/conta/palavra-passe/recuperar/", {"email": account.email})
    link = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("http"))
    path = link.split("testserver", 1)[1]
    form = client.get(path, follow=True)
    new = "outra frase bem comprida"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.status_code == 302
    assert elsewhere.get("/conta/").status_code == 302
    assert "já não funciona" in Client().get(path, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="people.reset_password").count() == 1
    account.refresh_from_db()
    assert account.check_password(new)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "https:evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_after_sign_in_nobody_is_sent_elsewhere(client, target: str) -> None:
    account = account_with("researcher")
    response = client.post(f"{DOOR}?next={target}", {"login": account.email, "password": PASSWORD, "next": target})
    assert response.status_code == 302 and response.headers["Location"] == "/secretaria/"


def test_after_sign_in_the_page_that_was_wanted_opens(client) -> None:
    account = account_with("researcher")
    wanted = client.get("/conta/sessoes/")
    response = client.post(wanted.headers["Location"], {"login": account.email, "password": PASSWORD})
    assert response.headers["Location"] == "/conta/sessoes/"


@pytest.mark.parametrize("path", [DOOR, "/conta/sair/", "/conta/", "/pessoas/convidar/", "/conta/palavra-passe/"])
def test_forms_need_their_token(path: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(account_with("administrator"))
    assert browser.post(path, {"login": "a", "password": "b"}).status_code == 403


def test_leaving_needs_a_click_not_an_image(client) -> None:
    client.force_login(account_with("researcher"))
    assert client.get("/conta/sair/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/conta/sair/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "evil.example:80"])
def test_a_host_that_is_not_ours_gets_nothing(client, host: str, mailoutbox) -> None:
    response = client.post("/conta/palavra-passe/recuperar/", {"email": "a@example.pt"}, headers={"Host": host})
    assert response.status_code == 400 and not mailoutbox


def test_nobody_opens_an_account_alone(client) -> None:
    asked = {"email": "me@example.pt", "password1": PASSWORD}
    response = client.post("/conta/abrir/", asked)
    assert "por convite" in response.content.decode()
    assert not account_with().__class__.objects.filter(email="me@example.pt").exists()


def test_passwords_are_nowhere_but_hashed(client, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "segredo-que-nao-se-escreve"
    account = open_account("ana@example.pt", "analyst", password=secret)
    try_door(client, account.email, secret)
    try_door(client, account.email, secret + "x")
    assert secret not in caplog.text
    account.refresh_from_db()
    assert account.password.startswith("argon2")
    from labx.core.audit.models import AuditPayload

    assert not any(secret in content for content in AuditPayload.objects.values_list("content", flat=True))


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client) -> None:
    account = account_with("researcher")
    response = try_door(client, account.email, PASSWORD)
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["expires"] == ""
    assert response.cookies["django_language"].value == "pt"


def test_the_demonstration_logins_are_shown_in_a_demonstration_only(client, settings) -> None:
    settings.LABX_DEMO = False
    assert "demo.labx.example" not in client.get(DOOR).content.decode()
    settings.LABX_DEMO = True
    assert "coordenacao@demo.labx.example" in client.get(DOOR).content.decode()


def test_odd_input_is_refused_not_broken(client) -> None:
    for odd in ("\x00", "a" * 5000 + "@example.pt", "ana@exam\nple.pt", json.dumps({}), io.StringIO("x").read()):
        assert try_door(client, odd).status_code == 200
