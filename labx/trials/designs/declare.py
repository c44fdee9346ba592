"""How a design of a trial declares itself. To add one: a module with a `Design`, and its name in `registry.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django import forms
from numpy.typing import NDArray

from labx.core.charts.figure import Chart
from labx.core.pages.numbers import DesignGrade
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.engine.effect import Effect
from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Outcome, Plan


@dataclass(frozen=True)
class Look:
    """Which look this is, from 1, which part of the planned data is in (1 at the end), and was at each look before."""

    number: int = 1
    information: float = 1.0
    earlier: tuple[float, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the result page: sentences, then a picture, then a table. `level`: reader, analyst or method."""

    title: Any
    sentences: Sequence[str] = ()
    chart: Chart | None = None
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    level: str = "analyst"


@dataclass(frozen=True)
class Sample:
    """What a design needs: units altogether and in each arm, and the power that other sizes would have.

    `detectable`: the smallest effect that the planned number of units would find, in the outcome's own unit.
    """

    units: int
    by_arm: tuple[int, ...]
    power: float
    curve: tuple[tuple[int, float], ...]
    detectable: float | None = None
    notes: tuple[str, ...] = ()


class NoOptions(forms.Form):
    """A design that asks for nothing of its own."""


def no_options(reading: Reading) -> dict[str, Any]:
    reading.only(())
    return {}


def no_columns(_plan: Plan) -> tuple[DataColumn, ...]:
    return ()


def no_sections(_told: Any) -> list[Section]:
    return []


def each_row(_plan: Plan, table: Table) -> NDArray[Any] | None:
    """Every row was drawn by itself."""
    return np.arange(len(table))


def each_cluster(_plan: Plan, table: Table) -> NDArray[Any] | None:
    """Whole places were drawn, and their people with them."""
    return table.codes["cluster"]


def none_in_groups(_plan: Plan, _table: Table) -> NDArray[Any] | None:
    """An order was drawn, and no groups: their sizes tell nothing of the lottery."""
    return None


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a design compares one kind of outcome, where its ordinary way does not do.

    `effect` is None where only the words differ; `method` and `formula` are for the method appendix; `speaks` says of
    what the estimate is an average: of places, of strata, of pairs.
    """

    effect: Callable[[Outcome, Table, Table, float], Effect] | None = None
    method: Any
    formula: str = ""
    speaks: Any = ""


def no_ways(_plan: Plan) -> Mapping[str, Way]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Design:
    """A way of finding out. What a design does not say has an ordinary value.

    `form` adds its fields to the step about the comparison; the fields' cleaned data are the options that `read` takes
    back from a frozen plan (refusing with `reading.refuse(key, message)`), and `plan.options` holds.
    `columns`: what its data have beyond outcomes, covariates, subgroups and, with `has_arms`, the arm. With
    `is_repeated` a unit has several rows: its column `unit` names it, and it is one subject in the event log.
    `analyse(plan, table, look)` gives parts by name, each made by `answer`; the one part it must give is `effects`, a
    list with one entry for each outcome and tried arm: {"outcome", "arm", "role", "answer", "relative"}, as
    `analysis/comparing.py` makes them. `sections(told)` shows the others, read from `told.result["parts"]`.
    `drawn(plan, table)` says for each row which unit of the lottery it belongs to, so that the sizes of the arms are
    counted in what was drawn; None where no groups were.
    `redrawn(plan, outcome, tried, comparison)` gives the `Lot` of one tried arm, where its lottery can be drawn again.
    `ways(plan)`: the kinds of outcome that it compares otherwise than the rest. `refuses`: why it does not compare a
    kind at all, where that is not plain; what to choose instead the kind says (`Kind.instead`).
    `estimators`: which of the plan's ways to estimate it knows besides the difference as it is.
    `sample(plan, asked)` answers the page on sample size, or a `simulation` does where no formula is right; `asks` is
    the form of what it must be told for that.
    """

    code: str
    title: Any
    when: Any
    grade: DesignGrade
    analyse: Callable[[Plan, Table, Look], Mapping[str, Any]]
    form: type[forms.Form] = NoOptions
    read: Callable[[Reading], dict[str, Any]] = no_options
    columns: Callable[[Plan], tuple[DataColumn, ...]] = no_columns
    sections: Callable[[Any], list[Section]] = no_sections
    ways: Callable[[Plan], Mapping[str, Way]] = no_ways
    sample: Callable[[Plan, Mapping[str, Any]], Sample] | None = None
    simulation: Any = None  # a `Simulation` of sizing/simulating.py
    drawn: Callable[[Plan, Table], NDArray[Any] | None] = each_row
    redrawn: Callable[[Plan, Outcome, Table, Table], Any] | None = None
    asks: type[forms.Form] = NoOptions
    kinds: tuple[str, ...] = ("share", "mean")
    estimators: tuple[str, ...] = ("difference",)
    refuses: Mapping[str, Any] = field(default_factory=dict)
    schemes: tuple[str, ...] = ()
    has_arms: bool = True
    is_repeated: bool = False
    better: str = ""  # code of the design to offer beside this one, where this one is weak
    assumptions: tuple[Any, ...] = field(default=())
    threats: tuple[Any, ...] = field(default=())
    method: Any = ""  # how the effect is estimated, where it is not the outcome's own kind that says so

    @property
    def is_randomised(self) -> bool:
        return self.grade == DesignGrade.RANDOMISED
