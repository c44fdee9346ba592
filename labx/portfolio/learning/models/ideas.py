"""Ideas, the criteria they are compared by, everyone's scores, and the one that was chosen."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.models import Project

HIGHEST = 5


class Idea(models.Model):
    """One possible answer to the problem."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="ideas")
    title = models.CharField(_("idea"), max_length=160)
    description = models.TextField(_("how it would work"), blank=True)
    set_aside_why = models.TextField(_("why it was set aside"), blank=True)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        ordering = ["written_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_set_aside(self) -> bool:
        return bool(self.set_aside_why)


class Criterion(models.Model):
    """What ideas are compared by; only the proportions of the weights count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="idea_criteria")
    title = models.CharField(_("criterion"), max_length=120)
    weight = models.FloatField(_("weight"))
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["written_at"]
        constraints = [
            models.UniqueConstraint(fields=["project", "title"], name="one_criterion_a_title"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="weight_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title


class IdeaScore(models.Model):
    """What one person gave one idea on one criterion, from 0 to 5; higher is better."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    scorer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="idea_scores")
    value = models.PositiveSmallIntegerField(_("score"))

    class Meta:
        verbose_name = _("score of an idea")
        verbose_name_plural = _("scores of ideas")
        constraints = [models.UniqueConstraint(fields=["idea", "criterion", "scorer"], name="one_score_each")]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.criterion_id} {self.value}"


class Choice(models.Model):
    """The concept that was chosen, why, and how the ideas stood then. A later choice replaces it; both stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="idea_choices")
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="choices")
    reason = models.TextField(_("why this one"))
    standing = models.JSONField(_("how the ideas stood"))
    chosen_by = models.CharField(_("recorded by"), max_length=80)
    chosen_at = models.DateTimeField(_("chosen at"), auto_now_add=True)

    class Meta:
        verbose_name = _("choice of an idea")
        verbose_name_plural = _("choices of ideas")
        ordering = ["-chosen_at"]

    def __str__(self) -> str:
        return f"{self.idea}: {self.reason}"
