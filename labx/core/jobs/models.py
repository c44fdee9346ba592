"""Jobs: what was asked, by whom, how far it is, how it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Did not finish")
    CANCELLED = "cancelled", _("Stopped")


class Job(models.Model):
    """One piece of long work. Owner and project are plain ids, as everywhere in core."""

    State = State

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("work"), max_length=120)
    arguments = models.JSONField(default=dict)
    actor = models.CharField(_("who"), max_length=120)
    scopes = models.JSONField(null=True)
    owner_id = models.UUIDField(null=True)
    project_id = models.UUIDField(_("project"), null=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.CharField(max_length=500, default="", blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(default="", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["owner_id", "-created_at"], name="job_of_owner"),
            models.Index(fields=["project_id"], name="job_of_project"),
            models.Index(fields=["state", "-created_at"], name="job_by_state"),
        ]

    @property
    def share_done(self) -> float | None:
        """From 0 to 1, or nothing while the whole is not known."""
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def is_moving(self) -> bool:
        return self.state in {State.WAITING, State.RUNNING}
