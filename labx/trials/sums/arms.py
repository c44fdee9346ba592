"""Rows of units put together: count, means and centred products of each arm, merged piece by piece (Chan)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.shares.counts import Counts
from labx.trials.sums.question import Question


@dataclass(frozen=True)
class ArmSums:
    """One arm: moments of all quantities together, the range of each, and how many units a limit changed."""

    moments: CrossMoments
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    capped: NDArray[np.int64]

    def merged(self, other: "ArmSums") -> "ArmSums":
        return ArmSums(
            self.moments.merged(other.moments),
            np.minimum(self.lowest, other.lowest),
            np.maximum(self.highest, other.highest),
            self.capped + other.capped,
        )

    def of(self, name: str) -> Moments:
        """Moments of one quantity: for the comparison of means."""
        place = self.moments.names.index(name)
        low, high = float(self.lowest[place]), float(self.highest[place])
        # Where all are equal, a rounding of the mean must not look like spread.
        mean = low if low == high else float(self.moments.means[place])
        squares = 0.0 if low == high else max(float(self.moments.centred_products[place, place]), 0.0)
        return Moments(self.moments.count, mean, squares, low, high)

    def counts(self, name: str) -> Counts:
        """How many units have a flag, of how many: for the comparison of shares."""
        place = self.moments.names.index(name)
        return Counts(round(float(self.moments.means[place]) * self.moments.count), self.moments.count)


@dataclass(frozen=True)
class Findings:
    """What is odd in the data. Units of two arms, or of an arm that the plan does not know, are in no arm's sums.

    Early are events of outcomes in the day before the unit's exposure: a sign that exposures are told too late.
    """

    units: int = 0
    in_two_arms: int = 0
    of_unknown_arm: int = 0
    exposed_again: int = 0
    early_units: int = 0
    early_events: int = 0

    def merged(self, other: "Findings") -> "Findings":
        return Findings(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class Sums:
    """The answer: sufficient statistics of each arm that has units, and what is odd in the data."""

    arms: dict[str, ArmSums] = field(default_factory=dict)
    findings: Findings = Findings()

    def arm(self, code: str) -> ArmSums:
        if code not in self.arms:
            raise CannotEstimate(
                "The arm “{arm}” cannot be compared.",
                "The log has no unit that was exposed to it and to no other.",
                "Check that the service sends its exposures, or wait for the first.",
                arm=code,
            )
        return self.arms[code]

    def both(self, tried: str, comparison: str, *, treatment: str = "treatment") -> CrossMoments:
        """Moments over the units of two arms, with a column that is 1 in the tried one: for adjusted differences."""
        parts = [
            with_constant(self.arm(code).moments, treatment, value) for code, value in ((tried, 1), (comparison, 0))
        ]
        return parts[0].merged(parts[1])

    def merged(self, other: "Sums") -> "Sums":
        arms = dict(self.arms)
        for code, sums in other.arms.items():
            arms[code] = arms[code].merged(sums) if code in arms else sums
        return Sums(arms, self.findings.merged(other.findings))


def with_constant(moments: CrossMoments, name: str, value: float) -> CrossMoments:
    """The same moments with one more column, equal in all units."""
    products = np.pad(moments.centred_products, (0, 1))
    return CrossMoments((*moments.names, name), moments.count, np.append(moments.means, value), products)


def sums_of(question: Question, pieces: Iterable[pa.RecordBatch]) -> Sums:
    """Put rows of units together, a piece at a time."""
    return reduce(Sums.merged, (sums_of_piece(question, piece) for piece in pieces if len(piece)), Sums())


def sums_of_piece(question: Question, piece: pa.RecordBatch) -> Sums:
    def read(name: str) -> NDArray[Any]:
        return piece.column(name).to_numpy(zero_copy_only=False)

    low, high = read("lowest_arm"), read("highest_arm")
    values = np.stack([read(name) for name in question.columns])  # a row for each quantity: each is read at a stretch
    same = low == high
    arms = {}
    for place, code in enumerate(question.arms):
        members = np.flatnonzero(same & (low == place))
        if len(members):
            arms[code] = sums_of_arm(question, values.take(members, axis=1))
    early = read("early")
    findings = Findings(
        units=len(piece),
        in_two_arms=int((~same).sum()),
        of_unknown_arm=int((same & (low < 0)).sum()),
        exposed_again=int((read("exposures") > 1).sum()),
        early_units=int((early > 0).sum()),
        early_events=int(early.sum()),
    )
    return Sums(arms, findings)


def limited(question: Question, values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Make flags 0 or 1 however many events there were, keep the others within the plan's limits, in place."""
    changed = np.zeros(len(question.quantities), dtype=np.int64)
    for place, quantity in enumerate(question.quantities):
        if quantity.is_flag:
            values[place] = values[place] > 0
        if quantity.cap != (None, None):
            before = values[place].copy()
            np.clip(before, *quantity.cap, out=values[place])
            changed[place] = np.count_nonzero(values[place] != before)
    return changed


def sums_of_arm(question: Question, values: NDArray[np.float64]) -> ArmSums:
    capped = limited(question, values)
    count = values.shape[1]
    low, high = values.min(axis=1), values.max(axis=1)
    # A column that does not vary must have deviations of exactly 0: its mean may be a rounding away.
    centre = np.where(low == high, low, values.mean(axis=1))
    deviations = np.subtract(values, centre[:, np.newaxis], out=values)
    # A long sum of large values is off by more than the last digit; what is missing shows once the mean is gone.
    drift = deviations.sum(axis=1)
    products = deviations @ deviations.T - np.outer(drift, drift) / count
    moments = CrossMoments(question.names, count, centre + drift / count, products)
    return ArmSums(moments, low, high, capped)


def written(sums: Sums) -> str:
    """As text, exactly: how a piece travels from the machine that read it."""
    arms = {
        code: [one.moments.names, one.moments.count]
        + [part.tolist() for part in (one.moments.means, one.moments.centred_products)]
        + [part.tolist() for part in (one.lowest, one.highest, one.capped)]
        for code, one in sums.arms.items()
    }
    return json.dumps([arms, [getattr(sums.findings, one.name) for one in fields(Findings)]])


def read_back(text: str) -> Sums:
    arms, findings = json.loads(text)
    return Sums({code: arm_of(*parts) for code, parts in arms.items()}, Findings(*findings))


def arm_of(names: list[str], count: int, *arrays: Any) -> ArmSums:
    means, products, lowest, highest, capped = map(np.array, arrays)
    return ArmSums(CrossMoments(tuple(names), count, means, products), lowest, highest, capped)
