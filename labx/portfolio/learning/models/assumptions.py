"""What must be true for a project to work, and is not known yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.learning.models.evidence import Kind
from labx.portfolio.learning.models.prototypes import Prototype
from labx.portfolio.models import Project, Protocol

SCALE = [(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")]


class Assumption(models.Model):
    """Riskiest first: how much depends on it, times how little is known."""

    class Side(models.TextChoices):
        DESIRABLE = "desirable", _("Desirable: people want it")
        FEASIBLE = "feasible", _("Feasible: it can be done")
        VIABLE = "viable", _("Viable: it can be kept up")
        LEGAL = "legal", _("Legal: the law allows it")

    class State(models.TextChoices):
        OPEN = "open", _("Not settled")
        HELD = "held", _("Held")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="assumptions")
    side = models.CharField(_("what it concerns"), max_length=20, choices=Side.choices)
    statement = models.TextField(_("what must be true"))
    importance = models.PositiveSmallIntegerField(_("how much depends on it"), choices=SCALE)
    uncertainty = models.PositiveSmallIntegerField(_("how little is known"), choices=SCALE)
    activity = models.CharField(_("another activity that tests it"), max_length=200, blank=True)
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, null=True, blank=True, related_name="assumptions")
    prototype = models.ForeignKey(
        Prototype, on_delete=models.PROTECT, null=True, blank=True, related_name="assumptions"
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN)
    evidence_kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    evidence_id = models.UUIDField(_("evidence"), null=True)
    settled_why = models.TextField(_("what the evidence says of it"), blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("assumption")
        verbose_name_plural = _("assumptions")
        ordering = [(models.F("importance") * models.F("uncertainty")).desc(), "written_at"]

    def __str__(self) -> str:
        return self.statement

    @property
    def risk(self) -> int:
        return self.importance * self.uncertainty

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def tested_by(self) -> str:
        """The activity that tests it, in words; empty where nobody has planned one."""
        return str(self.protocol or self.prototype or self.activity)
