"""A project's public page as a document."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from labx.core.charts.printed import picture
from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.portfolio.models import Decision, Project


def pdf_of(project: Project, page: dict[str, Any]) -> bytes:
    """The same texts, numbers and pictures as the page, in the same order."""
    figures = [part.context["figure"] for part in page["parts"] if part.context.get("figure")]
    return pdf(
        "portfolio/report.typ",
        title=project.title,
        claims=[{"sentence": sentence_of(cited), "card": card_lines(cited.number_card)} for cited in page["claims"]],
        pictures=[picture(chart) for chart in figures],
        parts=[
            (_("What we asked"), project.asked),
            (_("What we did"), project.did),
            (_("What we learned"), project.learned),
            *decided(page["decision"]),
            (_("What comes next"), project.next_step),
        ],
        note=" ".join(text for text in (embargo_of(project), project.provenance) if text),
    )


def sentence_of(cited: Any) -> str:
    if not cited.is_under_review:
        return cited.sentence
    return f"{cited.sentence} ({_('under review: what it rests on no longer holds, or only in part')})"


def card_lines(card: Any) -> list[tuple[str, str]]:
    return [
        (_("What it is"), card.definition),
        (_("Out of whom or what"), card.denominator),
        (_("Compared with what"), f"{card.design.meaning} {capfirst(card.comparison)}"),
        (_("How sure we are"), card.interval_text),
        (_("Counted until"), formats.day(card.cutoff)),
        (_("Source"), card.source),
    ]


def decided(decision: Decision | None) -> list[tuple[str, str]]:
    if decision is None:
        return []
    day = formats.day(decision.decided_on)
    words = f"{decision.get_outcome_display()}, {decision.decided_by}, {day}. {decision.reasons}"
    return [(_("What was decided"), words)]


def embargo_of(project: Project) -> str:
    if not project.is_embargoed:
        return ""
    return _("Embargoed until %(moment)s: not to be passed on before.") % {
        "moment": formats.day(project.published_at, "DATETIME_FORMAT")
    }
