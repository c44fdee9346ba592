"""Counts of the running week, which desks show their figures to everyone, and what a laboratory assumes of a visit."""

from __future__ import annotations

from django.conf import settings
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


class KeptAssumption(models.Model):
    """A range that a laboratory put in place of the one that stood. Rows of one edition were kept together."""

    desk = models.CharField(_("desk"), max_length=64)
    edition = models.PositiveIntegerField(_("edition"))
    name = models.CharField(_("assumption"), max_length=40)
    low = models.FloatField(_("from"))
    high = models.FloatField(_("to"))
    source = models.CharField(_("source"), max_length=300)
    kept_on = models.DateField(_("kept on"))
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("kept assumption")
        verbose_name_plural = _("kept assumptions")
        constraints = [models.UniqueConstraint(fields=["desk", "edition", "name"], name="one_range_an_edition")]
