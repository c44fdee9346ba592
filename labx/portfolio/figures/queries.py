"""Reads of the figures: published numbers, and what others reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.core.pages.numbers import DesignGrade
from labx.portfolio import queries as portfolio
from labx.portfolio.figures.agreement import Agreement, Said, agreement
from labx.portfolio.figures.models import ReportedClaim
from labx.portfolio.models import Claim

BEST_FIRST = Case(
    *(When(design_grade=grade, then=Value(grade.fifths)) for grade in DesignGrade), output_field=IntegerField()
)


def claims_for(actor: Actor) -> QuerySet[Claim]:
    """Every published number of the projects this reader may see, withdrawn ones too."""
    seen = portfolio.seen_by(actor).order_by().values("pk")
    return Claim.objects.filter(project__in=seen).select_related("project", "evidence").annotate(fifths=BEST_FIRST)


def claim_by_id(claim: UUID) -> Claim:
    return get_object_or_404(Claim.objects.select_related("project", "evidence"), pk=claim)


@dataclass(frozen=True)
class Compared:
    """One indicator, with what each source says of it side by side."""

    title: str
    warning: str
    said: list[ReportedClaim]
    agreement: Agreement

    @property
    def verdict(self) -> str:
        return {
            "alone": _("Only one source says a number."),
            "same": _("They say the same."),
            "compatible": _("They do not say the same, but both can be true."),
            "contradiction": _("They contradict each other."),
        }[self.agreement]

    @property
    def is_contradiction(self) -> bool:
        return self.agreement == "contradiction"


def compared(rows: Iterable[ReportedClaim]) -> list[Compared]:
    """Contradictions first."""
    by_indicator = groupby(sorted(rows, key=lambda row: row.indicator), key=lambda row: row.indicator)
    found = []
    for _indicator, same in by_indicator:
        said = list(same)
        judged = agreement([Said(one.value, one.bound) for one in said])
        found.append(Compared(said[0].title, said[0].warning, said, judged))
    return sorted(found, key=lambda one: (not one.is_contradiction, one.title))
