"""Numbers that others reported of the laboratory: kept with their source, and never counted."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from labx.core.ids import new_id
from labx.core.packs.grades import FactGrade
from labx.core.pages.numbers import NumberCard


class Bound(models.TextChoices):
    """How the source puts its number."""

    EXACTLY = "exactly", _("the number itself")
    MORE_THAN = "more_than", _("more than this")
    UNKNOWN = "unknown", _("no number given")


class ReportedClaim(models.Model):
    """What one source says of one indicator. Nobody here measured it: definition, baseline and design are unknown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    indicator = models.SlugField(_("indicator"), max_length=60)
    label = models.JSONField(_("in the readers' languages"))
    value = models.FloatField(_("value"), null=True)
    bound = models.CharField(_("how it is said"), max_length=10, choices=Bound.choices)
    unit = models.JSONField(_("unit"), null=True)
    words = models.CharField(_("in the source's words"), max_length=200)
    source = models.CharField(_("source"), max_length=80)
    source_title = models.JSONField(_("title of the source"))
    read_from = models.TextField(_("where it was read"))
    as_of = models.CharField(_("date it speaks of"), max_length=60, blank=True)
    fact_grade = models.CharField(_("fact grade"), max_length=2, choices=[(one.value, one.value) for one in FactGrade])
    note = models.JSONField(_("what to beware of"), null=True)
    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reported number")
        verbose_name_plural = _("reported numbers")
        ordering = ["indicator", "source"]
        constraints = [models.UniqueConstraint(fields=["indicator", "source"], name="one_number_a_source")]

    def __str__(self) -> str:
        return f"{self.source}: {self.indicator} {self.words}"

    @property
    def title(self) -> str:
        return spoken(self.label)

    @property
    def reporter(self) -> str:
        return spoken(self.source_title)

    @property
    def warning(self) -> str:
        return spoken(self.note)

    @property
    def number_card(self) -> NumberCard | None:
        if self.value is None:
            return None
        return NumberCard(
            value=int(self.value) if self.value.is_integer() else self.value,
            label=self.title,
            definition=str(_("Unknown: the source gives none.")),
            denominator=str(_("Unknown: the source gives none.")),
            cutoff=None,
            source=f"{self.reporter}: “{self.words}”. {self.read_from}",
            unit=spoken(self.unit),
            signed=spoken(self.unit) == "%",
            reported_by=self.reporter,
        )


def spoken(texts: dict[str, Any] | None) -> str:
    """A text of a pack in the reader's language."""
    return (texts or {}).get((get_language() or "pt")[:2], "") if texts else ""
