"""Switchback: one place works in two ways in turn, block of time by block of time, as drawn."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade
from labx.trials.analysis import comparing
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design, Look, Section, Way
from labx.trials.designs.own_effect import compared_by, divided
from labx.trials.designs.stacking import Stacked, arm_of, each_pair
from labx.trials.engine.effect import Effect
from labx.trials.engine.panel.switchback import Switchback, switchback
from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.switches import SwitchSizeForm, of_switches
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line
from labx.trials.telling.verdicts import cannot_say

TIME = "switch.time"
LONGEST = 100_000.0
RATIOS = Way(
    method=gettext_lazy("Difference of the ratios of blocks within each place, HC2"),
    formula="Σy/Σx of each block, y = α + β · tried + places; errors of β by block (HC2)",
    speaks=gettext_lazy("It is an average of blocks, each counting the same, and not of people."),
)
WAYS = {"ratio": RATIOS, "rate": RATIOS}


class SwitchForm(forms.Form):
    block_length = forms.FloatField(
        label=gettext_lazy("Length of a block, in hours"),
        localize=True,
        min_value=0.01,
        initial=24,
        help_text=gettext_lazy("Within a block only one way of working is on."),
    )
    washout = forms.FloatField(
        label=gettext_lazy("Hours left out at the start of each block"),
        localize=True,
        min_value=0,
        initial=0,
        help_text=gettext_lazy("As long as the way before may still have its effect."),
    )


def read(reading: Reading) -> dict[str, Any]:
    reading.only(("block_length", "washout"))
    length = reading.number("block_length", 0.0, LONGEST, 24.0) or 24.0
    washout = reading.number("washout", -1e-9, LONGEST, 0.0) or 0.0
    if washout >= length:
        reading.refuse("washout", _("Leave out less than a whole block."))
    return {"block_length": length, "washout": washout}


def columns(_plan: Plan) -> tuple[DataColumn, ...]:
    hint = gettext_lazy("Hours since the first block began, such as 0.5 or 36.")
    return (
        DataColumn("cluster", "code", gettext_lazy("Place or office"), hint=gettext_lazy("The place that switches.")),
        DataColumn(TIME, "number", gettext_lazy("Hours since the start"), hint=hint),
    )


def each_block(plan: Plan, table: Table) -> NDArray[Any] | None:
    """The blocks of each place were drawn, and whoever came in them with them."""
    blocks = np.floor(table.numbers[TIME] / plan.options["block_length"]).astype(np.int64)
    return np.char.add(np.char.add(table.codes["cluster"].astype(str), " "), blocks.astype(str))


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    def whole(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Switchback:
        rows = Stacked(outcome, tried, comparison)
        return switchback(
            rows.outcome,
            treatment=rows.treatment,
            unit=rows.code("cluster"),
            time=rows.number(TIME),
            over=divided(outcome, tried, comparison) if outcome.kind in WAYS else None,
            block_length=plan.options["block_length"],
            washout=plan.options["washout"],
            confidence=confidence,
        )

    def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
        return whole(outcome, tried, comparison, confidence).effect

    kinds = compared_by(effect)
    return {
        "effects": comparing.effects(plan, table, kinds=kinds),
        "subgroups": comparing.subgroups(plan, table, kinds),
        "blocks": each_pair(plan, table, lambda *given: whole(*given, plan.confidence)),
    }


def sections(told: Any) -> list[Section]:
    return [section(told, part) for part in told.result["parts"]["blocks"]]


def section(told: Any, part: dict[str, Any]) -> Section:
    """How many blocks there were, and whether the block before still acts."""
    found, scale = part["answer"], told.primary.kind.scale
    title = f"{_('The blocks')}{arm_of(told, part)}"
    if "cannot" in found:
        return Section(title=title, sentences=[cannot_say(found)])
    words = {"blocks": formats.number(found["blocks"]), "left": formats.number(found["left_out"])}
    sentences = [_("%(blocks)s blocks were compared; %(left)s rows at their starts were left out.") % words]
    rows = [line(effect_row(_("The way of the same block"), found["effect"], scale))]
    if found["carry_over"]:
        rows.append(line(effect_row(_("The way of the block before"), found["carry_over"], scale)))
        sentences.append(lingering(found["carry_over"]))
    return Section(title=title, sentences=sentences, heads=ESTIMATE_HEADS, rows=rows)


def lingering(effect: dict[str, Any]) -> str:
    interval = effect["interval"]
    if interval["lower"] > 0 or interval["upper"] < 0:
        return _("The way of the block before still acts: the washout is too short for this result to be trusted.")
    return _("The data do not show that the way of the block before still acts.")


SWITCHBACK = Design(
    code="switchback",
    title=gettext_lazy("Two ways in turn, in an order drawn by lot"),
    when=gettext_lazy("When people share what is tried (a queue, a counter, a search): the place switches, as drawn."),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    form=SwitchForm,
    read=read,
    columns=columns,
    sections=sections,
    drawn=each_block,
    sample=of_switches,
    asks=SwitchSizeForm,
    ways=lambda _plan: WAYS,
    kinds=("share", "mean", "ratio", "rate"),
    schemes=("outside", "complete", "blocks"),
    assumptions=(
        gettext_lazy("The way of each block was drawn by lot."),
        gettext_lazy("What lingers from the block before has passed when its washout ends."),
    ),
    threats=(
        gettext_lazy("People wait for the way they prefer"),
        gettext_lazy("Few blocks: one strange day weighs much"),
    ),
    method=gettext_lazy("Difference of block means within each place, HC2"),
)
