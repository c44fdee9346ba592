"""What keeps projects from moving, who takes them over, and what became of them afterwards."""

import datetime as dt
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.organisations.models import PublicEntity
from labx.portfolio.models import Evidence, Project

ENDS_TOO_SOON = _("A blocker cannot end before it began. Correct one of the two days.")


class BlockerKind(models.TextChoices):
    PROCUREMENT = "procurement", _("Procurement")
    LEGAL = "legal", _("Legal")
    DATA = "data", _("Access to data")
    IT = "it", _("Information systems")
    SPONSOR = "sponsor", _("Change of sponsor")
    RELUCTANCE = "reluctance", _("Reluctance of the entity")


class Blocker(models.Model):
    """Something that keeps a project waiting, from one day to another. `opening` and `closing` are its events."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="blockers")
    kind = models.CharField(_("kind"), max_length=20, choices=BlockerKind.choices)
    owner = models.CharField(_("who is to remove it"), max_length=160)
    note = models.TextField(_("what is missing"))
    opened_on = models.DateField(_("since"), default=timezone.localdate)
    closed_on = models.DateField(_("until"), null=True, blank=True)
    how_closed = models.TextField(_("how it was removed"), blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    opening = models.UUIDField(editable=False, null=True)
    closing = models.UUIDField(editable=False, null=True)

    class Meta:
        verbose_name = _("blocker")
        verbose_name_plural = _("blockers")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__gte=F("opened_on")),
                name="blocker_closes_after_it_opens",
                violation_error_message=ENDS_TOO_SOON,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.note}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def days(self) -> int:
        """So far, where it is still open."""
        return ((self.closed_on or timezone.localdate()) - self.opened_on).days


class Handover(models.Model):
    """A project that leaves the laboratory: each thing that must be there has a date once it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="handover")
    entity = models.ForeignKey(
        PublicEntity,
        verbose_name=_("entity that takes it over"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="handovers",
    )
    owner_name = models.CharField(_("who takes it over"), max_length=160)
    owner_email = models.EmailField(_("e-mail"))
    budget = models.CharField(_("budget line"), max_length=200, blank=True)
    budget_on = models.DateField(_("budget: done on"), null=True, blank=True)
    legal = models.TextField(_("legal change needed"), blank=True)
    legal_on = models.DateField(_("legal change: done on"), null=True, blank=True)
    training = models.TextField(_("training"), blank=True)
    training_on = models.DateField(_("training: done on"), null=True, blank=True)
    monitoring = models.TextField(_("monitoring"), blank=True)
    monitoring_on = models.DateField(_("monitoring: done on"), null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")

    def __str__(self) -> str:
        return f"{self.project_id} {self.owner_name}"


class StillUsed(models.TextChoices):
    YES = "yes", _("Yes, as it was handed over")
    CHANGED = "changed", _("Yes, but changed")
    NO = "no", _("No")


class FollowUp(models.Model):
    """One question to the owner, some months after the handover."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("months after"))
    due_on = models.DateField(_("due on"))
    asked_at = models.DateTimeField(_("first asked at"), null=True)
    last_asked_at = models.DateTimeField(_("last asked at"), null=True)
    times_asked = models.PositiveSmallIntegerField(_("times asked"), default=0)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    still_used = models.CharField(_("still in use"), max_length=10, choices=StillUsed.choices, blank=True)
    changed = models.TextField(_("what changed"), blank=True)
    numbers = models.TextField(_("numbers"), blank=True)
    problems = models.TextField(_("problems"), blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["handover", "months"], name="one_follow_up_a_term")]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.months}"

    @property
    def project_id(self) -> UUID:
        return self.handover.project_id

    @property
    def is_due(self) -> bool:
        return self.answered_at is None and self.due_on <= timezone.localdate()

    @property
    def is_overdue(self) -> bool:
        return self.answered_at is None and self.due_on + dt.timedelta(days=OVERDUE_DAYS) < timezone.localdate()


OVERDUE_DAYS = 30
