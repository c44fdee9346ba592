"""Protocols: what will be done, written down and frozen before anyone sees a result."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.models.projects import Project


class Protocol(models.Model):
    """One version of a project's protocol. Frozen, it never changes (a trigger refuses); amending makes another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="protocols")
    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("question"))
    hypothesis = models.TextField(_("what we expect"), blank=True)
    decision_to_take = models.TextField(_("decision that will be taken"))
    ethics = models.TextField(_("care for the people involved"), blank=True)
    room = models.CharField(_("room"), max_length=20)
    plan = models.JSONField(_("plan"), default=dict)
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments")
    justification = models.TextField(_("why it changed"), blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    canonical = models.BinaryField(_("frozen text"), null=True, editable=False)
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True)
    signature = models.JSONField(_("signature"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    frozen_by = models.CharField(_("frozen by"), max_length=80, blank=True)
    signer = models.CharField(_("signer"), max_length=200, blank=True)
    redactions = models.JSONField(_("what was signed before names were taken out"), default=list, editable=False)

    class Meta:
        verbose_name = _("protocol")
        verbose_name_plural = _("protocols")
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["project", "code", "version"], name="one_protocol_a_version")]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None
