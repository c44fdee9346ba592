"""Decisions: what was decided, by whom, on what evidence, and what would change it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.portfolio.models.evidence import Evidence, Strength
from labx.portfolio.models.projects import Project


class Outcome(models.TextChoices):
    SCALE = "scale", _("Scale")
    ITERATE = "iterate", _("Another round")
    STOP = "stop", _("Stop")
    INCONCLUSIVE = "inconclusive", _("Inconclusive")


class Decision(models.Model):
    """Never edited: a change of mind is a new decision that replaces the old one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome.choices)
    reasons = models.TextField(_("reasons"))
    decided_by = models.CharField(_("who decided"), max_length=200)
    decided_on = models.DateField(_("date of the decision"))
    dissent = models.TextField(_("who disagreed, and why"), blank=True)
    would_change = models.TextField(_("what would change this decision"))
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    evidence = models.ManyToManyField(Evidence, through="DecisionEvidence", related_name="decisions")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_on", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.reasons}"


class DecisionEvidence(models.Model):
    """How one piece of evidence bears on one decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="citations")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="citations")
    is_support = models.BooleanField(_("supports"), default=True)
    strength = models.CharField(_("strength"), max_length=10, choices=Strength.choices)

    class Meta:
        verbose_name = _("cited evidence")
        verbose_name_plural = _("cited evidence")
        constraints = [models.UniqueConstraint(fields=["decision", "evidence"], name="evidence_cited_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.strength}"
