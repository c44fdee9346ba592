"""How accounts want their notices."""

from collections.abc import Iterable
from uuid import UUID

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.notices.declare import Mail, kind, kinds
from labx.core.notices.models import NoticePreference


def chosen(kind_name: str, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """How each of these accounts wants this kind: their choice, or the kind's own habit."""
    accounts = list(accounts)
    found = NoticePreference.objects.filter(kind=kind_name, owner_id__in=accounts)
    return dict.fromkeys(accounts, kind(kind_name).mail) | dict(found.values_list("owner_id", "mail"))


def choices_of(account: UUID) -> dict[str, str]:
    """Every kind there is with this account's choice."""
    mine = dict(NoticePreference.objects.filter(owner_id=account).values_list("kind", "mail"))
    return {name: mine.get(name, declared.mail) for name, declared in kinds().items()}


@action
def choose_mail(*, by: Actor, choices: dict[str, str]) -> None:
    policy.require(by, "core.read_own_notices")
    before = choices_of(by.id)
    for name, mail in choices.items():
        NoticePreference.objects.update_or_create(
            owner_id=by.id, kind=kind(name).name, defaults={"mail": Mail(mail).value}
        )
    record(by=by, action="core.choose_mail", target=("people.account", by.id), before=before, after=choices_of(by.id))
