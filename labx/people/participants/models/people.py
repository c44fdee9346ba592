"""People of the panel: a pseudonym with coarse attributes, and apart from it how to reach the person."""

import secrets
import uuid
from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.consent.parties import Whose
from labx.people.models import CODE_LETTERS
from labx.people.participants.attributes import (
    AccessNeed,
    AgeBand,
    DigitalEase,
    District,
    Education,
    Language,
    Preferred,
    Topic,
)
from labx.people.participants.models.imports import Import

CODE_LENGTH = 5
YEAR = timedelta(days=365)


def new_pseudonym() -> str:
    return "P-" + "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH)).upper()


def in_a_year() -> date:
    return timezone.localdate() + YEAR


class Participant(models.Model):
    """Somebody of the panel as everyone but a few sees them. Nothing here says who it is.

    `link_number` is in the signed address of "my participation": counting it up ends every address sent before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("pseudonym"), max_length=12, unique=True, default=new_pseudonym, editable=False)
    age_band = models.CharField(_("age"), max_length=12, choices=AgeBand.choices)
    district = models.CharField(_("district"), max_length=20, choices=District.choices)
    education = models.CharField(_("education"), max_length=12, choices=Education.choices)
    digital_ease = models.CharField(_("ease with online services"), max_length=12, choices=DigitalEase.choices)
    access_needs = ArrayField(models.CharField(max_length=20, choices=AccessNeed.choices), default=list, blank=True)
    topics = ArrayField(models.CharField(max_length=20, choices=Topic.choices), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=10, choices=Language.choices), default=list, blank=True)
    invitations_a_year = models.PositiveSmallIntegerField(_("invitations a year, at most"), default=4)
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    renews_on = models.DateField(_("to be renewed on"), default=in_a_year)
    asked_to_renew_on = models.DateField(_("asked to renew on"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    link_number = models.PositiveIntegerField(default=1, editable=False)
    is_example = models.BooleanField(_("is invented"), default=False)
    brought_by = models.ForeignKey(Import, on_delete=models.PROTECT, null=True, blank=True, related_name="brought")
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["code"]
        indexes = [models.Index(fields=["renews_on"], condition=models.Q(left_at=None), name="participant_renewal")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_active(self) -> bool:
        return self.left_at is None

    @property
    def owner_id(self) -> uuid.UUID:
        """A participation belongs to the person it stands for."""
        return self.id

    @property
    def whose(self) -> Whose:
        """Whose consent it is."""
        return Whose(self.subject.id, self.id)


class Subject(models.Model):
    """The one row that links a person to the random number of events and consents. Erasure deletes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="subject")

    class Meta:
        verbose_name = _("link to a random number")
        verbose_name_plural = _("links to random numbers")

    def __str__(self) -> str:
        return str(self.id)


class Contact(models.Model):
    """Who the person is and how to reach them: the only table that says so; read with a permission and a reason.

    It is deleted when the person leaves.
    """

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    preferred = models.CharField(_("preferred channel"), max_length=10, choices=Preferred.choices)
    language = models.CharField(_("language of messages"), max_length=5, default="pt")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("contact data")
        verbose_name_plural = _("contact data")
        indexes = [models.Index(models.functions.Lower("email"), name="participant_email")]

    def __str__(self) -> str:
        return self.name


class JoinRequest(models.Model):
    """Somebody filled in the form and has not yet shown that the address or number is theirs. Kept for days only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answers = models.JSONField(_("answers"))
    confirm_by = models.CharField(_("confirmed by"), max_length=10, choices=Preferred.choices)
    code_digest = models.CharField(max_length=64, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    language = models.CharField(_("language"), max_length=5, default="pt")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["made_at"]

    def __str__(self) -> str:
        return str(self.id)
