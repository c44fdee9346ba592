"""What core may know of an account, told by people: core never looks upward."""

from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from labx.core.actors import ACCOUNTS, ANONYMOUS, Actor, system

STANDS_FOR = " for "  # between the key of who acted and of whom they stood in for, in the audit chain


class UnknownActor(LookupError):
    """Who acted is no longer here, or is blocked."""


@dataclass(frozen=True)
class Contact:
    """An account that may act now, and how to write to it."""

    actor: Actor
    email: str
    language: str


class AccountSource(Protocol):
    def __call__(self, account: UUID) -> Contact | None: ...


_source: list[AccountSource] = []


def accounts_from(source: AccountSource) -> None:
    """People say here how an account is looked up."""
    _source[:] = [source]


def contact(account: UUID) -> Contact | None:
    """The account, or nothing where it is gone or blocked."""
    return _source[0](account) if _source else None


def actor_again(key: str, scopes: frozenset[str] | None = None) -> Actor:
    """The actor of a stored key, with the roles held now rather than then."""
    kind, _colon, name = key.partition(":")
    if kind == "system":
        return system(name)
    if kind == ANONYMOUS.kind:
        return ANONYMOUS
    found = contact(UUID(name))
    if found is None:
        raise UnknownActor(f"{key} is no longer an active account: have somebody else start this again.")
    return found.actor if kind == "account" else replace(found.actor, kind="token", scopes=scopes)


class Names:
    """Who stands behind an actor's key, as a reader says it; each account is looked up once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, key: str) -> str:
        who, _word, absent = key.partition(STANDS_FOR)
        if absent:
            return _("%(name)s, for %(absent)s") % {"name": self(who), "absent": self(absent)}
        if key not in self._known:
            self._known[key] = self._name(key)
        return self._known[key]

    @staticmethod
    def _name(key: str) -> str:
        kind, _colon, identifier = key.partition(":")
        found = contact(UUID(identifier)) if kind in ACCOUNTS and identifier else None
        return found.actor.name if found and found.actor.name else key
