"""Accounts."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id


class Account(AbstractBaseUser):
    """Someone who can sign in. Roles are strings of `core.actors`; project roles live in the portfolio."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
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

    def get_full_name(self) -> str:
        return self.name
