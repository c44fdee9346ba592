"""A trial's result as a document."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.printed import picture
from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.telling.pictures import effects_chart, hundred_chart
from labx.trials.telling.result import Told
from labx.trials.telling.sections import sections_of


def pdf_of(told: Told) -> bytes:
    trial, effects, hundred = told.analysis.trial, effects_chart(told), hundred_chart(told)
    return pdf(
        "trials/report.typ",
        title=trial.title,
        finding=told.finding,
        verdict=told.verdict,
        hundred=picture(hundred) if hundred else None,
        picture=picture(effects) if effects else None,
        question=trial.protocol.question,
        groups={
            "headers": [_("Group"), _("People"), _("Measured"), _("Mean"), _("Standard deviation")],
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
            "headers": [_("Method"), _("Difference"), _("Standard error"), _("From"), _("To"), "p"],
            "rows": [method_row(row) for row in told.method_rows],
        },
        balance=balance(told),
        joint=told.joint_text,
        sections=[section_of(section) for section in sections_of(told)],
        trace=trace(told),
        words={
            "question": _("The question"),
            "groups": _("The groups"),
            "methods": _("Ways of estimating"),
            "balance": _("Were the groups alike before?"),
            "trace": _("Where this comes from"),
        },
    )


def section_of(section: Section) -> dict[str, Any]:
    return {
        "title": str(section.title),
        "sentences": [str(sentence) for sentence in section.sentences],
        "picture": picture(section.chart) if section.chart else None,
        "headers": [str(head) for head in section.heads],
        "rows": [[str(cell) for cell in row] for row in section.rows],
    }


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
