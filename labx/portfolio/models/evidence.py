"""Evidence: a statement, how well its design can carry it, and the raw thing it rests on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.core.pages.numbers import DesignGrade
from labx.core.rooms import Reference
from labx.portfolio.models.projects import Project


class Strength(models.TextChoices):
    """How strongly a piece of evidence bears on what it is cited for."""

    WEAK = "weak", _("Weak")
    MODERATE = "moderate", _("Moderate")
    STRONG = "strong", _("Strong")


class Evidence(models.Model):
    """Something learned, tied to where it came from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="evidence")
    statement = models.TextField(_("what it says"))
    design_grade = models.CharField(_("design grade"), max_length=20, choices=DesignGrade.choices)
    caveats = models.TextField(_("what it cannot say"), blank=True)
    room = models.CharField(_("room"), max_length=20)
    kind = models.CharField(_("kind"), max_length=40)
    reference_id = models.UUIDField(_("reference"))
    reference_digest = models.CharField(_("SHA-256 when cited"), max_length=64)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return self.statement

    @property
    def reference(self) -> Reference:
        return Reference(self.room, self.kind, self.reference_id, self.reference_digest)
