"""Making, checking and revoking tokens."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.accounts import UnknownActor, actor_again
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.api.models import ApiToken
from labx.core.audit.record import record

PREFIX = "labx_"
LONGEST_DAYS = 366
# What a program must never do for a person: make itself more tokens.
NEVER = frozenset({"core.manage_own_tokens", "core.revoke_token"})


class BadToken(ValueError):
    """A token was asked for that cannot be made."""


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@action
def create_token(*, by: Actor, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """A token for `by`'s own account, and its text, which is known only here and now."""
    policy.require(by, "core.manage_own_tokens")
    if by.kind != "account" or not 1 <= days <= LONGEST_DAYS or not scopes or set(scopes) - set(offered()):
        message = _("Choose at least one permission from the list and between 1 and %d days.") % LONGEST_DAYS
        raise BadToken(message)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        owner_id=by.id,
        name=name,
        digest=digest_of(text),
        scopes=sorted(scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    after = {"scopes": token.scopes, "expires_at": token.expires_at}
    record(by=by, action="core.create_token", target=token, after=after)
    return token, text


@action
def revoke_token(*, by: Actor, token: ApiToken) -> ApiToken:
    policy.require(by, "core.revoke_token", token)
    current = ApiToken.objects.select_for_update().get(pk=token.pk)
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
        record(by=by, action="core.revoke_token", target=current)
    return current


def offered() -> list[str]:
    """The permissions a token can carry; public things need none."""
    return [rule.name for rule in policy.permissions() if not rule.public and rule.name not in NEVER]


def actor_of_token(text: str) -> Actor | None:
    """Who a token acts for, with its permissions only; nothing when it is unknown, over, or its account is."""
    token = ApiToken.objects.filter(digest=digest_of(text)).first()
    if token is None or not token.is_valid:
        return None
    today = timezone.localdate()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    try:
        return actor_again(f"token:{token.owner_id}", frozenset(token.scopes))
    except UnknownActor:
        return None
