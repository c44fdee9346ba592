"""Entries of the audit chain, and what they told, apart so that it can be erased."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.audit import chain
from labx.core.ids import new_id


class AuditEntry(models.Model):
    """Who did what to which record, and when. Position and hashes come from the sealer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=120)
    action = models.CharField(_("what"), max_length=120)
    target_kind = models.CharField(_("kind of record"), max_length=120)
    target_id = models.CharField(_("record"), max_length=120)
    project_id = models.UUIDField(_("project"), null=True)
    payload_digest = models.BinaryField(max_length=32)
    position = models.BigIntegerField(_("position"), null=True, unique=True)
    previous = models.BinaryField(max_length=32, null=True)
    hash = models.BinaryField(max_length=32, null=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["target_kind", "target_id"], name="audit_of_record"),
            models.Index(fields=["actor", "at"], name="audit_of_actor"),
            models.Index(fields=["at"], name="audit_by_time"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(position=None)),
        ]

    def content(self, position: int) -> bytes:
        """What the hash covers."""
        return chain.content_of(
            position=position,
            id=str(self.id),
            at=self.at.isoformat(),
            actor=self.actor,
            action=self.action,
            target_kind=self.target_kind,
            target_id=self.target_id,
            project=str(self.project_id) if self.project_id else None,
            payload=bytes(self.payload_digest).hex(),
        )


class AuditPayload(models.Model):
    """Why, and how the record was before and after: canonical JSON with the salt of its digest."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField(max_length=16)
    content = models.TextField()

    class Meta:
        verbose_name = _("audit payload")
        verbose_name_plural = _("audit payloads")
