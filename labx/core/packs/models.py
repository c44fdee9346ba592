"""Packs as they were installed: rows that never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.core.packs.pack import Case, Pack


class InstalledPack(models.Model):
    """One version of a pack, for ever; running cases, waves and games point to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack_id = models.CharField(_("pack"), max_length=120)
    version = models.CharField(_("version"), max_length=40)
    sha256 = models.CharField(_("hash"), max_length=64)
    content = models.JSONField(_("content"))
    files = models.JSONField(_("files as written"))
    installed_at = models.DateTimeField(_("installed"), auto_now_add=True)

    class Meta:
        verbose_name = _("installed pack")
        verbose_name_plural = _("installed packs")
        constraints = [models.UniqueConstraint(fields=["pack_id", "version"], name="pack_version_once")]

    @property
    def pack(self) -> Pack:
        held = self.content
        cases = tuple(Case(**case) for case in held["cases"])
        return Pack(held["pack"], cases, held["texts"], self.files)
