"""Measures: definitions over the event log, as data. Nobody types a number that the log can give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from labx.core import rooms
from labx.core.events.declare import event_type
from labx.core.events.errors import EventRefused

Aggregation = Literal["count", "unique_subjects", "sum", "mean", "median"]
AGGREGATIONS = ("count", "unique_subjects", "sum", "mean", "median")
OF_A_NUMBER = ("sum", "mean", "median")


class BadMeasure(ValueError):
    """A measure cannot be computed as it is declared; the message says why."""


class UnknownMeasure(LookupError):
    """No room declares a measure of this name."""


@dataclass(frozen=True)
class Measure:
    """What is counted: which events, how they are put together, over what, and which direction is better.

    `where` narrows by context keys: one value, or a tuple of which any will do. `of` is what a sum, mean or median is
    taken of: the event's value, or a context key that is a number. With `denominator`, the name of another measure,
    the value is this one divided by that one.
    """

    name: str
    title: str
    event: str
    aggregation: Aggregation = "count"
    where: Mapping[str, Any] = field(default_factory=dict)
    of: str = "value"
    unit: str = ""
    denominator: str = ""
    better: Literal["higher", "lower", "neutral"] = "neutral"
    definition: str = ""

    def __post_init__(self) -> None:
        if self.aggregation not in AGGREGATIONS:
            raise BadMeasure(f"{self.name}: {self.aggregation!r} is no aggregation. Use {', '.join(AGGREGATIONS)}.")
        if self.denominator and self.aggregation in ("mean", "median"):
            raise BadMeasure(f"{self.name}: a {self.aggregation} has its own denominator. Leave `denominator` out.")


def checked(measure: Measure) -> Measure:
    """The measure, where its event and keys are declared; asked when it is computed, for rooms come in any order."""
    try:
        declared = event_type(measure.event)
    except EventRefused as refusal:
        raise BadMeasure(f"{measure.name}: {refusal}") from refusal
    if unknown := measure.where.keys() - declared.context.keys():
        raise BadMeasure(f"{measure.name}: {measure.event} has no context key {', '.join(sorted(unknown))}.")
    if measure.aggregation in OF_A_NUMBER:
        key = declared.context.get(measure.of)
        if not (declared.has_value if measure.of == "value" else key and key.kind == "number"):
            raise BadMeasure(f"{measure.name}: {measure.of} of {measure.event} is no number to take a sum of.")
    return measure


def measures() -> dict[str, Measure]:
    """Every declared measure by name."""
    declared = [measure for room in rooms.rooms() for measure in room.measures]
    by_name = {measure.name: measure for measure in declared}
    if len(by_name) < len(declared):
        raise BadMeasure("A measure is declared twice; each name belongs to one room.")
    return by_name


def measure(name: str) -> Measure:
    try:
        return measures()[name]
    except KeyError:
        raise UnknownMeasure(f"No room declares the measure {name!r}. Add it to the room's measures.") from None
