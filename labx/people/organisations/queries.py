"""Reads of organisations, and of who speaks for them."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.shortcuts import get_object_or_404
from django.utils import timezone

from labx.people.organisations.models import (
    Absence,
    Affiliation,
    Contact,
    FormerName,
    Import,
    LentRole,
    Merge,
    Organisation,
    Partner,
    PublicEntity,
)
from labx.people.organisations.models.affiliations import CONFIRM_EVERY_DAYS, GRACE_DAYS
from labx.people.organisations.names import key_of

ALIKE = 0.8
MOST_ALIKE = 5
NUMBERS = re.compile(r"\d+")


def entities() -> QuerySet[PublicEntity]:
    """Every entity, each once: merged duplicates left out, ended ones kept."""
    return PublicEntity.objects.filter(merged_into=None).select_related("parent").order_by(Lower("name"), "pk")


def partners() -> QuerySet[Partner]:
    return Partner.objects.filter(merged_into=None).order_by(Lower("name"), "pk")


def choices() -> QuerySet[PublicEntity]:
    """Entities that a new link may name: those that have not ended."""
    return entities().filter(ended_on=None)


def entity_called(code: str) -> PublicEntity:
    """The record with this code; a merged duplicate too, so that old addresses lead on."""
    wanted = PublicEntity.objects.select_related("parent", "successor", "merged_into", "brought_by")
    return get_object_or_404(wanted, code=code)


def partner_called(code: str) -> Partner:
    return get_object_or_404(Partner.objects.select_related("merged_into", "brought_by"), code=code)


def with_nipc(model: type[Organisation], nipc: str) -> Any:
    return model.objects.filter(nipc=nipc, merged_into=None).first()


def alike(one: Organisation) -> list[Any]:
    """Organisations whose names are so near that they may be the same one; school 1 is not school 2."""
    key = key_of(one.name)
    near = type(one).objects.filter(merged_into=None, name_key__trigram_similar=key).exclude(pk=one.pk)
    near = near.annotate(nearness=TrigramSimilarity("name_key", key)).filter(nearness__gte=ALIKE).order_by("-nearness")
    numbers = NUMBERS.findall(key)
    return [other for other in near[: MOST_ALIKE * 4] if NUMBERS.findall(other.name_key) == numbers][:MOST_ALIKE]


def standing_twice(model: type[Organisation]) -> QuerySet:
    """Records whose names say the same as another's, next to each other."""
    twins = model.objects.filter(merged_into=None, name_key=OuterRef("name_key")).exclude(pk=OuterRef("pk"))
    return model.objects.filter(Exists(twins), merged_into=None).order_by("name_key", "registered_at")


def merges_of(one: Organisation) -> QuerySet[Merge]:
    """Merges that brought a duplicate into this record and still hold."""
    return Merge.objects.filter(kept=one.pk, undone_at=None).order_by("-merged_at")


def merge_by_id(merge: UUID) -> Merge:
    return get_object_or_404(Merge, pk=merge, undone_at=None)


def organisation_of(merge: Merge) -> Any:
    """The record that a merge kept."""
    model = PublicEntity if merge.kind == PublicEntity._meta.model_name else Partner
    return model.objects.get(pk=merge.kept)


def names_of(ids: Iterable[UUID], day: dt.date) -> dict[UUID, str]:
    """What entities were called on that day, for a page that shows many."""
    found = PublicEntity.objects.filter(pk__in=list(ids)).prefetch_related("former_names")
    return {entity.pk: entity.name_on(day) for entity in found}


def former_name_of(code: str, former: int) -> FormerName:
    return get_object_or_404(FormerName.objects.select_related("entity"), pk=former, entity__code=code)


def contact_of(code: str, contact: UUID) -> Contact:
    return get_object_or_404(Contact.objects.select_related("entity"), pk=contact, entity__code=code)


def imports() -> QuerySet[Import]:
    return Import.objects.all()


def import_by_id(id: UUID) -> Import:
    return get_object_or_404(Import, pk=id)


def standing_affiliations() -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(ended_at=None, account__is_active=True).select_related("account", "entity")


def entities_of(account: UUID) -> QuerySet[PublicEntity]:
    """The entities this account speaks for now: the only ones whose projects an entity contact may see."""
    mine = Affiliation.objects.filter(account_id=account, ended_at=None, entity=OuterRef("pk"))
    return PublicEntity.objects.filter(Exists(mine), merged_into=None).order_by(Lower("name"))


def affiliation_by_id(affiliation: UUID) -> Affiliation:
    return get_object_or_404(Affiliation.objects.select_related("account", "entity"), pk=affiliation, ended_at=None)


def absences_now(day: dt.date | None = None) -> QuerySet[Absence]:
    day = day or timezone.localdate()
    standing = Q(ended_at=None, begins_on__lte=day, ends_on__gte=day)
    return Absence.objects.filter(standing, absent__is_active=True, stands_in__is_active=True)


def lent_roles(account: UUID, project: UUID) -> list[tuple[UUID, str]]:
    """(who is away, role) for each role this account may use in this project today because somebody is away."""
    lent = LentRole.objects.filter(project=project, absence__in=absences_now().filter(stands_in_id=account))
    return list(lent.values_list("absence__absent_id", "role").order_by("absence__begins_on", "role"))


def lent_projects(account: UUID) -> set[UUID]:
    """Projects this account sees today only because somebody is away, for lists."""
    lent = LentRole.objects.filter(absence__in=absences_now().filter(stands_in_id=account))
    return set(lent.values_list("project", flat=True))


def absence_by_id(absence: UUID) -> Absence:
    return get_object_or_404(Absence.objects.select_related("absent", "stands_in"), pk=absence, ended_at=None)


def named_so(text: str) -> QuerySet[PublicEntity]:
    """Entities with this code, NIPC, acronym or name, however it is spelt."""
    written = text.strip()
    wanted = (
        Q(code=written) | Q(nipc=written.replace(" ", "")) | Q(acronym__iexact=written) | Q(name_key=key_of(written))
    )
    return entities().filter(wanted)


def near_names(key: str) -> QuerySet[PublicEntity]:
    near = entities().filter(name_key__trigram_similar=key)
    return near.annotate(nearness=TrigramSimilarity("name_key", key)).order_by("-nearness")


def partners_named_so(text: str) -> QuerySet[Partner]:
    written = text.strip()
    return partners().filter(Q(code=written) | Q(nipc=written.replace(" ", "")) | Q(name_key=key_of(written)))


def to_be_asked() -> QuerySet[Affiliation]:
    """Standing for a year since it was last confirmed, and not yet asked."""
    long_ago = timezone.localdate() - dt.timedelta(days=CONFIRM_EVERY_DAYS)
    return standing_affiliations().filter(confirmed_on__lte=long_ago, asked_on=None)


def unconfirmed() -> QuerySet[Affiliation]:
    """Asked, and not confirmed within the time given."""
    return standing_affiliations().filter(asked_on__lt=timezone.localdate() - dt.timedelta(days=GRACE_DAYS))


def absences_ahead() -> QuerySet[Absence]:
    """Absences that hold now or will."""
    ahead = Absence.objects.filter(ended_at=None, ends_on__gte=timezone.localdate())
    return ahead.select_related("absent", "stands_in").prefetch_related("roles").order_by("begins_on")
