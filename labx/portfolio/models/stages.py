"""How long a project stood in each of its stages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.portfolio.models.projects import Project, Stage


class StageSpell(models.Model):
    """One stay in one stage; the open one is the stage the project is in."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="spells")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    entered_on = models.DateField(_("entered on"), default=timezone.localdate)
    left_on = models.DateField(_("left on"), null=True)
    is_backwards = models.BooleanField(_("set back"), default=False)
    why = models.TextField(_("why"), blank=True)
    event = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("stay in a stage")
        verbose_name_plural = _("stays in stages")
        ordering = ["entered_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(left_on=None), name="one_open_spell_a_project")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.stage} {self.entered_on}"
