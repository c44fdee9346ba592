"""A file that brought people into the panel, and whether it was taken back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id


class Import(models.Model):
    """Who came stands with each participant. The file itself is not kept: it said who they are."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    original_name = models.CharField(_("file name"), max_length=200)
    people = models.PositiveIntegerField(_("people brought"))
    owner_id = models.UUIDField(_("who"), null=True)
    brought_at = models.DateTimeField(_("imported at"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    taken_back = models.PositiveIntegerField(_("people taken back"), default=0)
    job = models.UUIDField(_("job"), null=True)

    class Meta:
        verbose_name = _("import of participants")
        verbose_name_plural = _("imports of participants")
        ordering = ["-brought_at"]

    def __str__(self) -> str:
        return self.original_name
