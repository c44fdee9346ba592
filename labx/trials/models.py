"""Tables of the trials room."""

import datetime as dt
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.models import Project, Protocol
from labx.trials.originals import Original

# Time enough for whoever doubts a result of a closed trial to compare it with the file that it was made from.
KEPT_DAYS = 365


class Trial(models.Model):
    """A frozen protocol being carried out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="trials")
    protocol = models.OneToOneField(Protocol, on_delete=models.PROTECT, related_name="trial")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=160)
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_why = models.TextField(_("why it was closed"), blank=True)
    unit_secret = models.TextField(_("secret behind the codes of units, encrypted"), blank=True, default="")

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def has_notice(self) -> bool:
        """Whether its plan holds a text that everyone may read."""
        notice = self.protocol.plan.get("notice") or {}
        return bool(notice.get("pt") or notice.get("en"))


class Dataset(Original):
    """An uploaded table: the original file, how its columns were read, and what became of it."""

    folder = "trials"

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        REFUSED = "refused", _("Refused")
        IMPORTED = "imported", _("Imported")
        UNDONE = "undone", _("Undone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="datasets")
    original_name = models.CharField(_("file name"), max_length=255)
    bytes = models.BigIntegerField(_("size in bytes"))
    source = models.TextField(_("where the data come from"))
    is_open = models.BooleanField(_("the rows may be published"), default=False)
    format = models.JSONField(_("how the file is written"), default=dict)
    mapping = models.JSONField(_("columns"), default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.UPLOADED)
    rows = models.BigIntegerField(_("rows read"), null=True)
    problem_count = models.BigIntegerField(_("number of problems"), default=0)
    checks = models.JSONField(_("what may be seen before any look"), default=dict)
    started_on = models.DateField(_("first day of the trial"))
    measured_until = models.DateField(_("date of the last measurement"))
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    imported_at = models.DateTimeField(_("imported at"), null=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.original_name

    @property
    def project_id(self) -> UUID:
        return self.trial.project_id

    @property
    def kept_until(self) -> dt.datetime | None:
        """When the file itself goes; nothing while it counts in a trial that is not closed."""
        if self.state != self.State.IMPORTED:
            return max(self.uploaded_at, self.undone_at or self.uploaded_at) + dt.timedelta(days=KEPT_DAYS)
        if self.trial.closed_at is None:
            return None
        return max(self.trial.closed_at, self.imported_at) + dt.timedelta(days=KEPT_DAYS)


class SealedSeed(models.Model):
    """The seed of a lottery, encrypted. Its hash stands in the frozen plan; it is shown when the trial is closed."""

    seed_hash = models.CharField(_("SHA-256 of the seed"), max_length=64, primary_key=True)
    box = models.TextField(_("seed, encrypted"))
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="sealed_seeds")
    sealed_at = models.DateTimeField(_("sealed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sealed seed")
        verbose_name_plural = _("sealed seeds")


class Allocation(models.Model):
    """One unit, put into its arm by the sealed list. A trigger refuses changes. Of the unit only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="allocations")
    number = models.PositiveIntegerField(_("number"))
    unit_hash = models.CharField(_("hash of the unit's code"), max_length=64)
    stratum = models.CharField(_("stratum"), max_length=64, blank=True)
    factors = models.JSONField(_("what it was balanced by"), default=dict)
    arm = models.CharField(_("group"), max_length=64)
    allocated_at = models.DateTimeField(_("allocated at"), auto_now_add=True)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="one_allocation_a_number"),
            models.UniqueConstraint(fields=["trial", "unit_hash"], name="one_allocation_a_unit"),
        ]

    @property
    def project_id(self) -> UUID:
        return self.trial.project_id


class Analysis(models.Model):
    """What the frozen plan gave on one dataset. Canonical JSON, hashed and signed; a trigger refuses changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="analyses")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="analyses")
    result = models.JSONField(_("result"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    signature = models.JSONField(_("signature"))
    computed_at = models.DateTimeField(_("computed at"), auto_now_add=True)
    computed_by = models.CharField(_("computed by"), max_length=80)

    class Meta:
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")
        ordering = ["-computed_at"]

    def __str__(self) -> str:
        return f"{self.trial} {self.computed_at:%Y-%m-%d}"

    @property
    def project_id(self) -> UUID:
        return self.trial.project_id


class Look(models.Model):
    """The primary result was looked at: which look, by whom, at which analysis."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="looks")
    number = models.PositiveIntegerField(_("number"))
    analysis = models.OneToOneField(Analysis, on_delete=models.PROTECT, related_name="look")
    looked_at = models.DateTimeField(_("looked at"), auto_now_add=True)
    looked_by = models.CharField(_("looked by"), max_length=80)

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["trial", "number"], name="one_look_a_number")]
