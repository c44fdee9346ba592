"""A table that brought projects: what each row began or changed, and how it was before."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.models.projects import Project


class Import(models.Model):
    """One file that was brought whole. The file itself is not kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    original_name = models.CharField(_("file name"), max_length=255)
    owner_id = models.UUIDField(_("who"), null=True)
    brought_at = models.DateTimeField(_("brought at"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    job = models.UUIDField(_("job"), null=True)

    class Meta:
        verbose_name = _("import of projects")
        verbose_name_plural = _("imports of projects")
        ordering = ["-brought_at"]

    def __str__(self) -> str:
        return self.original_name


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
