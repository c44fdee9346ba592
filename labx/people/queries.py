"""Reads of accounts and invitations."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import Http404
from django.utils import timezone

from labx.people.models import Account, Invitation


def accounts() -> QuerySet[Account]:
    """Everyone who can or could sign in, by name, with whether a second step protects them."""
    second_step = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")
    return Account.objects.annotate(has_second_step=Exists(second_step)).order_by(Lower("name"), "pk")


def open_invitations() -> QuerySet[Invitation]:
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return waiting.filter(ends_at__gt=timezone.now()).order_by("-invited_at")


def account_called(code: str) -> Account:
    return one(accounts().filter(code=code))


def invitation_called(code: str) -> Invitation:
    return one(open_invitations().filter(code=code))


def session_numbered(session: int) -> UserSession:
    """A session as a record with an owner."""
    found = one(UserSession.objects.filter(pk=session))
    found.owner_id = found.user_id
    return found


def one(found: QuerySet):
    record = found.first()
    if record is None:
        raise Http404
    return record


def language_of(address: str) -> str | None:
    """The language chosen by, or for, whoever has this address: of the account, else of the newest invitation."""
    wanted = address.strip().lower()
    chosen = Account.objects.filter(email__iexact=wanted).values_list("language", flat=True).first()
    invited = Invitation.objects.filter(email__iexact=wanted).order_by("-invited_at")
    return chosen or invited.values_list("language", flat=True).first()
