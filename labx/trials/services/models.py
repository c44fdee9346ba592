"""A service whose transactions are counted, its releases, and the files its events came in."""

import datetime as dt
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.people.organisations.models import PublicEntity
from labx.portfolio.models import Project
from labx.trials.originals import Original

YEAR_HOURS = 8760
# Time enough to find a fault in a file and bring it in again; its rows may name transactions in the open.
KEPT_DAYS = 90


class Period(models.TextChoices):
    WEEK = "week", _("by week")
    MONTH = "month", _("by month")


class Service(models.Model):
    """What is measured. `steps` and `groups` are pairs of code and label; a step's place is its order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("name of the service"), max_length=160)
    summary = models.TextField(_("what it is for"))
    entity = models.ForeignKey(
        PublicEntity, verbose_name=_("entity"), on_delete=models.PROTECT, related_name="measured_services"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    period = models.CharField(_("series"), max_length=5, choices=Period.choices, default=Period.MONTH)
    allowed_hours = models.PositiveIntegerField(
        _("hours to complete"), default=168, validators=[MinValueValidator(1), MaxValueValidator(YEAR_HOURS)]
    )
    instrument = models.CharField(_("what records the events"), max_length=200)
    steps = models.JSONField(_("steps"), default=list, blank=True)
    groups = models.JSONField(_("groups of people"), default=list, blank=True)
    is_example = models.BooleanField(_("is invented"), default=False)
    published_at = models.DateTimeField(_("published at"), null=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def events_of(self) -> UUID:
        """What stands as the project of its events: of those without one, the service itself."""
        return self.project_id or self.id


class Release(models.Model):
    """A dated note that something changed in the service."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="releases")
    on = models.DateField(_("day"), default=timezone.localdate)
    text = models.CharField(_("what changed"), max_length=120)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def at(self) -> dt.datetime:
        """The beginning of its day, where the service is."""
        return dt.datetime.combine(self.on, dt.time(), timezone.get_default_timezone())

    @property
    def project_id(self) -> UUID | None:
        return self.service.project_id


class EventFile(Original):
    """A file whose rows become events: kept as it came, checked, brought in, taken back.

    `complete_until`: until when it tells all that happened; once it is in, the last event's time where nobody said.
    A file of costs alone (not `has_transactions`) says nothing of that.
    """

    folder = "services"

    class State(models.TextChoices):
        KEPT = "kept", _("waiting")
        CHECKED = "checked", _("checked, nothing written")
        REFUSED = "refused", _("not brought in: rows are wrong")
        IN = "in", _("brought in")
        TAKEN_BACK = "taken_back", _("taken back")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("file name"), max_length=255)
    bytes = models.BigIntegerField(_("size in bytes"), default=0)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.KEPT)
    rows = models.PositiveIntegerField(_("events"), default=0)
    problem_count = models.PositiveBigIntegerField(_("number of problems"), default=0)
    brought_at = models.DateTimeField(_("handed in at"), auto_now_add=True)
    complete_until = models.DateTimeField(_("everything is in until"), null=True)
    is_followed = models.BooleanField(_("a program sends what comes after"), default=False)
    has_transactions = models.BooleanField(_("tells of transactions"), default=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        verbose_name = _("file of events")
        verbose_name_plural = _("files of events")
        ordering = ["-brought_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "sha256"], condition=models.Q(state="in"), name="one_standing_file_of_events"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def project_id(self) -> UUID | None:
        return self.service.project_id

    @property
    def kept_until(self) -> dt.datetime:
        return self.brought_at + dt.timedelta(days=KEPT_DAYS)


class KeptNumbers(models.Model):
    """The numbers of a service as pages show them, and what was seen of the log when they were worked out.

    `still_until`: from then on another transaction's time is over, and the same log gives other numbers.
    `definition`: of which definitions of the indicators they are; `counted_by`: the service's own words then.
    """

    service = models.OneToOneField(Service, on_delete=models.CASCADE, primary_key=True, related_name="+")
    definition = models.PositiveSmallIntegerField(default=0)
    counted_by = models.JSONField(default=dict)
    until = models.DateField()
    batch = models.BigIntegerField()
    hot = models.BigIntegerField()
    still_until = models.DateTimeField(null=True)
    checked_at = models.DateTimeField()
    numbers = models.JSONField()
