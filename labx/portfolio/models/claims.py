"""Claims: the numbers the laboratory publishes, each with all that is needed to doubt it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.core.pages.numbers import DesignGrade
from labx.portfolio.models.evidence import Evidence
from labx.portfolio.models.projects import Project


class Claim(models.Model):
    """A published number. It is made from a frozen analysis, never typed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="claims")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="claims")
    indicator = models.CharField(_("indicator"), max_length=200)
    sentence = models.TextField(_("in one sentence"))
    definition = models.TextField(_("definition"))
    unit = models.CharField(_("unit"), max_length=60)
    value = models.FloatField(_("value"))
    lower = models.FloatField(_("lower end of the interval"), null=True)
    upper = models.FloatField(_("upper end of the interval"), null=True)
    confidence = models.FloatField(_("confidence"), null=True)
    denominator = models.TextField(_("denominator"), blank=True)
    baseline = models.TextField(_("baseline"))
    comparison = models.TextField(_("comparison"))
    design_grade = models.CharField(_("design grade"), max_length=20, choices=DesignGrade.choices)
    cut_off = models.DateField(_("cut-off date"))
    source = models.TextField(_("source"))
    published_at = models.DateTimeField(_("published at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_why = models.TextField(_("why it was withdrawn"), blank=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_readable(self) -> bool:
        """Whether everyone may read it: withdrawn or not, its project has a public page."""
        return self.project.is_published
