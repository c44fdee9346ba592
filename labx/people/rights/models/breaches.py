"""Breaches of personal data, with the two clocks that begin when somebody knows."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.models import new_code
from labx.people.rights.engine.clock import authority_due, internal_due


class Level(models.TextChoices):
    NONE = "none", _("Unlikely to be a risk for people")
    RISK = "risk", _("A risk for people")
    HIGH = "high", _("A high risk for people")


class Breach(models.Model):
    """What happened, what is known so far, who is told and when. Nothing here names the people affected."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    title = models.CharField(_("what happened, in a line"), max_length=160)
    known_at = models.DateTimeField(_("known since"))
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    what = models.TextField(_("what is known"))
    people = models.TextField(_("who is affected"), blank=True)
    people_count = models.PositiveIntegerField(_("how many people, about"), null=True, blank=True)
    categories = models.TextField(_("which data"), blank=True)
    consequences = models.TextField(_("what it may mean for them"), blank=True)
    measures = models.TextField(_("what was done about it"), blank=True)
    level = models.CharField(_("risk"), max_length=8, choices=Level.choices, blank=True)
    officer_told_at = models.DateTimeField(_("officer told at"), null=True, blank=True)
    authority_told_at = models.DateTimeField(_("authority told at"), null=True, blank=True)
    late_why = models.TextField(_("why it is late"), blank=True)
    people_told_at = models.DateTimeField(_("people told at"), null=True, blank=True)
    not_told_why = models.TextField(_("why the authority is not told"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-known_at"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def internal_due(self) -> datetime:
        return internal_due(self.known_at)

    @property
    def authority_due(self) -> datetime:
        return authority_due(self.known_at)

    @property
    def is_settled(self) -> bool:
        """Whether the authority was told, or was not for a written reason."""
        return self.authority_told_at is not None or bool(self.not_told_why)

    @property
    def is_late(self) -> bool:
        return not self.is_settled and timezone.now() > self.authority_due

    @property
    def hours_left(self) -> int:
        return int((self.authority_due - timezone.now()).total_seconds() // 3600)
