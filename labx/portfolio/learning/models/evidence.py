"""What was seen and understood, how things bear on one another, and what turned out not to hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.core.rooms import Reference
from labx.portfolio.learning.graph import Relation
from labx.portfolio.models import Project, Strength


class Kind(models.TextChoices):
    """Everything that stands in the evidence graph, in the order of the story."""

    OBSERVATION = "observation", _("Observation")
    INSIGHT = "insight", _("Insight")
    IDEA = "idea", _("Idea")
    PROTOTYPE = "prototype", _("Prototype")
    TEST = "test", _("Test")
    EVIDENCE = "evidence", _("Evidence")
    CLAIM = "claim", _("Published number")
    DECISION = "decision", _("Decision")


FINDINGS = (Kind.OBSERVATION, Kind.INSIGHT)
# What can turn out not to hold. Ideas and prototypes are tried, numbers withdrawn, decisions replaced.
CITABLE = (Kind.OBSERVATION, Kind.INSIGHT, Kind.TEST)
MAY_FALL = (Kind.OBSERVATION, Kind.INSIGHT, Kind.TEST, Kind.EVIDENCE)


class Finding(models.Model):
    """Something observed, or something understood from observations; tied to where it can be looked up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind"), max_length=20, choices=[(kind.value, kind.label) for kind in FINDINGS])
    statement = models.TextField(_("what it says"))
    source = models.CharField(_("where it can be looked up"), max_length=300, blank=True)
    url = models.URLField(_("link to it"), blank=True)
    room = models.CharField(_("room"), max_length=20, blank=True)
    reference_kind = models.CharField(_("kind of thing in the room"), max_length=40, blank=True)
    reference_id = models.UUIDField(_("reference"), null=True)
    reference_digest = models.CharField(_("SHA-256 when cited"), max_length=64, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return self.statement

    @property
    def reference(self) -> Reference | None:
        if self.reference_id is None:
            return None
        return Reference(self.room, self.reference_kind, self.reference_id, self.reference_digest)


class Link(models.Model):
    """One thing supports or contradicts another of the same project. Their ids are unique whatever their kind."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="evidence_links")
    source_kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    source_id = models.UUIDField(_("what bears on it"))
    target_kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    target_id = models.UUIDField(_("what it bears on"))
    relation = models.CharField(
        _("how"),
        max_length=20,
        choices=[(Relation.SUPPORTS.value, _("Supports")), (Relation.CONTRADICTS.value, _("Contradicts"))],
    )
    strength = models.CharField(_("strength"), max_length=10, choices=Strength.choices)
    reason = models.TextField(_("why it bears on it"))
    linked_at = models.DateTimeField(_("linked at"), auto_now_add=True)
    linked_by = models.CharField(_("linked by"), max_length=80)

    class Meta:
        verbose_name = _("link of evidence")
        verbose_name_plural = _("links of evidence")
        ordering = ["linked_at"]
        constraints = [models.UniqueConstraint(fields=["source_id", "target_id"], name="linked_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.relation} {self.target_id}"


class Fall(models.Model):
    """Something turned out not to hold; lifted when that was a mistake. Both stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="falls")
    kind = models.CharField(_("kind"), max_length=20, choices=[(kind.value, kind.label) for kind in MAY_FALL])
    node_id = models.UUIDField(_("what fell"))
    why = models.TextField(_("why it does not hold"))
    fallen_at = models.DateTimeField(_("fallen at"), auto_now_add=True)
    fallen_by = models.CharField(_("recorded by"), max_length=80)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_why = models.TextField(_("why it holds after all"), blank=True)

    class Meta:
        verbose_name = _("fall")
        verbose_name_plural = _("falls")
        ordering = ["-fallen_at"]
        constraints = [
            models.UniqueConstraint("node_id", condition=models.Q(lifted_at=None), name="one_standing_fall_a_node")
        ]

    def __str__(self) -> str:
        return self.why
