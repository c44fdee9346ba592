"""Two administrators acting on each other, or an invitation opened twice, at the same moment."""

import pytest

from labx.core.actors import ANONYMOUS
from labx.people import actions, invitations
from labx.people.errors import AlreadyInvited, InvitationClosed, LastAdministrator
from labx.people.middleware import actor_of
from labx.people.models import Account, Invitation
from tests.meanwhile import meanwhile
from tests.people import PASSWORD, WHO, open_account, token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("act", ["close_account", "set_roles"])
def test_two_administrators_cannot_remove_each_other(act):
    one, other = (open_account(f"{name}@example.pt", "administrator") for name in ("ana", "rui"))
    more = {"roles": []} if act == "set_roles" else {}
    write = getattr(actions, act)
    _first, second = meanwhile(
        lambda: write(by=actor_of(one), account=other, **more),
        lambda: write(by=actor_of(other), account=one, **more),
    )
    assert isinstance(second, LastAdministrator)
    assert Account.objects.filter(is_active=True, roles__contains=["administrator"]).count() == 1


def test_an_invitation_opens_one_account():
    invitation = actions.invite_account(by=WHO, email="eva@example.pt", name="Eva")
    token = token_of(invitations.link(invitation))
    opened = [lambda: actions.accept_invitation(by=ANONYMOUS, token=token, password=PASSWORD)] * 2
    assert isinstance(meanwhile(*opened)[1], InvitationClosed)
    assert Account.objects.count() == 1


@pytest.mark.parametrize("act", [actions.withdraw_invitation, actions.send_invitation_again])
def test_an_invitation_that_is_being_accepted_is_neither_withdrawn_nor_sent_again(act):
    invitation = actions.invite_account(by=WHO, email="eva@example.pt", name="Eva")
    token = token_of(invitations.link(invitation))
    _account, second = meanwhile(
        lambda: actions.accept_invitation(by=ANONYMOUS, token=token, password=PASSWORD),
        lambda: act(by=WHO, invitation=invitation),
    )
    assert isinstance(second, InvitationClosed) and Invitation.objects.get().withdrawn_at is None


def test_an_address_is_invited_once():
    invited = [lambda: actions.invite_account(by=WHO, email="eva@example.pt", name="Eva")] * 2
    assert isinstance(meanwhile(*invited)[1], AlreadyInvited)
    assert Invitation.objects.count() == 1
