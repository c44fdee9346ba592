"""Every write on accounts: invite, accept, give roles, close, open again."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import LAB_ROLES, Actor
from labx.core.audit.record import record
from labx.core.notices.send import notify
from labx.people import invitations
from labx.people.errors import AlreadyHasAccount, AlreadyInvited, InvitationClosed, LastAdministrator, UnknownRole
from labx.people.jobs import mail_invitation
from labx.people.models import Account, Invitation, invitation_end


@action
def invite_account(*, by: Actor, email: str, name: str, roles: Iterable[str] = (), language: str = "pt") -> Invitation:
    """Raises AlreadyHasAccount, AlreadyInvited, UnknownRole or, for an address that is none, ValidationError."""
    policy.require(by, "people.manage_accounts")
    address = email.strip().lower()
    validate_email(address)
    if Account.objects.filter(email=address).exists():
        raise AlreadyHasAccount
    close_expired(address)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=address, name=name.strip(), roles=known_roles(roles), language=language, invited_by=by.key
            )
    except IntegrityError:
        raise AlreadyInvited from None
    record(by=by, action="people.invite_account", target=invitation, after={"roles": invitation.roles})
    mail_invitation.defer(invitation=str(invitation.id))
    return invitation


@action
def send_invitation_again(*, by: Actor, invitation: Invitation) -> Invitation:
    """The new link ends the old one."""
    policy.require(by, "people.manage_accounts")
    current = still_waiting(invitation)
    current.ends_at, current.sent_at, current.failed_at = invitation_end(), None, None
    current.save(update_fields=["ends_at", "sent_at", "failed_at"])
    record(by=by, action="people.send_invitation_again", target=current)
    mail_invitation.defer(invitation=str(current.id))
    return current


@action
def withdraw_invitation(*, by: Actor, invitation: Invitation) -> None:
    policy.require(by, "people.manage_accounts")
    current = still_waiting(invitation)
    current.withdrawn_at = timezone.now()
    current.save(update_fields=["withdrawn_at"])
    record(by=by, action="people.withdraw_invitation", target=current)


@action
def accept_invitation(*, by: Actor, token: str, password: str) -> Account:
    """Open the account. Whoever has the link has read the message: the address counts as verified."""
    policy.require(by, "people.accept_invitation")
    named = invitations.named_by(token)
    invitation = Invitation.objects.select_for_update().filter(pk=named.pk).first() if named else None
    if invitation is None or not invitation.is_open:
        raise InvitationClosed
    account = Account(
        email=invitation.email, name=invitation.name, roles=invitation.roles, language=invitation.language
    )
    validate_password(password, account)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise InvitationClosed from None
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    opener = Actor("account", account.id)
    record(by=opener, action="people.accept_invitation", target=account, after={"roles": account.roles})
    return account


@action
def set_roles(*, by: Actor, account: Account, roles: Iterable[str], why: str = "") -> Account:
    """Raises LastAdministrator when nobody could give roles any more."""
    policy.require(by, "people.manage_accounts")
    account, new = locked(account), known_roles(roles)
    if account.is_active and "administrator" not in new:
        require_another_administrator(account)
    before, account.roles = account.roles, new
    account.save(update_fields=["roles"])
    record(by=by, action="people.set_roles", target=account, why=why, before={"roles": before}, after={"roles": new})
    tell_of_roles(account)
    return account


@action
def close_account(*, by: Actor, account: Account, why: str = "") -> Account:
    """The person can no longer sign in and every open session ends; what they did stays theirs."""
    policy.require(by, "people.manage_accounts")
    account = locked(account)
    require_another_administrator(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)
    record(by=by, action="people.close_account", target=account, why=why)
    return account


@action
def reopen_account(*, by: Actor, account: Account, why: str = "") -> Account:
    policy.require(by, "people.manage_accounts")
    account = locked(account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(by=by, action="people.reopen_account", target=account, why=why)
    return account


@action
def remove_second_steps(*, by: Actor, account: Account, why: str = "") -> None:
    """For someone who lost telephone, key and recovery codes; ends every session."""
    policy.require(by, "people.manage_accounts")
    kinds = sorted(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    Authenticator.objects.filter(user=account).delete()
    end_sessions(account)
    record(by=by, action="people.remove_second_steps", target=account, why=why, before={"kinds": kinds})


@action
def end_session(*, by: Actor, session: UserSession) -> None:
    """One of one's own sessions, on a device that was lost or lent; it can do nothing more at once."""
    policy.require(by, "people.end_own_session", session)
    session.end()
    record(by=by, action="people.end_session", target=("people.account", by.id))


@action
def change_own_account(*, by: Actor, account: Account, name: str, language: str) -> Account:
    policy.require(by, "people.change_own_account", account)
    before = {"language": account.language}
    account.name, account.language = name.strip(), language
    account.save(update_fields=["name", "language"])
    record(by=by, action="people.change_own_account", target=account, before=before, after={"language": language})
    return account


def known_roles(roles: Iterable[str]) -> list[str]:
    names = sorted(set(roles))
    if unknown := [name for name in names if name not in LAB_ROLES]:
        raise UnknownRole(unknown)
    return names


def tell_of_roles(account: Account) -> None:
    with translation.override(account.language):
        names = ", ".join(str(LAB_ROLES[role]) for role in account.roles) or _("none")
        text = _("Your roles in the laboratory are now: %(names)s.") % {"names": names}
        notify("people.roles_changed", to=[account.id], title=_("Your roles changed"), text=text, url="/conta/")


def locked(account: Account) -> Account:
    """The account as it is now. Administrators are locked together, so that two cannot remove each other."""
    list(Account.objects.select_for_update().filter(roles__contains=["administrator"]).order_by("pk"))
    return Account.objects.select_for_update().get(pk=account.pk)


def require_another_administrator(account: Account) -> None:
    administrators = Account.objects.filter(is_active=True, roles__contains=["administrator"])
    if "administrator" in account.roles and not administrators.exclude(pk=account.pk).exists():
        raise LastAdministrator


def still_waiting(invitation: Invitation) -> Invitation:
    """The invitation, locked, as it is now: it may be accepted at this moment."""
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if current.accepted_at or current.withdrawn_at:
        raise InvitationClosed
    return current


def close_expired(email: str) -> None:
    """An invitation that ran out makes room for a new one."""
    waiting = Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None)
    waiting.filter(ends_at__lte=timezone.now()).update(withdrawn_at=timezone.now())


def end_sessions(account: Account) -> None:
    for session in UserSession.objects.filter(user=account):
        session.end()
