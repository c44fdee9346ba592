"""What accounts keep of a person, and how a person is found and widened from an account."""

import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import DO_NOTHING, SET_DEFAULT, SET_NULL, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData, PersonSource, Retention, own_rows
from labx.people.models import Account, Invitation, new_code

SIGN_IN = _("Let the people of the laboratory and its partners sign in safely")
YEAR = 365


def find(text: str) -> Iterable[Person]:
    """By e-mail, by code, or by the whole name."""
    wanted = text.strip()
    found = Account.objects.filter(Q(email__iexact=wanted) | Q(code=wanted) | Q(name__iexact=wanted))
    return [Person(accounts=frozenset({account.id})) for account in found]


def widen(person: Person) -> Person:
    """An account tells name and addresses. An address leads to nobody: two people may share one."""
    accounts = list(Account.objects.filter(pk__in=person.accounts))
    others = EmailAddress.objects.filter(user__in=accounts).values_list("email", flat=True)
    invited = Invitation.objects.filter(email__in=[account.email for account in accounts])
    return Person(
        names=tuple(one.name for one in [*accounts, *invited] if one.name),
        addresses=(*(account.email for account in accounts), *others),
    )


def everyone() -> Iterator[Person]:
    for account in Account.objects.values_list("id", flat=True).iterator():
        yield Person(accounts=frozenset({account}))


def mails(person: Person) -> list[str]:
    return [address.lower() for address in person.addresses if "@" in address]


SOURCE = PersonSource(find, widen, everyone)


def tell_account(person: Person) -> Iterator[dict[str, Any]]:
    columns = ("name", "email", "code", "roles", "language", "is_active", "joined_at", "last_login")
    yield from Account.objects.filter(pk__in=person.accounts).values(*columns)


def erase_accounts(person: Person, by: Actor) -> int:
    """The row goes; where others' records point to it, an empty shell with another code stays in its place."""
    accounts = list(Account.objects.filter(pk__in=person.accounts))
    for account in accounts:
        if is_pointed_to(account):
            empty(account)
        else:
            account.delete()
    return len(accounts)


def is_pointed_to(account: Account) -> bool:
    """By rows that would go with the account, or not let it go; links that may be empty are emptied."""
    relations = [one for one in Account._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: account}).exists()
        for relation in relations
        if getattr(relation, "on_delete", SET_NULL) not in {SET_NULL, SET_DEFAULT, DO_NOTHING}
    )


def empty(account: Account) -> None:
    code = new_code()
    Account.objects.filter(pk=account.pk).update(
        code=code,
        email=f"apagada-{code}@labx.invalid",
        name="",
        roles=[],
        language="pt",
        is_active=False,
        last_login=None,
        joined_at=timezone.now(),
        password=f"!{secrets.token_hex(16)}",
    )


def sessions_of(person: Person) -> list[Session]:
    """Sessions are signed text, so each is opened."""
    ids = {str(account) for account in person.accounts}
    return [one for one in Session.objects.iterator() if one.get_decoded().get("_auth_user_id") in ids] if ids else []


def erase_sessions(person: Person, by: Actor) -> int:
    found = UserSession.objects.filter(user__in=person.accounts)
    keys = [*(one.session_key for one in sessions_of(person)), *found.values_list("session_key", flat=True)]
    return found.delete()[0] + Session.objects.filter(session_key__in=keys).delete()[0]


def tell_sessions(person: Person) -> Iterator[dict[str, Any]]:
    columns = ("created_at", "last_seen_at", "ip", "user_agent")
    yield from UserSession.objects.filter(user__in=person.accounts).values(*columns)


def invitations_of(person: Person) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email__in=mails(person))


def account_rows(kind: str, title: Any, model: Any, hidden: Iterable[str] = ()) -> PersonalData:
    rows = lambda person: model.objects.filter(user__in=person.accounts)  # noqa: E731
    return own_rows(kind, title, rows, hidden=("user_id", *hidden), purpose=SIGN_IN)


DATA = (
    PersonalData(
        "people.sessions",
        _("Where you are signed in"),
        tell_sessions,
        erase_sessions,
        purpose=SIGN_IN,
        order=40,
        rows=lambda person: (UserSession.objects.filter(user__in=person.accounts),),
        retention=Retention(
            90,
            _("A session that was not used for three months is forgotten."),
            lambda before: UserSession.objects.filter(last_seen_at__lt=before),
        ),
    ),
    account_rows("people.addresses", _("E-mail addresses"), EmailAddress),
    account_rows("people.second_steps", _("Second steps"), Authenticator, ("data",)),
    account_rows("people.identities", _("Other identities"), SocialAccount, ("extra_data",)),
    own_rows(
        "people.invitations",
        _("Invitations"),
        invitations_of,
        purpose=SIGN_IN,
        retention=Retention(
            YEAR,
            _("An invitation is forgotten a year after it ended."),
            lambda before: Invitation.objects.filter(ends_at__lt=before),
        ),
    ),
    PersonalData(
        "people.account",
        _("Account"),
        tell_account,
        erase_accounts,
        purpose=SIGN_IN,
        order=90,
        rows=lambda person: (Account.objects.filter(pk__in=person.accounts),),
        stays=_("Where records of others point to the account, an empty row without name or address."),
    ),
)
