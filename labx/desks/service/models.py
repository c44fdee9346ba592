"""Counts of the week that is running, and which desks show their figures to everyone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WeekCount(models.Model):
    """One count of a week. It goes into the log when the week is over, and leaves here."""

    week = models.DateField(_("week"))  # its Monday
    desk = models.CharField(_("desk"), max_length=64)
    version = models.CharField(_("version"), max_length=64)
    what = models.CharField(_("what"), max_length=40)
    amount = models.PositiveBigIntegerField(_("amount"), default=0)

    class Meta:
        verbose_name = _("count of a week")
        verbose_name_plural = _("counts of a week")
        constraints = [models.UniqueConstraint(fields=["week", "desk", "version", "what"], name="one_count_a_week")]


class PublicFigures(models.Model):
    """A desk whose owner lets everyone see its figures."""

    desk = models.CharField(_("desk"), max_length=64, primary_key=True)
    since = models.DateField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("public figures of a desk")
        verbose_name_plural = _("public figures of desks")
