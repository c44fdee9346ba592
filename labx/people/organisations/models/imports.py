"""A file of organisations: as it came, how it was read, what became of it."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.files.uploads import kept_path
from labx.core.ids import new_id


class Import(models.Model):
    """`choices` are what was decided of rows that look like others, once the preview was seen."""

    class Kind(models.TextChoices):
        ENTITIES = "entities", _("Public entities")
        PARTNERS = "partners", _("Partners")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        REFUSED = "refused", _("Refused")
        CHECKED = "checked", _("Checked, waiting for you")
        IMPORTED = "imported", _("Imported")
        UNDONE = "undone", _("Undone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("what it holds"), max_length=10, choices=Kind.choices)
    original_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    bytes = models.BigIntegerField(_("size in bytes"))
    source = models.TextField(_("where the data come from"))
    format = models.JSONField(_("how the file is written"), default=dict)
    columns = models.JSONField(_("columns"), default=dict)
    choices = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.UPLOADED)
    rows = models.BigIntegerField(_("rows read"), default=0)
    good_rows = models.BigIntegerField(_("rows that can be taken"), default=0)
    faulty_rows = models.BigIntegerField(_("faulty rows"), default=0)
    brought = models.BigIntegerField(_("organisations brought"), default=0)
    kept_back = models.JSONField(_("in use, so not undone"), default=list)
    problems = models.JSONField(_("problems found"), default=list)
    problem_count = models.BigIntegerField(_("number of problems"), default=0)
    twins = models.JSONField(_("rows that look like others"), default=list)
    known_rows = models.BigIntegerField(_("rows already registered"), default=0)
    similar_rows = models.BigIntegerField(_("rows that look like others"), default=0)
    owner_id = models.UUIDField(_("who"), null=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    imported_at = models.DateTimeField(_("imported at"), null=True)
    job = models.UUIDField(_("job"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.original_name

    @property
    def path(self) -> Path:
        """The original file, kept under its own hash, unchanged."""
        return kept_path(self.kept_in(), self.sha256)

    @staticmethod
    def kept_in() -> Path:
        return Path(settings.MEDIA_ROOT) / "organisations"
