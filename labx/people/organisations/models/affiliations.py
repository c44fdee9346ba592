"""Who speaks for an entity, and who acts for someone who is away."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES
from labx.core.ids import new_id

CONFIRM_EVERY_DAYS = 365
GRACE_DAYS = 30


def today() -> dt.date:
    return timezone.localdate()


class Affiliation(models.Model):
    """An account that speaks for an entity, until it ends or is no longer confirmed."""

    class Ending(models.TextChoices):
        LEFT = "left", _("The person left the entity")
        REMOVED = "removed", _("The laboratory ended it")
        UNCONFIRMED = "unconfirmed", _("Nobody confirmed it within the time given")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations")
    entity = models.ForeignKey("organisations.PublicEntity", on_delete=models.PROTECT, related_name="affiliations")
    begun_on = models.DateField(_("since"), default=today)
    confirmed_on = models.DateField(_("confirmed on"), default=today)
    asked_on = models.DateField(_("asked to confirm on"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ending = models.CharField(_("how it ended"), max_length=12, choices=Ending.choices, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["-begun_on"]
        constraints = [
            models.UniqueConstraint(fields=["account", "entity"], condition=Q(ended_at=None), name="one_affiliation")
        ]

    @property
    def owner_id(self) -> UUID:
        return self.account_id

    @property
    def ends_unless_confirmed_on(self) -> dt.date | None:
        return self.asked_on + dt.timedelta(days=GRACE_DAYS) if self.asked_on else None


class Absence(models.Model):
    """Someone is away: another account acts for them in named project roles, from the first day to the last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    absent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    stands_in = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stand_ins")
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    ended_at = models.DateTimeField(_("ended early at"), null=True)
    arranged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-begins_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("begins_on")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(absent=models.F("stands_in")), name="nobody_stands_in_for_themselves"),
        ]

    @property
    def owner_id(self) -> UUID:
        return self.absent_id

    @property
    def is_standing(self) -> bool:
        return self.ended_at is None and self.begins_on <= today() <= self.ends_on


class LentRole(models.Model):
    """One project role of the absent person that the other may use meanwhile. The project is a plain id."""

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="roles")
    project = models.UUIDField(_("project"))
    project_title = models.CharField(_("project"), max_length=160)
    role = models.CharField(_("role"), max_length=20, choices=list(PROJECT_ROLES.items()))

    class Meta:
        verbose_name = _("lent role")
        verbose_name_plural = _("lent roles")
        constraints = [models.UniqueConstraint(fields=["absence", "project", "role"], name="each_role_lent_once")]
        indexes = [models.Index(fields=["project"], name="lent_in_project")]
