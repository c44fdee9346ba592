"""What lies here of people who asked for it: boxes, and when they end. Nothing in a row says who, or what."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id


class SavedCase(models.Model):
    """A case of a person who asked to keep it. Only code and PIN together open the box."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.BinaryField(max_length=32, unique=True, editable=False)
    salt = models.BinaryField(max_length=16, editable=False)
    box = models.BinaryField(editable=False)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    used_on = models.DateField(_("last used"), default=timezone.localdate)

    class Meta:
        verbose_name = _("saved case")
        verbose_name_plural = _("saved cases")


class Share(models.Model):
    """A copy of some tasks, closed with the secret of its link; `for_owner` says to the owner which link it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(SavedCase, on_delete=models.CASCADE, related_name="shares")
    place = models.BinaryField(max_length=32, unique=True, editable=False)
    box = models.BinaryField(editable=False)
    for_owner = models.BinaryField(editable=False)
    may_fill = models.BooleanField(_("may be filled in"), default=False)
    until = models.DateField(_("until"))
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("shared part")
        verbose_name_plural = _("shared parts")
        ordering = ["pk"]


class Reminder(models.Model):
    """A day, and an address closed with the laboratory's own key: the worker must read it to write to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(SavedCase, on_delete=models.CASCADE, related_name="reminders")
    address = models.BinaryField(editable=False)
    language = models.CharField(_("language"), max_length=2)
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "on"], name="one_reminder_a_day")]


class Attempt(models.Model):
    """Openings that failed, under a keyed hash of the code's place or of the network address; forgotten one by one."""

    key = models.BinaryField(max_length=32, primary_key=True, editable=False)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    last = models.DateTimeField(_("last"), default=timezone.now)
    eased = models.DateTimeField(_("forgotten up to"), default=timezone.now)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
