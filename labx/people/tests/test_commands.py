"""`labx people`, and the invented people of a demonstration."""

import pytest
from click.testing import CliRunner
from django.core.management import call_command

from labx.core.actors import LAB_ROLES
from labx.people import demo
from labx.people.cli import people
from labx.people.models import Account
from tests.people import account_with, open_account

pytestmark = pytest.mark.django_db


def run(*words: str):
    return CliRunner().invoke(people, words)


def test_the_first_administrator_comes_in_by_the_command_line(client) -> None:
    told = run("invite", "ada@example.pt", "Ada", "--role", "administrator")
    assert told.exit_code == 0
    path = told.output.strip().splitlines()[-1].split("//", 1)[1].split("/", 1)[1]
    assert client.post(f"/{path}", {"password": "uma frase bem comprida"}).status_code == 302
    assert "ada@example.pt  Ada  administrator" in run("list").output


def test_roles_are_given_and_the_last_administrator_stays() -> None:
    open_account("ada@example.pt", "administrator")
    refused = run("roles", "ada@example.pt", "analyst")
    assert refused.exit_code == 1 and "última conta de administração" in refused.output
    assert Account.objects.get(email="ada@example.pt").roles == ["administrator"]
    open_account("bea@example.pt", "administrator")
    assert run("roles", "ADA@example.pt", "analyst", "--why", "moved").exit_code == 0
    assert Account.objects.get(email="ada@example.pt").roles == ["analyst"]


def test_mistakes_are_told_with_their_cure() -> None:
    account_with("analyst")
    assert "já tem conta" in run("invite", "analyst@example.pt", "Again").output
    assert "labx people list" in run("roles", "nobody-here@example.pt", "analyst").output
    assert run("invite", "no address", "X").exit_code == 1
    assert run("roles", "analyst@example.pt", "king").exit_code == 2


def test_the_demonstration_has_one_person_a_role_and_repeats_nothing() -> None:
    logins = demo.create_demo_accounts()
    assert {login.role for login in logins} == set(LAB_ROLES)
    assert demo.create_demo_accounts() == logins
    assert Account.objects.count() == len(LAB_ROLES)
    assert all(login.email.endswith("@demo.labx.example") for login in logins)


def test_a_demonstration_login_opens_the_door(client) -> None:
    login = demo.create_demo_accounts()[0]
    client.post("/conta/entrar/", {"login": login.email, "password": login.password})
    assert "_auth_user_id" in client.session


def test_a_real_server_gets_no_account_with_a_known_password(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(demo.NotHere, match="LABX_PRODUCTION"):
        demo.create_demo_accounts()
    assert not Account.objects.exists()


def test_the_models_and_their_migrations_agree() -> None:
    call_command("makemigrations", "people", check=True, dry_run=True, verbosity=0)
