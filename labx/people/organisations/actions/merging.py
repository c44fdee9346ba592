"""Two records that are one organisation: merge them, whatever points to them, and take the merge apart again."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.publish import publish_many
from labx.core.ids import new_id
from labx.core.search.index import refresh
from labx.people.organisations.actions.editing import TREE
from labx.people.organisations.actions.registering import no_longer_counted, registration
from labx.people.organisations.chains import refuse_loop
from labx.people.organisations.errors import Loop, NotNow
from labx.people.organisations.models import Merge, Organisation, PublicEntity

FILLED = ("acronym", "nipc", "district", "email", "phone", "website")


@action
def merge(*, by: Actor, kept: Organisation, duplicate: Organisation, why: str) -> Merge:
    """Everything that points to the duplicate points to the record kept, and what that lacked is filled in."""
    policy.require(by, "organisations.merge", kept)
    alone(TREE)
    kept, duplicate = (type(kept).objects.select_for_update().get(pk=one.pk) for one in (kept, duplicate))
    refuse_merged(kept, duplicate)
    filled = filled_from(kept, duplicate)
    duplicate.merged_into = kept
    duplicate.edition += 1
    duplicate.save()
    moved = list(moved_links(duplicate, kept))
    kept.refresh_from_db(fields=[field.attname for field in links_to(type(kept)) if field.model is type(kept)])
    for name, (_before, after) in filled.items():
        setattr(kept, name, after)
    kept.edition += 1
    kept.save()
    if isinstance(kept, PublicEntity):
        for field in ("parent", "successor"):
            refuse_loop(kept, field)
    done = Merge.objects.create(
        kind=kept._meta.model_name, kept=kept.id, duplicate=duplicate.id, moved=moved, filled=filled, why=why
    )
    publish_many([no_longer_counted(duplicate)])
    after = {"duplicate": str(duplicate.id), "links_moved": len(moved), "filled": sorted(filled)}
    record(by=by, action="organisations.merge", target=kept, why=why, after=after)
    record(by=by, action="organisations.merge", target=duplicate, why=why, after={"kept": str(kept.id)})
    refresh(duplicate)
    refresh(kept)
    return done


def refuse_merged(kept: Organisation, duplicate: Organisation) -> None:
    if kept.pk == duplicate.pk:
        raise Loop("duplicate", [kept, kept])
    if kept.merged_into_id == duplicate.pk:
        raise Loop("duplicate", [duplicate, kept, duplicate])
    for one in (kept, duplicate):
        if one.merged_into_id:
            words = {"name": one.name, "other": one.merged_into.name}
            raise NotNow(_("“%(name)s” was already merged into “%(other)s”: merge that one instead.") % words)


def filled_from(kept: Organisation, duplicate: Organisation) -> dict[str, list[Any]]:
    """What the record kept lacks and the duplicate has: field, what stood there, what stands there now."""
    filled = {
        name: [getattr(kept, name), getattr(duplicate, name)]
        for name in FILLED
        if not getattr(kept, name) and getattr(duplicate, name)
    }
    if "nipc" in filled and isinstance(kept, PublicEntity):
        filled["without_nipc"] = [kept.without_nipc, ""]
    return filled


def links_to(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    """Every foreign key to this table, wherever it stands: a room above may link its records to organisations."""
    for other in apps.get_models(include_auto_created=True):
        for field in other._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is model and field.name != "merged_into":
                yield field


def moved_links(duplicate: Organisation, kept: Organisation) -> Iterator[list[str]]:
    """Point each row to the record kept; where a rule forbids it, as for a link that is there twice, it stays."""
    for field in links_to(type(kept)):
        rows = field.model._base_manager.filter(**{field.name: duplicate}).exclude(pk=duplicate.pk)
        for pk in rows.values_list("pk", flat=True):
            if point(field, pk, kept):
                yield [field.model._meta.label, field.name, str(pk)]


def point(field: models.ForeignKey, pk: Any, target: Organisation) -> bool:
    try:
        with transaction.atomic():
            field.model._base_manager.filter(pk=pk).update(**{field.name: target})
    except DatabaseError:
        return False
    return True


@action
def undo_merge(*, by: Actor, merge: Merge, why: str) -> Organisation:
    """The duplicate stands for itself again, with what pointed to it then; what came later stays where it is."""
    model = apps.get_model("organisations", merge.kind)
    kept = model.objects.get(pk=merge.kept)
    policy.require(by, "organisations.merge", kept)
    alone(TREE)
    current = Merge.objects.select_for_update().get(pk=merge.pk)
    kept = model.objects.select_for_update().get(pk=kept.pk)
    duplicate = model.objects.select_for_update().get(pk=current.duplicate)
    if current.undone_at or duplicate.merged_into_id != kept.pk:
        raise NotNow(_("This merge was already undone."))
    if kept.merged_into_id:
        raise NotNow(_("“%(name)s” was itself merged later: undo that first.") % {"name": kept.name})
    for name, (before, after) in current.filled.items():
        if getattr(kept, name) == after:
            setattr(kept, name, before)
    kept.edition += 1
    kept.save()
    for label, name, pk in current.moved:
        back(apps.get_model(label), name, pk, kept, duplicate)
    duplicate.merged_into, duplicate.registration = None, new_id()
    duplicate.edition += 1
    duplicate.save()
    for field in ("parent", "successor") if isinstance(duplicate, PublicEntity) else ():
        refuse_loop(duplicate, field)
    current.undone_at = timezone.now()
    current.save(update_fields=["undone_at"])
    publish_many([registration(duplicate)])
    for one, other in ((kept, duplicate), (duplicate, kept)):
        record(by=by, action="organisations.undo_merge", target=one, why=why, after={"other": str(other.id)})
        refresh(one)
    return duplicate


def back(model: type[models.Model], name: str, pk: str, kept: Organisation, duplicate: Organisation) -> None:
    """One row points to the duplicate again, unless it was pointed elsewhere since."""
    model._base_manager.filter(**{"pk": pk, name: kept}).update(**{name: duplicate})
