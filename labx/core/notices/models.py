"""Notices and how each reader wants them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.core.notices.declare import Mail


class Notice(models.Model):
    """One thing told to one account. `mailed_at` is set when it went by e-mail, alone or in a digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField()
    kind = models.CharField(max_length=120)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(default="", blank=True)
    url = models.CharField(max_length=500, default="", blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["owner_id", "-at"], name="notice_of_owner"),
            models.Index(fields=["owner_id"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["owner_id", "kind"], name="notice_unmailed", condition=models.Q(mailed_at=None)),
        ]


class NoticePreference(models.Model):
    """How one account wants one kind of notice by e-mail."""

    owner_id = models.UUIDField()
    kind = models.CharField(max_length=120)
    mail = models.CharField(max_length=10, choices=Mail.choices)

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [models.UniqueConstraint(fields=["owner_id", "kind"], name="preference_once")]
