"""Roles are given and taken by administrators; one of them always remains."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from labx.core.audit.models import AuditEntry, AuditPayload
from labx.core.policy import NotAllowed
from labx.people import actions
from labx.people.errors import LastAdministrator, UnknownRole
from labx.people.middleware import actor_of
from tests.people import PASSWORD, WHO, account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db


def test_roles_change_at_once_and_say_why() -> None:
    account = account_with("researcher")
    actions.set_roles(by=WHO, account=account, roles=["analyst", "lab_lead"], why="moved to analysis")
    account.refresh_from_db()
    assert account.roles == ["analyst", "lab_lead"]
    entry = AuditEntry.objects.get(action="people.set_roles")
    assert entry.target_id == str(account.id)
    assert "moved to analysis" in AuditPayload.objects.get(entry=entry).content


def test_the_last_administrator_can_neither_step_down_nor_be_closed() -> None:
    first = account_with("administrator")
    with pytest.raises(LastAdministrator):
        actions.set_roles(by=actor_of(first), account=first, roles=[])
    with pytest.raises(LastAdministrator):
        actions.close_account(by=actor_of(first), account=first)
    second = open_account("second@example.pt", "administrator")
    actions.close_account(by=actor_of(second), account=first)
    with pytest.raises(LastAdministrator):
        actions.set_roles(by=actor_of(second), account=second, roles=["analyst"])


def test_a_closed_account_is_out_at_once_and_can_come_back(client) -> None:
    account = account_with("researcher")
    browser = Client()
    browser.post("/conta/entrar/", {"login": account.email, "password": PASSWORD})
    assert UserSession.objects.filter(user=account).exists()
    closed = actions.close_account(by=WHO, account=account, why="left")
    assert browser.get("/conta/").status_code == 302
    assert not UserSession.objects.filter(user=account).exists()
    client.post("/conta/entrar/", {"login": account.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    actions.reopen_account(by=WHO, account=closed, why="returned")
    client.post("/conta/entrar/", {"login": account.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(account.id)


@pytest.mark.parametrize("act", ["set_roles", "close_account", "reopen_account", "remove_second_steps"])
def test_only_administrators_act_on_accounts(act: str) -> None:
    more = {"roles": ["administrator"]} if act == "set_roles" else {}
    account = account_with("lab_lead")
    with pytest.raises(NotAllowed):
        getattr(actions, act)(by=actor_of(account), account=account, **more)


def test_nobody_changes_the_account_of_another() -> None:
    with pytest.raises(NotAllowed):
        actions.change_own_account(
            by=actor_with("administrator"), account=account_with("analyst"), name="Other", language="en"
        )


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownRole):
        actions.set_roles(by=WHO, account=account_with(), roles=["root"])


def test_the_page_of_a_person_gives_roles_and_says_what_went_wrong() -> None:
    administrator = account_with("administrator")
    browser = signed_in(administrator)
    other = account_with("participant")
    page = reverse("people:person", args=[other.code])
    assert browser.post(page, {"roles": ["analyst"], "why": "new work"}).status_code == 302
    other.refresh_from_db()
    assert other.roles == ["analyst"]
    own = reverse("people:person", args=[administrator.code])
    refused = browser.post(own, {"roles": []})
    assert refused.status_code == 200 and "última conta de administração" in refused.content.decode()
    closed = browser.post(reverse("people:close", args=[administrator.code]), {"why": "test"}, follow=True)
    assert "última conta de administração" in closed.content.decode()
    unexplained = browser.post(reverse("people:close", args=[other.code]), {}, follow=True)
    other.refresh_from_db()
    assert other.is_active and "Diga porquê" in unexplained.content.decode()


def test_the_list_of_people_filters_by_role_and_exports_what_it_shows() -> None:
    browser = signed_in(account_with("administrator"))
    account_with("analyst")
    account_with("researcher")
    page = browser.get("/pessoas/", {"papel": "analyst"}).content.decode()
    assert "analyst@example.pt" in page and "researcher@example.pt" not in page
    saved = browser.get("/pessoas/", {"papel": "analyst", "formato": "csv"}).content.decode()
    assert "analyst@example.pt" in saved and "researcher@example.pt" not in saved
    assert "Análise" in page and "Segundo passo" in page


def test_an_invitation_is_sent_again_and_withdrawn_on_its_page() -> None:
    browser = signed_in(account_with("administrator"))
    asked = {"email": "rui@example.pt", "name": "Rui", "language": "pt", "roles": ["analyst"]}
    assert browser.post("/pessoas/convidar/", asked).status_code == 302
    assert "convite em aberto" in browser.post("/pessoas/convidar/", asked).content.decode()
    page = reverse("people:invitation", args=[actions.Invitation.objects.get(email="rui@example.pt").code])
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"again": ""}).status_code == 302
    assert browser.post(page, {"withdraw": ""}).status_code == 302
    assert browser.get(page).status_code == 404


def test_a_person_changes_name_and_language() -> None:
    account = account_with("analyst")
    browser = signed_in(account)
    response = browser.post("/conta/", {"name": "Ana Lima", "language": "en"})
    account.refresh_from_db()
    assert (account.name, account.language) == ("Ana Lima", "en")
    assert response.cookies["django_language"].value == "en"
    assert "Your account was changed" in browser.get("/conta/").content.decode()
