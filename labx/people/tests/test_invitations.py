"""Accounts are opened by invitation: the link, the message, what ends it."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from unittest.mock import Mock

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from labx.core.actors import ANONYMOUS
from labx.core.audit.models import AuditEntry
from labx.core.policy import NotAllowed
from labx.people import actions, invitations
from labx.people.errors import AlreadyHasAccount, AlreadyInvited, InvitationClosed, UnknownRole
from labx.people.models import Account, Invitation
from tests.people import PASSWORD, WHO, account_with, actor_with, open_account, signed_in, token_of

pytestmark = pytest.mark.django_db


def invite(email: str = "ana@example.pt", **more) -> Invitation:
    return actions.invite_account(**{"by": WHO, "email": email, "name": "Ana", "roles": ["researcher"], **more})


def accept(token: str, password: str = PASSWORD) -> Account:
    return actions.accept_invitation(by=ANONYMOUS, token=token, password=password)


def test_a_person_opens_the_account_from_the_message(client, mailoutbox) -> None:
    invitations.deliver(invite().id)
    [message] = mailoutbox
    path = re.search(r"http://[^/]+(/convite/\S+)", message.body)[1]
    assert message.to == ["ana@example.pt"] and "Ana" in message.body
    assert "ana" not in message.subject.lower()

    response = client.post(path, {"password": PASSWORD}, follow=True)

    account = Account.objects.get(email="ana@example.pt")
    assert response.redirect_chain == [("/conta/entrar/", 302)]
    assert account.roles == ["researcher"] and account.check_password(PASSWORD)
    assert EmailAddress.objects.filter(user=account, verified=True, primary=True).exists()
    assert client.post(path, {"password": PASSWORD}).status_code == 410


def waiting_mails() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'invitation' FROM procrastinate_jobs WHERE task_name = 'labx.people.mail_invitation'"
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_mail_server_that_is_away_stops_nobody(mailoutbox, monkeypatch) -> None:
    """The invitation stands, the worker is asked to send it, and the page says how far that is."""
    administrator = signed_in(account_with("administrator"))
    earlier = len(waiting_mails())
    monkeypatch.setattr(invitations, "send_mail", Mock(side_effect=SMTPServerDisconnected("away")))
    answer = administrator.post("/pessoas/convidar/", {"email": "eva@example.pt", "name": "Eva", "language": "pt"})
    assert answer.status_code == 302
    invitation = Invitation.objects.get(email="eva@example.pt")
    assert waiting_mails()[earlier:] == [str(invitation.id)]
    assert "a ser enviado" in administrator.get("/pessoas/").content.decode()
    with pytest.raises(SMTPServerDisconnected):
        invitations.deliver(invitation.id)
    assert "não enviado, tente outra vez" in administrator.get("/pessoas/").content.decode()
    page = administrator.get(f"/pessoas/convites/{invitation.code}/").content.decode()
    assert "não pôde ser enviada" in page
    monkeypatch.undo()
    invitations.deliver(invitation.id)
    invitations.deliver(invitation.id)
    assert [message.to for message in mailoutbox] == [["eva@example.pt"]]
    again = actions.send_invitation_again(by=WHO, invitation=invitation)
    assert again.sent_at is None and len(waiting_mails()) == earlier + 2
    actions.withdraw_invitation(by=WHO, invitation=again)
    invitations.deliver(invitation.id)
    assert len(mailoutbox) == 1


def test_the_address_is_kept_in_small_letters() -> None:
    assert invite(" Ana@Example.PT ").email == "ana@example.pt"


def test_each_step_is_on_the_audit_chain() -> None:
    accept(token_of(invitations.link(invite())))
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "people.invite_account",
        "people.accept_invitation",
    ]


@pytest.mark.parametrize("role", ["lab_lead", "researcher", "data_protection_officer", "participant"])
def test_only_administrators_invite(role: str) -> None:
    with pytest.raises(NotAllowed):
        invite(by=actor_with(role))


def test_the_same_address_cannot_wait_twice_nor_have_two_accounts() -> None:
    invitation = invite()
    with pytest.raises(AlreadyInvited):
        invite()
    accept(token_of(invitations.link(invitation)))
    with pytest.raises(AlreadyHasAccount):
        invite("ANA@example.pt")


def test_an_invitation_that_ran_out_makes_room_for_another() -> None:
    old = invite()
    Invitation.objects.filter(pk=old.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    token = token_of(invitations.link(Invitation.objects.get(pk=old.pk)))
    with pytest.raises(InvitationClosed):
        accept(token)
    assert accept(token_of(invitations.link(invite()))).email == "ana@example.pt"


def test_withdrawing_and_sending_again_end_the_earlier_link() -> None:
    invitation = invite()
    first = token_of(invitations.link(invitation))
    again = actions.send_invitation_again(by=WHO, invitation=invitation)
    with pytest.raises(InvitationClosed):
        accept(first)
    actions.withdraw_invitation(by=WHO, invitation=again)
    with pytest.raises(InvitationClosed):
        accept(token_of(invitations.link(again)))
    with pytest.raises(InvitationClosed):
        actions.withdraw_invitation(by=WHO, invitation=again)


def test_a_forged_link_opens_nothing(client) -> None:
    token = token_of(invitations.link(invite()))
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x" + token, "convite", "a:b:c"):
        with pytest.raises(InvitationClosed):
            accept(forged)
        assert client.get(f"/convite/{forged}/").status_code == 410


def test_a_weak_password_is_refused_and_the_invitation_stays_open(client) -> None:
    token = token_of(invitations.link(invite()))
    for weak in ("curta", "password1234", "ana@example.pt"):
        with pytest.raises(ValidationError):
            accept(token, weak)
        assert client.post(f"/convite/{token}/", {"password": weak}).status_code == 200
    assert accept(token).roles == ["researcher"]


def test_roles_and_addresses_that_are_none_are_refused() -> None:
    with pytest.raises(UnknownRole, match="king"):
        invite(roles=["king"])
    with pytest.raises(ValidationError):
        invite("no address")


def test_the_link_never_follows_the_host_of_a_request(settings) -> None:
    settings.ORIGIN = "https://labx.example.pt"
    assert invitations.link(invite()).startswith("https://labx.example.pt/convite/")


def test_accounts_opened_in_between_close_the_invitation() -> None:
    token = token_of(invitations.link(invite()))
    Account.objects.create(email="ana@example.pt", name="Ana")
    with pytest.raises(InvitationClosed):
        accept(token)


def test_an_account_speaks_the_language_of_its_invitation() -> None:
    assert open_account("joan@example.org", language="en").language == "en"
