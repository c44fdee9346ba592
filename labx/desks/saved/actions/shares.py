"""Share a part of a plan, bring it up to date, fill it in, take it back."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.ids import new_id
from labx.desks.saved.boxes import CannotOpen, close_box, open_box, share_key, share_place
from labx.desks.saved.errors import LinkEnded, SavedProblem
from labx.desks.saved.holding import Held, locked
from labx.desks.saved.models import Share
from labx.desks.saved.parts import renewed, step_names

Content = dict[str, Any]
SECRET_BYTES = 18  # 144 bits in the address
MOST_SHARES, LONGEST_DAYS = 20, 90
LONGEST_NAME, LONGEST_NOTE = 80, 280


@dataclass(frozen=True)
class OwnShare:
    """A share as its owner sees it."""

    row: Share
    secret: str
    whom: str
    part: Content


@action
def share_part(*, by: Actor, held: Held, part: Content, whom: str, may_fill: bool, until: datetime.date) -> str:
    """Gives the secret of the link; here only its hash stays, and a box that the owner's key opens."""
    policy.require(by, "saved.keep_case")
    case, _content = locked(held)
    if not step_names(part):
        raise SavedProblem(_("Choose at least one step to share."))
    today = timezone.localdate()
    if not today <= until <= today + datetime.timedelta(days=LONGEST_DAYS):
        raise SavedProblem(_("Choose a last day from today to {days} days from now.").format(days=LONGEST_DAYS))
    if case.shares.count() >= MOST_SHARES:
        raise SavedProblem(_("There are {count} shared parts. Take one back first.").format(count=MOST_SHARES))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    share = Share(id=new_id(), case=case, place=share_place(secret), may_fill=may_fill, until=until)
    share.box = close_box(share_key(secret), part, share.id.bytes)
    share.for_owner = close_box(held.key, {"secret": secret, "whom": whom[:LONGEST_NAME]}, share.id.bytes)
    share.save()
    record(by=by, action="saved.share_part", target=share)
    return secret


def own_shares(held: Held) -> list[OwnShare]:
    """Every share of a case that its key opens, those that ended left out."""
    with transaction.atomic():
        case, _content = locked(held)
        return [own(held, share) for share in case.shares.filter(until__gte=timezone.localdate())]


def own(held: Held, share: Share) -> OwnShare:
    told = open_box(held.key, bytes(share.for_owner), share.id.bytes)
    part = open_box(share_key(told["secret"]), bytes(share.box), share.id.bytes)
    return OwnShare(share, told["secret"], told["whom"], part)


def locked_share(held: Held, share: UUID) -> OwnShare:
    case, _content = locked(held)
    row = case.shares.select_for_update().filter(pk=share).first()
    if row is None:
        raise LinkEnded
    return own(held, row)


@action
def renew_share(*, by: Actor, held: Held, share: UUID, part: Content) -> None:
    """The chosen steps as the plan has them today; what the other person filled in stays."""
    policy.require(by, "saved.keep_case")
    found = locked_share(held, share)
    write(found.row, found.secret, renewed(found.part, part))
    record(by=by, action="saved.renew_share", target=found.row)


@action
def end_share(*, by: Actor, held: Held, share: UUID) -> None:
    policy.require(by, "saved.keep_case")
    found = locked_share(held, share)
    record(by=by, action="saved.end_share", target=found.row)
    found.row.delete()


def open_share(secret: str) -> tuple[Share, Content]:
    """Whoever has the link; one answer for a link that never was, ended, or was taken back."""
    row = Share.objects.filter(place=share_place(secret), until__gte=timezone.localdate()).first()
    if row is None:
        raise LinkEnded
    try:
        return row, open_box(share_key(secret), bytes(row.box), row.id.bytes)
    except CannotOpen as error:
        raise LinkEnded from error


@action
def fill_share(*, by: Actor, secret: str, edition: int, done: list[str], notes: dict[str, str]) -> None:
    """Ticks and notes on the shared steps, and on no others."""
    policy.require(by, "saved.use_share")
    row = Share.objects.select_for_update().filter(place=share_place(secret)).first()
    _row, part = open_share(secret)
    if row is None or not row.may_fill:
        raise LinkEnded
    if row.edition != edition:
        raise EditedMeanwhile
    names = step_names(part)
    kept = {name: notes[name].strip()[:LONGEST_NOTE] for name in names if notes.get(name, "").strip()}
    write(row, secret, {**part, "done": [name for name in names if name in done], "notes": kept})
    record(by=by, action="saved.fill_share", target=row)


def write(row: Share, secret: str, part: Content) -> None:
    row.box = close_box(share_key(secret), part, row.id.bytes)
    row.edition += 1
    row.save(update_fields=["box", "edition"])
