"""Counters, who works there, appointments, cases and who looked. What a family said lies in a box."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.models import new_code
from labx.rules.zones import ZONES, Place


class Counter(models.Model):
    """A place where people are received, such as one in a citizens' shop."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(_("address"), max_length=300)
    is_open = models.BooleanField(_("receives people"), default=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def counter_id(self) -> UUID:
        return self.id

    @property
    def zone(self) -> dt.tzinfo:
        """Whose legal time its clock shows."""
        timetable = getattr(self, "timetable", None)
        return ZONES[Place(timetable.region) if timetable else Place.MAINLAND]


class Timetable(models.Model):
    """When a counter receives by appointment, and whether people may book by themselves."""

    counter = models.OneToOneField(Counter, on_delete=models.CASCADE, primary_key=True, related_name="timetable")
    is_public = models.BooleanField(_("people may book by themselves"), default=False)
    minutes = models.PositiveSmallIntegerField(_("minutes of an appointment"))
    places = models.PositiveSmallIntegerField(_("people received at once"))
    days_ahead = models.PositiveSmallIntegerField(_("days ahead"))
    region = models.CharField(_("whose time its clock shows"), max_length=10)
    municipality = models.CharField(_("municipality"), max_length=80, blank=True)
    hours = models.JSONField(_("hours"))  # by weekday, Monday is "0": [["09:30", "12:30"], ...]
    closed = models.JSONField(_("closed"))  # [["2026-12-24", "2026-12-26"], ...]
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("hours of a counter")
        verbose_name_plural = _("hours of counters")


class Post(models.Model):
    """An account that works at a counter, until that ends. The head sees who looked into whose case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="posts")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="counter_posts")
    is_head = models.BooleanField(_("head of the counter"), default=False)
    begun_on = models.DateField(_("since"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True)

    class Meta:
        verbose_name = _("post at a counter")
        verbose_name_plural = _("posts at counters")
        ordering = ["begun_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["counter", "account"], condition=Q(ended_on=None), name="one_post_each")
        ]


class Case(models.Model):
    """A case that staff hold for a family. `keeper` is whose case it is; the number says nothing of anybody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="cases")
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="counter_cases"
    )
    desk = models.CharField(_("desk"), max_length=100)
    box = models.BinaryField(editable=False)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    worked_on = models.DateField(_("last worked on"), default=timezone.localdate)
    closed_on = models.DateField(_("closed on"), null=True)

    class Meta:
        verbose_name = _("case at a counter")
        verbose_name_plural = _("cases at counters")
        ordering = ["-worked_on", "pk"]


class Appointment(models.Model):
    """A day and hour at a counter. `box` holds how to call and reach the person, if they wished to say it."""

    class State(models.TextChoices):
        BOOKED = "booked", _("to come")
        CAME = "came", _("came")
        MISSED = "missed", _("did not come")
        CANCELLED = "cancelled", _("cancelled")

    class ToTell(models.TextChoices):
        """What the person does not know yet."""

        MOVED = "moved", _("it has another day or hour")
        CANCELLED = "cancelled", _("the counter cancelled it")
        CLOSED = "closed", _("nobody is received then any more")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="appointments")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="appointments")
    desk = models.CharField(_("desk"), max_length=100)
    at = models.DateTimeField(_("day and hour"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.BOOKED)
    box = models.BinaryField(editable=False)
    # Of those that people booked by themselves: what their code is known by.
    door = models.BinaryField(null=True, editable=False)
    language = models.CharField(_("language"), max_length=2, default="pt")
    to_tell = models.CharField(_("to tell"), max_length=10, choices=ToTell.choices, blank=True)
    is_mailed = models.BooleanField(_("an e-mail is on its way"), default=False)
    # The day and hour of which somebody was told, or is to be told, that it no longer stands: never twice of one.
    void_at = models.DateTimeField(_("no longer stands"), null=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["at", "pk"]

    @property
    def local_at(self) -> dt.datetime:
        """What the clock of the counter shows."""
        return self.at.astimezone(self.counter.zone).replace(tzinfo=None)

    @property
    def is_own(self) -> bool:
        """Booked by the person."""
        return self.door is not None


class Look(models.Model):
    """Someone asked to see a case of somebody else: with a reason, until when; without one, refused."""

    class Reason(models.TextChoices):
        AWAY = "away", _("The colleague whose case it is is away")
        HERE = "here", _("The family is here and the colleague is not free")
        ASKED = "asked", _("The colleague asked for help")
        MISTAKE = "mistake", _("A mistake must be put right")
        RIGHTS = "rights", _("Someone asks for their rights over the data")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="looks")
    case = models.UUIDField(_("case"))
    case_code = models.CharField(_("case"), max_length=8)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="counter_looks"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    until = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("look into a case")
        verbose_name_plural = _("looks into cases")
        ordering = ["-at", "pk"]
        indexes = [models.Index(fields=["case", "account", "until"], name="looks_of_a_case")]

    @property
    def is_refused(self) -> bool:
        return self.until is None
