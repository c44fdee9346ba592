"""Public entities and partners, their names over time, and what became of them."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.models import new_code
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models.imports import Import
from labx.people.organisations.names import key_of


class Level(models.TextChoices):
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    LOCAL = "local", _("Local")


class PartnerKind(models.TextChoices):
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    RESEARCH = "research", _("Research")
    BUSINESS = "business", _("Business")
    OTHER = "other", _("Other")


class Organisation(models.Model):
    """What entities and partners share. `registration` is the event that counts this record while it counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    name = models.CharField(_("name"), max_length=240)
    name_key = models.CharField(max_length=240, editable=False)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    nipc = models.CharField(_("NIPC"), max_length=9, null=True, blank=True)  # noqa: DJ001 - many may have none
    district = models.CharField(_("district"), max_length=2, choices=DISTRICTS, blank=True)
    email = models.EmailField(_("general e-mail"), blank=True)
    phone = models.CharField(_("general telephone"), max_length=40, blank=True)
    website = models.URLField(_("web page"), blank=True)
    is_example = models.BooleanField(_("is invented"), default=False)
    registration = models.UUIDField(default=new_id, editable=False)
    brought_by = models.ForeignKey(Import, on_delete=models.PROTECT, null=True, related_name="%(class)s_rows")
    registered_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited at"), auto_now=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_key = key_of(self.name)
        super().save(*args, **kwargs)


def standing() -> Q:
    return Q(merged_into=None)


class PublicEntity(Organisation):
    """A public body. A merged duplicate points to the record kept; an ended body to whoever took over its work."""

    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    without_nipc = models.CharField(_("why there is no NIPC"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("belongs to"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_by = models.CharField(_("law or order that ended it"), max_length=240, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")

    class Meta:
        verbose_name = _("public entity")
        verbose_name_plural = _("public entities")
        constraints = [
            models.UniqueConstraint("nipc", condition=standing(), name="one_entity_a_nipc"),
            models.CheckConstraint(condition=~Q(nipc=None) | ~Q(without_nipc=""), name="entity_without_nipc_says_why"),
            models.CheckConstraint(condition=Q(successor=None) | ~Q(ended_on=None), name="only_ended_has_successor"),
        ]
        indexes = [
            GinIndex(fields=["name_key"], name="entity_like_name", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["name_key"], name="entity_same_name"),
        ]

    def name_on(self, day: dt.date) -> str:
        """What the entity was called on that day."""
        later = [former for former in self.former_names.all() if former.replaced_on > day]
        return min(later, key=lambda former: former.replaced_on).name if later else self.name

    @property
    def standing(self) -> PublicEntity:
        """The record kept, for a link that still points to a duplicate."""
        return self.merged_into.standing if self.merged_into else self


class Partner(Organisation):
    """Who works with the laboratory without being a public entity."""

    kind = models.CharField(_("kind"), max_length=20, choices=PartnerKind.choices)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [models.UniqueConstraint("nipc", condition=standing(), name="one_partner_a_nipc")]
        indexes = [
            GinIndex(fields=["name_key"], name="partner_like_name", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["name_key"], name="partner_same_name"),
        ]

    @property
    def standing(self) -> Partner:
        return self.merged_into.standing if self.merged_into else self


class FormerName(models.Model):
    """A name an entity had until the day another took its place."""

    entity = models.ForeignKey(PublicEntity, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("name"), max_length=240)
    replaced_on = models.DateField(_("replaced on"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["replaced_on"]
        constraints = [models.UniqueConstraint(fields=["entity", "replaced_on"], name="one_name_a_day")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Someone to speak to in an entity; no account is needed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(PublicEntity, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    post = models.CharField(_("post or unit"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Merge(models.Model):
    """Two records that were one: which stayed, what moved to it, so that it can be taken apart again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    kept = models.UUIDField()
    duplicate = models.UUIDField()
    moved = models.JSONField(default=list)
    filled = models.JSONField(default=dict)
    why = models.CharField(_("why"), max_length=300)
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        indexes = [models.Index(fields=["duplicate"], name="merge_of_duplicate")]
