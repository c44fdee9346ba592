"""A table that brought projects: what each row began or changed, and how it was before."""

from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.files.uploads import kept_path
from labx.core.ids import new_id
from labx.portfolio.models.projects import Project


class Import(models.Model):
    """One file: how it was read, what came of it. The file itself stays until it is brought, a day at most."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Waiting to be read")
        REFUSED = "refused", _("Cannot be read")
        CHECKED = "checked", _("Read, waiting for you")
        BROUGHT = "brought", _("Brought")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    original_name = models.CharField(_("file name"), max_length=255)
    owner_id = models.UUIDField(_("who"), null=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    good_rows = models.PositiveIntegerField(_("rows that can be taken"), default=0)
    new_rows = models.PositiveIntegerField(_("of them new projects"), default=0)
    problems = models.JSONField(_("problems found"), default=list)
    problem_count = models.PositiveIntegerField(_("number of problems"), default=0)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    brought_at = models.DateTimeField(_("brought at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    job = models.UUIDField(_("job"), null=True)

    class Meta:
        verbose_name = _("import of projects")
        verbose_name_plural = _("imports of projects")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.original_name

    @property
    def path(self) -> Path:
        return kept_path(self.kept_in(), self.sha256)

    @staticmethod
    def kept_in() -> Path:
        return Path(settings.MEDIA_ROOT) / "portfolio"


class ImportedRow(models.Model):
    """What one row did. `before`: words and stage of a project that was here; `edition` and `spell`: those it left.

    `links` are the organisations it added, as [kind, key].
    """

    file = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="brought")
    project = models.ForeignKey(Project, on_delete=models.SET_NULL, null=True, related_name="imported_rows")
    title = models.CharField(_("title"), max_length=160)
    is_new = models.BooleanField(_("began here"))
    before = models.JSONField(_("how it was before"), default=dict, encoder=DjangoJSONEncoder)
    edition = models.PositiveIntegerField(_("edition"))
    spell = models.BigIntegerField(null=True)
    links = models.JSONField(default=list)
    is_taken_back = models.BooleanField(_("taken back"), default=False)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
