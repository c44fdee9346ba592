"""What the result page says of an interrupted series: the picture, the jump and the slope, other dates and models."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from labx.core.charts.series import Line, Point, line_series
from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line
from labx.trials.telling.verdicts import cannot_say

EPOCH = date(1970, 1, 1)


def sections(told: Any) -> list[Section]:
    parts = told.result["parts"]
    if "cannot" in parts["lines"]:
        return []
    return [picture(told, parts["lines"]), trust(told, parts)]


def picture(told: Any, part: dict[str, Any]) -> Section:
    """The points, the fitted lines, and where the line before would have gone."""
    days = [EPOCH + timedelta(days=int(day)) for day in part["days"]]
    outcome, before = told.plan.primary, part["before"]

    def points(values: list[float], since: int = 0) -> list[Point]:
        return [
            Point(when=day, value=value, text=told.primary.kind.written(outcome, value))
            for day, value in list(zip(days, values, strict=True))[since:]
        ]

    chart = line_series(
        [
            Line(label=_("As it was"), points=points(part["values"])),
            Line(
                label=_("As expected without the change"),
                points=points(part["counterfactual"], before),
                arm="comparison",
            ),
        ],
        title=_("%(outcome)s before and after the change") % {"outcome": outcome.label.capitalize()},
        description=told.finding,
        axis=outcome.unit,
        change=date.fromisoformat(told.plan.options["changed_on"]),
        change_label=_("the change"),
    )
    rows = [line(effect_row(_("Jump at the change"), part["level"]))]
    if part["slope"]:
        rows.append(line(effect_row(_("Change of the slope, for each point"), part["slope"])))
    return Section(title=_("The series"), chart=chart, heads=ESTIMATE_HEADS, rows=rows, level="reader")


def trust(told: Any, parts: dict[str, Any]) -> Section:
    """Whether other dates would have shown as much, and what another model says."""
    part, placebos, wandering = parts["lines"], parts["placebos"], parts["wandering"]
    words = {
        "before": formats.number(part["before"]),
        "after": formats.number(part["after"]),
        "alike": formats.number(part["autocorrelation"], 2),
    }
    sentences = [
        _("%(before)s points before and %(after)s after; neighbouring points have a correlation of %(alike)s.") % words,
        cannot_say(placebos) if "cannot" in placebos else other_dates(placebos),
    ]
    if "cannot" in wandering:
        sentences.append(cannot_say(wandering))
    else:
        sentences.append(
            _(
                "Beside it stands a model whose level may wander. It compares with the points just before, not with "
                "one straight line; where the two differ much, the line was not straight. Its interval counts all "
                "that the level may wander, so it is wider than its standard error says."
            )
        )
    rows = [line(effect_row(_("Segmented regression, jump"), part["level"]))]
    if "cannot" not in wandering:
        rows.append(line(effect_row(_("Wandering level, jump"), wandering["level"])))
    return Section(title=_("Other dates, another model"), sentences=sentences, heads=ESTIMATE_HEADS, rows=rows)


def other_dates(placebos: dict[str, Any]) -> str:
    words = {"tried": formats.number(placebos["tried"]), "share": formats.percent(placebos["share_as_extreme"], 0)}
    return (
        _("At %(tried)s earlier dates, when nothing had changed, %(share)s of the jumps were as far from zero.") % words
    )
