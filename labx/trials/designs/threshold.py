"""Regression discontinuity: a rule that applies from a threshold on, and people just below and just above it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.charts.intervals import Estimate, interval_plot
from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look, Section
from labx.trials.designs.stacking import effects_without_arms
from labx.trials.engine.quasi.density_jump import density_jump
from labx.trials.engine.quasi.discontinuity import Discontinuity, discontinuity
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.simulating import Simulation
from labx.trials.sizing.thresholds import ThresholdSizeForm, draw_threshold
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line
from labx.trials.telling.verdicts import cannot_say, p_text

RUNNING = "rule.value"
LARGEST = 1e15
# The result at half, three quarters, once and a half and twice the bandwidth.
FACTORS = (0.5, 0.75, 1.5, 2.0)


class ThresholdForm(forms.Form):
    threshold = forms.FloatField(
        label=gettext_lazy("From which value on the rule applies"),
        localize=True,
        help_text=gettext_lazy("If it applies below, bring the value with the opposite sign."),
    )
    bandwidth = forms.FloatField(
        label=gettext_lazy("How far from it people count"),
        localize=True,
        min_value=0,
        required=False,
        help_text=gettext_lazy("Leave empty: the data choose the distance with the smallest error."),
    )


def read(reading: Reading) -> dict[str, Any]:
    reading.only(("threshold", "bandwidth"))
    threshold = reading.number("threshold", -LARGEST, LARGEST)
    if threshold is None:
        reading.refuse("threshold", _("Write this field: the analysis cannot run without it."))
    return {"threshold": threshold, "bandwidth": reading.number("bandwidth", 0.0, LARGEST)}


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    hint = gettext_lazy("What the rule looks at: age, income, points.")
    return (DataColumn(RUNNING, "number", gettext_lazy("Value that the rule looks at"), hint=hint),)


def jump(plan: Plan, outcome: Outcome, table: Table, factor: float | None = None) -> Discontinuity:
    """The jump with the plan's bandwidth, or with a multiple of the one it used."""
    given = values_of(outcome, table), table.numbers[RUNNING]
    options = {"threshold": plan.options["threshold"], "confidence": plan.confidence}
    found = discontinuity(*given, **options, bandwidth=plan.options.get("bandwidth"))
    return found if factor is None else discontinuity(*given, **options, bandwidth=factor * found.bandwidths.effect)


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    outcome = plan.primary
    known = kind_of(outcome).of(outcome, table)
    return {
        "effects": effects_without_arms(plan, table, lambda one, rows: jump(plan, one, rows)),
        "moved": answer(
            lambda: density_jump(
                table.numbers[RUNNING], threshold=plan.options["threshold"], confidence=plan.confidence
            )
        ),
        "other_bandwidths": [
            {"factor": factor, "answer": answer(lambda: jump(plan, outcome, known, factor))}  # noqa: B023
            for factor in FACTORS
        ],
    }


def sections(told: Any) -> list[Section]:
    found = told.primary.answer
    if "cannot" in found:
        return []
    return [nearby(told, found), bandwidths(told, found)]


def nearby(told: Any, found: dict[str, Any]) -> Section:
    """Who counted, and whether people moved across."""
    inside, width = found["inside"], found["bandwidths"]["effect"]
    words = {
        "below": formats.number(inside[0]),
        "above": formats.number(inside[1]),
        "width": formats.number(width, formats.places_for(width)),
    }
    sentences = [
        _("%(below)s below and %(above)s above count: those within %(width)s of the threshold.") % words,
        _("The result holds for people near the threshold only."),
        moved_sentence(told.result["parts"]["moved"]),
    ]
    return Section(title=_("Who is near the threshold"), sentences=sentences, level="reader")


def moved_sentence(test: dict[str, Any]) -> str:
    if "cannot" in test:
        return cannot_say(test)
    words = {"p": p_text(test["p_value"])}
    if test["p_value"] < 0.05:
        return (
            _(
                "There are more people on one side than a smooth spread gives (p = %(p)s): some may have moved across, "
                "and this result is in doubt."
            )
            % words
        )
    return _("The data do not show that people moved across the threshold (p = %(p)s).") % words


def bandwidths(told: Any, found: dict[str, Any]) -> Section:
    """The same jump with other distances: it should not hang on them."""
    others = told.result["parts"]["other_bandwidths"]
    parts = [(_("As the plan says"), found)]
    parts += [
        (_("%(factor)s times that distance") % {"factor": formats.number(one["factor"], 2)}, one["answer"])
        for one in others
    ]
    estimates = [estimate(told, label, part) for label, part in parts if "cannot" not in part]
    chart = interval_plot(
        estimates,
        title=_("With other distances from the threshold"),
        description=_("The points are corrected for bend, as their intervals are."),
        axis=told.plan.primary.unit,
    )
    return Section(
        title=_("How far from the threshold"),
        chart=chart,
        heads=ESTIMATE_HEADS,
        rows=[line(effect_row(label, part)) for label, part in parts],
    )


def estimate(told: Any, label: str, part: dict[str, Any]) -> Estimate:
    return Estimate(
        label=label,
        value=part["bias_corrected"],
        low=part["interval"]["lower"],
        high=part["interval"]["upper"],
        text=told.primary.kind.written(told.plan.primary, part["bias_corrected"], signed=True),
    )


THRESHOLD = Design(
    code="threshold",
    title=gettext_lazy("Just below and just above a threshold"),
    when=gettext_lazy("When a rule decides by a number (age, income, points), and nobody can move it exactly."),
    grade=DesignGrade.COMPARISON,
    analyse=analyse,
    form=ThresholdForm,
    read=read,
    columns=columns,
    sections=sections,
    simulation=Simulation(draw_threshold, jump),
    asks=ThresholdSizeForm,
    kinds=("mean",),
    schemes=("none",),
    has_arms=False,
    better="individual",
    assumptions=(
        gettext_lazy("Everyone above got it and nobody below."),
        gettext_lazy("People could not place themselves exactly at one side."),
        gettext_lazy("Nothing else changes at the same threshold."),
    ),
    threats=(
        gettext_lazy("People, or who wrote the value down, moved across"),
        gettext_lazy("Another rule with the same threshold"),
        gettext_lazy("Few people near the threshold"),
    ),
    method=gettext_lazy("Two local lines, triangular weights, robust bias-corrected interval"),
)
