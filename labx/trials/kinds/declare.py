"""How a kind of outcome declares itself. To add one: a module with a `Kind`, and its name in `registry.py`."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.core.pages import formats
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.engine.effect import Effect
from labx.trials.engine.permutation.statistics import Statistic
from labx.trials.plan.shape import Outcome

CURRENCIES, CENTS = frozenset(formats.SYMBOLS), 2
# Units are written by people, in the plural; of these one is known by another word.
ONE_OF = {
    "anos": "ano",
    "dias": "dia",
    "horas": "hora",
    "meses": "mês",
    "minutos": "minuto",
    "pontos": "ponto",
    "segundos": "segundo",
    "semanas": "semana",
    "vezes": "vez",
}


def value_column(outcome: Outcome) -> tuple[DataColumn, ...]:
    """The outcome alone: one number a unit."""
    return (DataColumn(outcome.code, "number", outcome.label, is_after=True, is_required=False),)


def written(outcome: Outcome, value: float, *, signed: bool = False) -> str:
    """A number in the outcome's unit, rounded for reading."""
    places = min(formats.places_of(value), formats.places_for(value))
    if outcome.unit in CURRENCIES:
        places = 0 if abs(value) >= 100 else max(CENTS, places)
        return formats.money(value, outcome.unit, places, signed=signed)
    text = formats.number(value, places, signed=signed)
    unit = ONE_OF.get(outcome.unit, outcome.unit) if abs(value) == 1 else outcome.unit
    return f"{text}{formats.NO_BREAK}{unit}" if unit else text


@dataclass(frozen=True)
class Redrawn:
    """What of each unit is judged when the lottery is drawn again.

    Either `numbers`, for a difference of their means or, with `over`, of ratios of sums; or a `statistic` from
    assignments to effects, and then no interval follows.
    """

    numbers: NDArray[np.float64] | None = None
    over: NDArray[np.float64] | None = None
    statistic: Statistic | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of outcome. The functions get tables that hold only rows in which all its columns are known.

    `effect` compares a tried group with the comparison and answers with `estimate`, `interval` and `p_value` at least;
    `linear` gives the same comparison as an `Effect` with a standard error, for what needs one (interactions, looks);
    `relative` the effect as a share of the comparison; `margin` tests against the outcome's margin; `beside` other
    readings of the same rows, by a name that `telling/beside.py` knows; `shared` gets two tried groups and the
    comparison, and gives the covariance that this one brings into their two effects, where it is known; `redrawn` gets
    the rows of both groups and says what is judged when the lottery is drawn again, where that can be.
    `asks` names the fields of an outcome that only some kinds have: unit, worthwhile, margin, cap, quantile, horizon.
    """

    code: str
    title: Any
    when: Any
    method: Any
    summary: Callable[[Outcome, Table], dict[str, Any]]
    effect: Callable[[Outcome, Table, Table, float], Any]
    linear: Callable[[Outcome, Table, Table, float], Effect]
    relative: Callable[[Outcome, Table, Table, float], Any] | None = None
    margin: Callable[[Outcome, Table, Table, float], Any] | None = None
    beside: Mapping[str, Callable[[Outcome, Table, Table, float], Any]] | None = None
    shared: Callable[[Outcome, Table, Table, Table], float] | None = None
    redrawn: Callable[[Outcome, Table], Redrawn] | None = None
    columns: Callable[[Outcome], tuple[DataColumn, ...]] = value_column
    written: Callable[..., str] = written
    asks: tuple[str, ...] = ("unit", "worthwhile", "margin")
    formula: str = ""  # how the effect and its interval are made, for the method appendix
    is_share: bool = False
    is_by_unit: bool = False  # the mean of one number a unit: may be adjusted for what was known before
    more: Any = ""  # the sentence of an effect above 0 and, below, of one under it, where they are not of means
    less: Any = ""
    around: Any = ""  # an interval that holds both more and less, where that is not said of amounts
    in_tables: Any = ""  # what a table calls its effect, where that is not the outcome's own difference
    definition: Any = ""
    scale: float = 1  # what the form multiplies with when it asks for amounts: shares are asked in 100
    is_ratio: bool = False  # the effect is the logarithm of a ratio: people write and read the ratio
    instead: Any = ""  # what to choose where a design does not compare this kind

    def of(self, outcome: Outcome, table: Table) -> Table:
        """The rows in which this outcome is known."""
        return table.complete(*(column.name for column in self.columns(outcome)))

    def shown(self, value: float) -> float:
        """An effect as a number that people read: shares as so many in 100, ratios as ratios."""
        return math.exp(value) if self.is_ratio else value * self.scale

    def stored(self, value: float) -> float:
        """The other way: what was written in a form, as the plan keeps it. No ratio of 0 is one."""
        if self.is_ratio:
            return math.log(value) if value > 0 else 0.0
        return value / self.scale
