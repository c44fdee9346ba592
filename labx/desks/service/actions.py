"""The owner of a desk shows its figures to everyone, or no longer."""

from __future__ import annotations

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.packs.pack import Pack
from labx.desks.service.models import PublicFigures


@action
def publish(*, by: Actor, pack: Pack) -> None:
    policy.require(by, "service.publish", pack)
    desk = pack.id.partition("/")[2]
    _row, is_new = PublicFigures.objects.get_or_create(pk=desk)
    if is_new:
        record(by=by, action="service.publish", target=("service.publicfigures", desk))


@action
def withdraw(*, by: Actor, pack: Pack) -> None:
    policy.require(by, "service.publish", pack)
    desk = pack.id.partition("/")[2]
    if PublicFigures.objects.filter(pk=desk).delete()[0]:
        record(by=by, action="service.withdraw", target=("service.publicfigures", desk))
