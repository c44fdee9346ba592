"""Stepped wedge: every place gets the change, one after the other, in an order drawn by lot."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade
from labx.trials.analysis import comparing
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look, Section, none_in_groups
from labx.trials.designs.own_effect import compared_by
from labx.trials.designs.stacking import Stacked, arm_of, each_pair
from labx.trials.engine.effect import Effect
from labx.trials.engine.panel.stepped_wedge import SteppedWedge, redrawn_stepped_wedge, stepped_wedge
from labx.trials.engine.permutation.redrawing import RedrawnEffect
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.wedges import WedgeSizeForm, of_wedges
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line
from labx.trials.telling.verdicts import cannot_say

PERIOD = "wedge.period"
DRAWS, SEED = 4_999, 20_240_607
FEW_CLUSTERS = 12


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return (
        DataColumn(
            "cluster", "code", gettext_lazy("Place or office"), hint=gettext_lazy("The job centre, school or office.")
        ),
        DataColumn(
            PERIOD,
            "number",
            gettext_lazy("Period"),
            hint=gettext_lazy("1, 2, 3 and so on. Leave out the rows of a period in which a place was changing."),
        ),
    )


def model(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> SteppedWedge:
    rows = Stacked(outcome, tried, comparison)
    return stepped_wedge(
        rows.outcome,
        treatment=rows.treatment,
        cluster=rows.code("cluster"),
        period=rows.number(PERIOD),
        confidence=confidence,
    )


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return model(outcome, tried, comparison, confidence).effect


def by_order(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> RedrawnEffect:
    rows = Stacked(outcome, tried, comparison)
    return redrawn_stepped_wedge(
        rows.outcome,
        treatment=rows.treatment,
        cluster=rows.code("cluster"),
        period=rows.number(PERIOD),
        draws=DRAWS,
        seed=SEED,
        confidence=confidence,
    )


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    kinds = compared_by(effect)
    return {
        "effects": comparing.effects(plan, table, kinds=kinds),
        "subgroups": comparing.subgroups(plan, table, kinds),
        "models": each_pair(plan, table, lambda *given: model(*given, plan.confidence)),
        "orders": each_pair(plan, table, lambda *given: by_order(*given, plan.confidence)),
    }


def sections(told: Any) -> list[Section]:
    parts = told.result["parts"]
    return [section(told, *both) for both in zip(parts["models"], parts["orders"], strict=True)]


def section(told: Any, modelled: dict[str, Any], redrawn: dict[str, Any]) -> Section:
    """The model's numbers, and what the order of the places alone says."""
    scale, found = told.primary.kind.scale, modelled["answer"]
    rows = [
        line(effect_row(_("Mixed model, periods held fixed"), found.get("effect", found), scale)),
        line(effect_row(_("By the order of the places alone"), redrawn["answer"], scale)),
    ]
    sentences = [cannot_say(found)] if "cannot" in found else described(found)
    return Section(
        title=f"{_('The order of the places')}{arm_of(told, modelled)}",
        sentences=sentences,
        heads=ESTIMATE_HEADS,
        rows=rows,
    )


def described(found: dict[str, Any]) -> list[str]:
    words = {
        "places": formats.number(found["clusters"]),
        "periods": formats.number(found["periods"]),
        "same": formats.number(found["cell_correlation"], 3),
        "other": formats.number(found["cluster_correlation"], 3),
    }
    sentences = [
        _(
            "%(places)s places in %(periods)s periods. People of one place are alike: correlation %(same)s in the same "
            "period, %(other)s in different ones."
        )
        % words
    ]
    if found["clusters"] < FEW_CLUSTERS:
        sentences.append(_("With so few places, trust the second line more: it rests on the lottery alone."))
    return sentences


WEDGE = Design(
    code="stepped_wedge",
    title=gettext_lazy("Place after place, in an order drawn by lot"),
    when=gettext_lazy("When every place is to get the change and not all can begin at once: the order is drawn."),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    columns=columns,
    sections=sections,
    drawn=none_in_groups,
    sample=of_wedges,
    asks=WedgeSizeForm,
    refuses=dict.fromkeys(
        ("ratio", "rate"),
        gettext_lazy(
            "The spread of a rate grows with the rate and with how little it was watched, and the mixed model takes it "
            "to be the same in every place and period."
        ),
    ),
    kinds=("share", "mean"),
    schemes=("outside", "wedge"),
    assumptions=(
        gettext_lazy("The order in which places begin was drawn by lot, and kept."),
        gettext_lazy("The change works from its first period on, and as strongly afterwards."),
        gettext_lazy("What happens in one period happens in all places alike."),
    ),
    threats=(
        gettext_lazy("Places prepare before their turn"),
        gettext_lazy("An effect that grows with time is averaged unevenly"),
        gettext_lazy("Something else that comes late, when most places have begun"),
    ),
    method=gettext_lazy("Mixed model: periods fixed, places and places in a period random (restricted likelihood)"),
)
