"""Changes to an organisation: its words, its names over time, its end, its contacts."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.search.index import refresh
from labx.people.organisations.actions.registering import ENTITY_FIELDS, PARTNER_FIELDS, check_identity, snapshot
from labx.people.organisations.chains import refuse_loop
from labx.people.organisations.errors import BadDay, NotNow
from labx.people.organisations.models import Contact, FormerName, Organisation, Partner, PublicEntity

TREE = "organisations.tree"  # parents, successors and merges are changed one at a time: two could close a circle


@action
def edit_entity(*, by: Actor, entity: PublicEntity, edition: int, **words: Any) -> PublicEntity:
    """Correct the record. A name that changed in life is `rename_entity`, which keeps the old one."""
    policy.require(by, "organisations.edit", entity)
    alone(TREE)
    return edited(by, opened(entity, edition), {name: words[name] for name in ENTITY_FIELDS if name in words})


@action
def edit_partner(*, by: Actor, partner: Partner, edition: int, **words: Any) -> Partner:
    policy.require(by, "organisations.edit", partner)
    return edited(by, opened(partner, edition), {name: words[name] for name in PARTNER_FIELDS if name in words})


def opened(one: Any, edition: int | None = None) -> Any:
    """The record, locked, as it is now; refused when it is of a later edition or a merged duplicate."""
    current = type(one).objects.select_for_update().get(pk=one.pk)
    if edition is not None and current.edition != edition:
        raise EditedMeanwhile
    if current.merged_into_id:
        raise NotNow(_("This record was merged into “%(name)s”: change that one.") % {"name": current.merged_into.name})
    return current


def edited(by: Actor, current: Organisation, words: dict[str, Any]) -> Any:
    before = snapshot(current)
    for name, value in words.items():
        setattr(current, name, value)
    check_identity(current)
    if isinstance(current, PublicEntity):
        refuse_loop(current, "parent")
    kind = "entity" if isinstance(current, PublicEntity) else "partner"
    return kept(by, current, f"organisations.edit_{kind}", before, snapshot(current))


def kept(
    by: Actor, current: Any, deed: str, before: dict[str, Any] | None, after: dict[str, Any] | None, why: str = ""
) -> Any:
    current.edition += 1
    current.save()
    record(by=by, action=deed, target=current, before=before, after=after, why=why)
    refresh(current)
    return current


@action
def rename_entity(*, by: Actor, entity: PublicEntity, name: str, on: dt.date, why: str = "") -> PublicEntity:
    """The entity took another name on that day; before it, it shows the old one for ever."""
    policy.require(by, "organisations.edit", entity)
    current = opened(entity)
    not_in_future("on", on)
    if current.former_names.filter(replaced_on__gte=on).exists():
        raise BadDay(
            "on", _("There is a change of name on a later day, or on this one: add this one as a former name.")
        )
    FormerName.objects.create(entity=current, name=current.name, replaced_on=on)
    before, current.name = {"name": current.name}, name.strip()
    return kept(by, current, "organisations.rename_entity", before, {"name": current.name, "on": on}, why)


@action
def add_former_name(*, by: Actor, entity: PublicEntity, name: str, replaced_on: dt.date) -> FormerName:
    """A name of the past that was not known when the entity was registered."""
    policy.require(by, "organisations.edit", entity)
    current = opened(entity)
    not_in_future("replaced_on", replaced_on)
    try:
        with transaction.atomic():
            former = FormerName.objects.create(entity=current, name=name.strip(), replaced_on=replaced_on)
    except IntegrityError:
        raise BadDay("replaced_on", _("A name was already replaced on this day: correct or remove that one.")) from None
    kept(by, current, "organisations.add_former_name", None, {"name": former.name, "replaced_on": replaced_on})
    return former


@action
def remove_former_name(*, by: Actor, former: FormerName) -> None:
    policy.require(by, "organisations.edit", former.entity)
    current = opened(former.entity)
    before = {"name": former.name, "replaced_on": former.replaced_on}
    former.delete()
    kept(by, current, "organisations.remove_former_name", before, None)


def not_in_future(field: str, day: dt.date) -> None:
    if day > timezone.localdate():
        raise BadDay(field, _("This day has not come yet. Write it down when it has."))


@action
def end_entity(
    *, by: Actor, entity: PublicEntity, on: dt.date, ended_by: str = "", successor: PublicEntity | None = None
) -> PublicEntity:
    """Extinct, or taken over by another; it stays in every project it was in."""
    policy.require(by, "organisations.edit", entity)
    alone(TREE)
    current = opened(entity)
    not_in_future("on", on)
    current.ended_on, current.ended_by, current.successor = on, ended_by, successor
    refuse_loop(current, "successor")
    after = {"on": on, "by": ended_by, "successor": str(successor.id) if successor else None}
    return kept(by, current, "organisations.end_entity", None, after)


@action
def reopen_entity(*, by: Actor, entity: PublicEntity, why: str) -> PublicEntity:
    """The end was written down by mistake."""
    policy.require(by, "organisations.edit", entity)
    current = opened(entity)
    before = {"on": current.ended_on, "by": current.ended_by, "successor": str(current.successor_id or "")}
    current.ended_on, current.ended_by, current.successor = None, "", None
    return kept(by, current, "organisations.reopen_entity", before, None, why)


@action
def keep_contact(*, by: Actor, entity: PublicEntity, contact: Contact | None = None, **words: str) -> Contact:
    """A new contact of the entity, or other words for one it has. The audit chain keeps no name."""
    policy.require(by, "organisations.edit", entity)
    deed = "organisations.edit_contact" if contact else "organisations.add_contact"
    contact = contact or Contact(entity=entity)
    for name in ("name", "post", "email", "phone"):
        setattr(contact, name, words.get(name, getattr(contact, name)))
    contact.save()
    record(by=by, action=deed, target=entity, after={"contact": str(contact.id)})
    return contact


@action
def remove_contact(*, by: Actor, contact: Contact) -> None:
    policy.require(by, "organisations.edit", contact.entity)
    record(by=by, action="organisations.remove_contact", target=contact.entity, before={"contact": str(contact.id)})
    contact.delete()
