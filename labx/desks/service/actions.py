"""The owner of a desk shows its figures to everyone, or no longer; what is assumed is kept and taken back."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.packs.pack import Pack
from labx.desks.engine.burden import Range
from labx.desks.service.assuming import edition_of, last_kept, standing
from labx.desks.service.models import KeptAssumption, PublicFigures


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


@action
def keep_assumptions(*, by: Actor, pack: Pack, edition: int, ranges: Mapping[str, Range], source: str) -> None:
    """Only what differs from what stands is kept, so that every other range stays with its own source."""
    policy.require(by, "service.assume", pack)
    desk = sole_editor(pack, edition)
    stood = {name: [one.low, one.high] for name, one in standing(desk).items()}
    kept = {name: [found.low, found.high] for name, found in ranges.items() if stood[name] != [found.low, found.high]}
    words = {"desk": desk, "edition": edition + 1, "source": source, "kept_on": timezone.localdate()}
    KeptAssumption.objects.bulk_create(
        KeptAssumption(name=name, low=low, high=high, account_id=by.account_id, **words)
        for name, (low, high) in kept.items()
    )
    if kept:
        before = {name: stood[name] for name in kept}
        told = {**kept, "source": source}
        record(by=by, action="service.keep_assumptions", target=target_of(desk), before=before, after=told)


@action
def take_back_assumptions(*, by: Actor, pack: Pack, edition: int) -> None:
    """What was kept last goes; what stood before it stands again."""
    policy.require(by, "service.assume", pack)
    desk = sole_editor(pack, edition)
    if newest := last_kept(desk):
        last = KeptAssumption.objects.filter(desk=desk, edition=newest.edition)
        gone = {row.name: [row.low, row.high] for row in last}
        last.delete()
        now = {name: [one.low, one.high] for name, one in standing(desk).items() if name in gone}
        record(by=by, action="service.take_back_assumptions", target=target_of(desk), before=gone, after=now)


def sole_editor(pack: Pack, edition: int) -> str:
    """The desk, held alone; refused where someone kept or took back something since this edition was opened."""
    desk = pack.id.partition("/")[2]
    alone(f"assumptions of {desk}")
    if edition_of(desk) != edition:
        raise EditedMeanwhile
    return desk


def target_of(desk: str) -> tuple[str, str]:
    return "service.keptassumption", desk
