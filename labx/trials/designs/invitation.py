"""Encouragement: chance decides who is invited; people decide whether they take part."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade
from labx.stats.errors import CannotEstimate
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.analysis.waiting import waiting
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look, Section
from labx.trials.designs.stacking import Stacked
from labx.trials.engine.quasi.encouragement import Encouragement, encouragement
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.arms import one_by_one
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line
from labx.trials.telling.verdicts import cannot_say

TOOK_PART = "invited.took_part"


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return (
        DataColumn(
            TOOK_PART,
            "number",
            gettext_lazy("Took part"),
            hint=gettext_lazy("1 for who took part, invited or not; 0 for who did not."),
            is_after=True,
        ),
    )


def moved(plan: Plan, outcome: Outcome, table: Table, place: int) -> Encouragement:
    """What taking part did for those whom the invitation moved."""
    if not kind_of(outcome).is_by_unit:
        raise CannotEstimate(
            "What taking part did cannot be estimated for “{outcome}”.",
            "Its comparison is not one of means.",
            "Read what the invitation did.",
            outcome=outcome.label,
        )
    codes = tuple(one.code for one in plan.covariates) if plan.estimator == "adjusted" else ()
    known = kind_of(outcome).of(outcome, table).complete(TOOK_PART, *codes)
    rows = Stacked(outcome, known.arm(place), known.arm(0))
    covariates = rows.matrix(*codes) if codes else np.empty((len(rows.outcome), 0))
    return encouragement(
        rows.outcome,
        took_part=rows.number(TOOK_PART),
        encouraged=rows.treatment,
        covariates=covariates,
        names=codes,
        confidence=plan.confidence,
    )


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    return {
        "effects": comparing.effects(plan, table),
        "methods": comparing.methods(plan, table),
        "subgroups": comparing.subgroups(plan, table),
        **({"waiting": waiting(plan, table)} if plan.primary.kind == "time" else {}),
        "moved": [
            {
                "outcome": outcome.code,
                "arm": arm.code,
                "answer": answer(lambda: moved(plan, outcome, table, place)),  # noqa: B023
            }
            for outcome in plan.outcomes
            for place, arm in enumerate(plan.tried, start=1)
        ],
    }


def sections(told: Any) -> list[Section]:
    parts = told.result["parts"]["moved"]
    rows = [line(effect_row(label(told, part), part["answer"], scale(told, part))) for part in parts]
    return [
        Section(
            title=_("For those whom the invitation moved"),
            sentences=[
                _("The result above is what the invitation did. Below: what taking part did, for those only."),
                *(strength(part["answer"]) for part in parts[: len(told.plan.tried)]),
            ],
            heads=ESTIMATE_HEADS,
            rows=rows,
            level="reader",
        )
    ]


def label(told: Any, part: dict[str, Any]) -> str:
    outcome = told.plan.outcome(part["outcome"]).label
    return f"{outcome}: {told.plan.arm(part['arm']).label}" if len(told.plan.tried) > 1 else outcome


def scale(told: Any, part: dict[str, Any]) -> float:
    return kind_of(told.plan.outcome(part["outcome"])).scale


def strength(part: dict[str, Any]) -> str:
    """How many the invitation moved, and whether that is enough to speak of them."""
    if "cannot" in part:
        return cannot_say(part)
    words = {
        "moved": formats.percent(part["on_taking_part"]["estimate"], 1),
        "strength": formats.number(part["strength"], 1),
    }
    if part["strength"] < 10:
        return (
            _("The invitation moved %(moved)s of those invited (F = %(strength)s): few, so this is very unsure.")
            % words
        )
    return _("The invitation moved %(moved)s of those invited (F = %(strength)s).") % words


ENCOURAGEMENT = Design(
    code="encouragement",
    title=gettext_lazy("An invitation by lot"),
    when=gettext_lazy("When nobody can be refused or obliged: chance decides who is invited, told or helped to come."),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    columns=columns,
    sections=sections,
    sample=one_by_one,
    kinds=("share", "mean", "ratio", "rate", "quantile", "rank", "odds", "time"),
    estimators=("difference", "adjusted"),
    schemes=("outside", "simple", "complete", "blocks", "strata", "hash"),
    assumptions=(
        gettext_lazy("Who was invited was drawn by lot."),
        gettext_lazy("The invitation acts on the outcome only by making people take part."),
        gettext_lazy("The invitation keeps nobody away who would have come uninvited."),
    ),
    threats=(
        gettext_lazy("The invitation itself helps or annoys"),
        gettext_lazy("Those who come without an invitation hide part of the effect"),
    ),
)
