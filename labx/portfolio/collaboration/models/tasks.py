"""Tasks of a project: what is to be done, by whom, until when."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.models import Project


class Task(models.Model):
    """Something to do. Its owner is whoever it was given to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(_("what is to be done"), max_length=200)
    details = models.TextField(_("details"), blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("given to"),
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["done_at", "due_on", "made_at"]
        indexes = [models.Index(fields=["assignee", "done_at"], name="tasks_of_someone")]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_id(self) -> UUID | None:
        return self.assignee_id

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_overdue(self) -> bool:
        return not self.is_done and self.due_on is not None and self.due_on < timezone.localdate()
