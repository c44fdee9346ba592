"""Files added to the things of a project."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.files.uploads import kept_path
from labx.core.ids import new_id
from labx.portfolio.models import Project


class Attachment(models.Model):
    """A file, kept under its own hash. Removed, its line stays with the reason; the content goes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(_("kind of thing"), max_length=40)
    thing_id = models.UUIDField(_("thing"))
    original_name = models.CharField(_("file name"), max_length=255)
    description = models.CharField(_("what it is"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    size_bytes = models.BigIntegerField(_("size in bytes"))
    is_redrawn = models.BooleanField(_("metadata taken out"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="attachments"
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_why = models.TextField(_("why it was removed"), blank=True)

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        ordering = ["-added_at"]
        indexes = [
            models.Index(fields=["project", "kind", "thing_id"], name="files_of_thing"),
            models.Index(fields=["sha256"], name="files_by_content"),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def owner_id(self) -> UUID | None:
        return self.added_by_id

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def path(self) -> Path:
        return kept_path(self.kept_in(), self.sha256)

    @staticmethod
    def kept_in() -> Path:
        return Path(settings.MEDIA_ROOT) / "collaboration"
