"""Until when somebody has read what happened in a project."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.portfolio.models import Project


class Visit(models.Model):
    """One line for each reader and project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="visits")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    seen_until = models.DateTimeField(_("read until"))

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["project", "account"], name="one_visit_a_reader")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.project_id}"
