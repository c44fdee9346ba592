"""Accounts and the invitations they begin with."""

import secrets
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id

INVITATION_DAYS = 7


CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def invitation_end():
    return timezone.now() + timedelta(days=INVITATION_DAYS)


def new_code() -> str:
    """What stands for a person in an address: short, random, without letters that look alike."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(8))


class Account(AbstractBaseUser):
    """Someone who can sign in. Roles are strings of `core.actors`; project roles live in the portfolio."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    language = models.CharField(_("language"), max_length=5, default="pt")
    is_active = models.BooleanField(_("is active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    objects = BaseUserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def owner_id(self):
        """An account belongs to the person it stands for."""
        return self.id

    def get_full_name(self) -> str:
        return self.name


class Invitation(models.Model):
    """An account that waits for its person to choose a password. The link carries only a signed id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=200)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    language = models.CharField(_("language"), max_length=5, default="pt")
    invited_by = models.CharField(_("invited by"), max_length=100)
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    failed_at = models.DateTimeField(_("could not be sent at"), null=True)
    ends_at = models.DateTimeField(_("ends at"), default=invitation_end)
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "email", condition=models.Q(accepted_at=None, withdrawn_at=None), name="one_open_invitation_per_email"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def state(self) -> str:
        """Whether the message left: the mail server may be away for a while."""
        if self.sent_at:
            return gettext("sent")
        return gettext("not sent, try again") if self.failed_at else gettext("being sent")

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.ends_at > timezone.now()
