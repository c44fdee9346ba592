"""A trial's result as a document."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.figure import Chart
from labx.core.charts.printed import picture
from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.telling.effects import has_no_figures
from labx.trials.telling.pictures import effects_chart, hundred_chart
from labx.trials.telling.result import Told
from labx.trials.telling.sections import sections_of, whole_of


def pdf_of(told: Told) -> bytes:
    trial, effects, hundred = told.analysis.trial, effects_chart(told), hundred_chart(told)
    return pdf(
        "trials/report.typ",
        title=trial.title,
        finding=told.finding,
        verdict=told.verdict,
        hundred=titled(hundred),
        picture=titled(effects),
        note=effects.note if effects else "",
        story=[section_of(section) for section in [*of_level(told, "reader"), *whole_of(told)]],
        assumptions=[str(text) for text in told.design.assumptions],
        threats=[str(text) for text in told.design.threats],
        grade=f"{told.grade.label}: {told.design.title}. {told.grade.meaning}",
        question=trial.protocol.question,
        groups={
            "headers": [_("Group"), _("In the data"), _("Measured"), _("Mean"), _("Standard deviation")],
            "rows": [
                [
                    group["label"],
                    formats.number(group["people"]),
                    formats.number(group["measured"]),
                    group["mean"],
                    group["sd"],
                ]
                for group in told.groups
            ],
        },
        methods={
            "caption": told.primary.in_its_unit,
            "headers": [_("Method"), _("Difference"), _("Standard error"), _("From"), _("To"), "p"],
            "rows": [method_row(row) for row in told.method_rows],
        },
        balance=balance(told),
        joint=told.joint_text,
        sections=[section_of(section) for section in [*of_level(told, "analyst"), *of_level(told, "method")]],
        trace=trace(told),
        words={
            "rests": _("What this rests on"),
            "holds": _("The result holds only if all of this is so:"),
            "misleads": _("What could mislead"),
            "grade": _("How much this way of finding out can show"),
            "question": _("The question"),
            "groups": _("The groups"),
            "methods": _("Ways of estimating"),
            "balance": _("Were the groups alike before?"),
            "trace": _("Where this comes from"),
        },
    )


def titled(chart: Chart | None) -> dict[str, str] | None:
    """A picture on paper, with the finding that stands above it on the page."""
    return {**picture(chart), "title": chart.title} if chart else None


def of_level(told: Told, level: str) -> list[Section]:
    return [section for section in sections_of(told) if section.level == level]


def section_of(section: Section) -> dict[str, Any]:
    """A table of two columns reads better on paper as terms with what they say."""
    rows = [on_one_line([str(cell) for cell in row]) for row in section.rows]
    is_pairs = len(section.heads) == 2
    return {
        "title": str(section.title),
        "sentences": [str(sentence) for sentence in section.sentences],
        "picture": titled(section.chart),
        "headers": [str(head) for head in section.heads],
        "pairs": rows if is_pairs else [],
        "rows": [] if is_pairs else rows,
    }


def on_one_line(row: list[str]) -> list[str]:
    """Why there are no figures stands beside the name, not squeezed into the first of their columns."""
    if has_no_figures(row):
        return [f"{row[0]}: {row[1]}", *[formats.NOTHING] * (len(row) - 1)]
    return row


def method_row(row: dict[str, str]) -> list[str]:
    if "cannot" in row:
        return [f"{row['label']}: {row['cannot']}", *([formats.NOTHING] * 5)]
    return [row[name] for name in ("label", "estimate", "error", "low", "high", "p")]


def balance(told: Told) -> dict[str, Any]:
    rows = [
        [
            row["label"],
            *(formats.number(row[name], 2) for name in ("treated_mean", "control_mean", "standardised_difference")),
        ]
        for row in told.balance_rows
        if "cannot" not in row
    ]
    headers = [_("Variable"), _("Tried"), _("Comparison"), _("Difference in standard deviations")]
    return {"headers": headers, "rows": rows}


def trace(told: Told) -> list[tuple[str, str]]:
    analysis, protocol = told.analysis, told.analysis.trial.protocol
    return [
        (_("Data"), analysis.dataset.source),
        (_("Measured until"), formats.day(analysis.dataset.measured_until)),
        (_("Design"), str(told.grade.label)),
        (_("Protocol frozen"), formats.day(protocol.frozen_at, "DATETIME_FORMAT")),
        (_("SHA-256 of the protocol"), protocol.digest),
        (_("SHA-256 of the analysis"), analysis.digest),
    ]
