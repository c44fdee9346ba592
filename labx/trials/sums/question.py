"""What is asked of the log: whose exposure, which arms, which numbers of each unit, before or after it."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from labx.core.measures.declare import Measure, checked

DAY = dt.timedelta(days=1)  # so long before the exposure an outcome's event is a sign that exposures are told late
PER_UNIT = ("count", "unique_subjects", "sum")


class BadQuestion(ValueError):
    """The log cannot be asked this; the message says why."""


@dataclass(frozen=True)
class Quantity:
    """One number of each unit, made of a measure's events: how many, whether any (`unique_subjects`), or their sum.

    Counted are events at or after the unit's exposure, up to `within_days` days later; with `when="before"` those
    before it, up to `within_days` days earlier: a covariate. A unit without such an event has 0. `cap` holds the
    limits that the plan fixed, in the quantity's unit.
    """

    name: str
    measure: Measure
    when: Literal["after", "before"] = "after"
    within_days: int | None = None
    cap: tuple[float | None, float | None] = (None, None)

    def __post_init__(self) -> None:
        if self.measure.aggregation not in PER_UNIT:
            raise BadQuestion(
                f"{self.name}: one unit has no {self.measure.aggregation} to average. "
                "Ask for a sum and a count, and compare the ratio of both."
            )
        if self.when not in ("after", "before"):
            raise BadQuestion(f"{self.name}: {self.when!r} is neither before nor after the exposure.")
        if self.within_days is not None and (self.within_days < 1 or self.within_days != int(self.within_days)):
            raise BadQuestion(f"{self.name}: {self.within_days} days are no window. Give 1, 2, 3 ... or none.")
        low, high = self.cap
        if low is not None and high is not None and low >= high:
            raise BadQuestion(f"{self.name}: the lower limit {low} does not lie below the upper one, {high}.")

    @property
    def is_flag(self) -> bool:
        return self.measure.aggregation == "unique_subjects"


@dataclass(frozen=True)
class Question:
    """Exposures that tell units and arms (`where` narrows them, `arm` is the context key), and the quantities.

    Only exposures and events from `since` on, and before `until`, belong to the trial; what happened earlier counts
    for quantities before the exposure alone.
    """

    exposure: str
    arms: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    arm: str = "arm"
    where: Mapping[str, Any] = field(default_factory=dict)
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def __post_init__(self) -> None:
        if not self.arms or len(set(self.arms)) < len(self.arms):
            raise BadQuestion(f"The arms are {', '.join(self.arms) or 'missing'}. Name each once.")
        names = self.names
        if not names or len(set(names)) < len(names):
            raise BadQuestion(f"The quantities are {', '.join(names) or 'missing'}. Name each once.")
        for moment in (self.since, self.until):
            if moment is not None and moment.utcoffset() is None:
                raise BadQuestion(f"{moment} has no time zone. Give one.")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(quantity.name for quantity in self.quantities)

    @property
    def events(self) -> tuple[str, ...]:
        """Names of the events that the quantities are made of, each once."""
        return tuple(dict.fromkeys(quantity.measure.event for quantity in self.quantities))

    @property
    def reach(self) -> dt.timedelta | None:
        """How long before a unit's exposure something can still matter; None where there is no such limit."""
        days = [quantity.within_days for quantity in self.quantities if quantity.when == "before"]
        return None if None in days else dt.timedelta(days=max((1, *filter(None, days))))

    @property
    def earliest(self) -> dt.datetime | None:
        """Nothing before this moment can count; None where there is no such moment."""
        return None if self.since is None or self.reach is None else self.since - self.reach

    @cached_property
    def sums(self) -> dict[str, Quantity]:
        """What is added up for each unit, each sum once: a flag is a count above 0, limits are applied later."""
        return dict(zip(self.columns, self.quantities, strict=True))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The column of sums that each quantity is read from."""
        said = [json.dumps(said_of(quantity), default=str) for quantity in self.quantities]
        places = {text: place for place, text in enumerate(dict.fromkeys(said))}
        return tuple(f"sum_{places[text]}" for text in said)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is added up: equal for questions that share their sums."""
        said = [
            [self.exposure, self.arm, self.arms, sorted(self.where.items()), self.since, self.until],
            *(said_of(quantity) for quantity in self.sums.values()),
        ]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def said_of(quantity: Quantity) -> list[Any]:
    measure = quantity.measure
    number = measure.of if measure.aggregation == "sum" else ""
    return [measure.event, number, sorted(measure.where.items()), quantity.when, quantity.within_days]


def checked_question(question: Question) -> Question:
    """The question, where its events and keys are declared; asked when it is run, for rooms come in any order."""
    exposure = Measure("exposure", "exposure", question.exposure, where={**question.where, question.arm: question.arms})
    for measure in (exposure, *(quantity.measure for quantity in question.quantities)):
        checked(measure)
    return question
