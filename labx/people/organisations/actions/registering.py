"""New organisations: one, checked against those that are here, or very many at once."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.copying import insert_many
from labx.core.events.publish import NewEvent, publish_many
from labx.core.ids import LABORATORY, new_id
from labx.core.jobs.progress import Told, silent
from labx.core.search.index import know_many, refresh
from labx.people.organisations import queries
from labx.people.organisations.errors import LooksLikeAnother, NipcMissing, NipcTaken
from labx.people.organisations.events import ENTITY_REGISTERED, PARTNER_REGISTERED
from labx.people.organisations.models import Organisation, Partner, PublicEntity
from labx.people.organisations.names import key_of
from labx.people.organisations.nipc import checked

SHARED = ("name", "acronym", "nipc", "district", "email", "phone", "website")
ENTITY_FIELDS = (*SHARED, "level", "without_nipc", "parent")
PARTNER_FIELDS = (*SHARED, "kind")
UNCHECKED = ("nipc", "brought_by", "merged_into", "name_key")
ROWS_AT_ONCE = 5000


@action
def register_entity(*, by: Actor, is_another: bool = False, is_example: bool = False, **words: Any) -> PublicEntity:
    """Raises BadNipc, NipcTaken, NipcMissing or, unless `is_another`, LooksLikeAnother."""
    policy.require(by, "organisations.edit")
    return registered(by, PublicEntity(is_example=is_example, **words), "organisations.register_entity", is_another)


@action
def register_partner(*, by: Actor, is_another: bool = False, is_example: bool = False, **words: Any) -> Partner:
    """Raises BadNipc, NipcTaken or, unless `is_another`, LooksLikeAnother."""
    policy.require(by, "organisations.edit")
    return registered(by, Partner(is_example=is_example, **words), "organisations.register_partner", is_another)


def registered(by: Actor, new: Organisation, deed: str, is_another: bool) -> Any:
    check_identity(new)
    if not is_another and (others := queries.alike(new)):
        raise LooksLikeAnother(others)
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        raise NipcTaken(queries.with_nipc(type(new), new.nipc)) from None
    record(by=by, action=deed, target=new, after=snapshot(new))
    publish_many([registration(new)])
    refresh(new)
    return new


@action
def register_many(
    *, by: Actor, organisations: Sequence[Organisation], told: Told = silent, brought_by: Any = None
) -> int:
    """All of them or none, already checked row by row; one audit entry with the digest of what was registered."""
    policy.require(by, "organisations.bring")
    if not organisations:
        return 0
    for one in organisations:
        one.name_key, one.brought_by = one.name_key or key_of(one.name), brought_by
    for number, some in enumerate(pieces(organisations)):
        told(done=number * ROWS_AT_ONCE, total=len(organisations), message=_("Registering."))
        insert_many(some)
        publish_many(registration(one) for one in some)
        know_many(some)
    target = brought_by or ("organisations.batch", new_id())
    after = {
        "kind": organisations[0]._meta.label_lower,
        "count": len(organisations),
        "sha256": digest_of(organisations),
    }
    record(by=by, action="organisations.register_many", target=target, after=after)
    return len(organisations)


def pieces(many: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(many), ROWS_AT_ONCE):
        yield many[start : start + ROWS_AT_ONCE]


def digest_of(organisations: Sequence[Organisation]) -> str:
    """One hash of everything registered, so that the one audit entry binds every row."""
    whole = hashlib.sha256()
    for one in organisations:
        whole.update(json.dumps([str(one.id), *snapshot(one).values()], ensure_ascii=False).encode() + b"\n")
    return whole.hexdigest()


def check_identity(one: Organisation) -> None:
    """The number is whole and nobody else's; an entity without one says why; every field holds what it may hold."""
    one.name = " ".join(one.name.split())
    one.clean_fields(exclude=UNCHECKED)
    one.nipc = checked(one.nipc) if one.nipc else None
    if one.nipc and (other := queries.with_nipc(type(one), one.nipc)) and other.pk != one.pk:
        raise NipcTaken(other)
    if isinstance(one, PublicEntity):
        if one.nipc:
            one.without_nipc = ""
        elif not one.without_nipc.strip():
            raise NipcMissing


def registration(one: Organisation) -> NewEvent:
    """The event that counts the organisation, under the id the record keeps."""
    is_entity = isinstance(one, PublicEntity)
    context = {"level": str(one.level)} if is_entity else {"kind": str(one.kind)}
    if one.district:
        context["district"] = one.district
    name = ENTITY_REGISTERED if is_entity else PARTNER_REGISTERED
    return NewEvent(name, one.id, LABORATORY, context, id=one.registration)


def no_longer_counted(one: Organisation) -> NewEvent:
    name = ENTITY_REGISTERED if isinstance(one, PublicEntity) else PARTNER_REGISTERED
    return NewEvent(name, one.id, LABORATORY, retracts=one.registration)


def snapshot(one: Organisation) -> dict[str, Any]:
    fields = ENTITY_FIELDS if isinstance(one, PublicEntity) else PARTNER_FIELDS
    values = {name: getattr(one, name) for name in fields if name != "parent"}
    return {**values, "parent": str(one.parent_id or "")} if isinstance(one, PublicEntity) else values
