"""Assignment for a live service: several trials at once that do not meet, people kept out of all, growing slowly."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from labx.trials.engine.assignment import assign, fraction_of, require_weights


@dataclass(frozen=True, slots=True)
class Service:
    """How a trial on a service takes its units; shares are parts of all units, from 0 to 1.

    Args:
        salt: text of the trial, another one for each; it decides the arm.
        weights: share of each arm among the units taken, together 1.
        layer: name that trials share which must not meet; empty where the trial is alone.
        slice_start: where the trial's part of the layer begins.
        slice_end: where it ends; units from start to just below end are the trial's.
        holdout: share of all units that no trial with the same `holdout_name` ever takes.
        holdout_name: name of the group that is held out.
        rollout: share of the trial's units that have begun; it may grow, and must not shrink.

    Raises:
        ValueError: a share lies outside its range, or the weights are none.

    Examples:
        >>> Service("letter", (0.5, 0.5), layer="portal", slice_end=0.5).rollout
        1.0
    """

    salt: str
    weights: tuple[float, ...]
    layer: str = ""
    slice_start: float = 0.0
    slice_end: float = 1.0
    holdout: float = 0.0
    holdout_name: str = "holdout"
    rollout: float = 1.0

    def __post_init__(self) -> None:
        require_weights(self.weights)
        if not 0 <= self.slice_start < self.slice_end <= 1:
            raise ValueError(
                f"The slice from {self.slice_start} to {self.slice_end} is none. Give 0 <= start < end <= 1."
            )
        for name, share in (("holdout", self.holdout), ("rollout", self.rollout)):
            if not 0 <= share <= 1:
                raise ValueError(f"{name} is {share}; it must lie from 0 to 1. Write 5 % as 0.05.")


def serve(unit_id: str, service: Service) -> int | None:
    """Arm of a unit of a live service, or none where the unit is not in the trial.

    The rule, for other languages: with the fraction that `assign` takes from a salt and an identifier, a unit is left
    out when its fraction for the salt "holdout:" + holdout_name is below `holdout`; when its fraction for "layer:" +
    layer lies outside the slice; or when its fraction for "rollout:" + salt is not below `rollout`. The arm of all
    others is `assign(unit_id, salt, weights)`: none of the three has a say in it, so a trial that grows moves nobody
    from one arm to another.

    Args:
        unit_id: identifier of the person, account or office; not empty.
        service: how the trial takes its units.

    Returns:
        Place of the arm in the weights, from 0; None for a unit that is not in the trial.

    Raises:
        ValueError: the identifier or the salt is empty.

    Assumes:
        Trials of one layer have slices that do not overlap (`require_apart`). Trials of different layers meet by
        chance: each unit of one is in any arm of the other as likely.

    Source:
        Tang, Agarwal, O'Brien and Meyer (2010), Overlapping experiment infrastructure, KDD '10, pp. 17-26.

    Checked against:
        tests/references/serving_vectors.json, made with coreutils' `sha256sum` and exact fractions.

    Examples:
        >>> service = Service("letter-2026", (0.5, 0.5), rollout=0.5)
        >>> [serve(f"unit-{number}", service) for number in range(8)]
        [1, 0, 0, 1, 0, 1, None, None]
    """
    if fraction_of(unit_id, f"holdout:{service.holdout_name}") < service.holdout:
        return None
    if service.layer:
        place = fraction_of(unit_id, f"layer:{service.layer}")
        if not service.slice_start <= place < service.slice_end:
            return None
    if fraction_of(unit_id, f"rollout:{service.salt}") >= service.rollout:
        return None
    return assign(unit_id, service.salt, service.weights)


def require_apart(services: Sequence[Service]) -> None:
    """Refuse trials of one layer whose slices overlap.

    Args:
        services: all trials that run at the same time.

    Raises:
        ValueError: two trials of one layer share units; both are named.

    Assumes:
        Trials without a layer are meant to meet the others.

    Source:
        As `serve`.

    Checked against:
        Trying units one by one, in the tests.

    Examples:
        >>> require_apart([Service("a", (1.0,), "portal", 0, 0.5), Service("b", (1.0,), "portal", 0.5, 1)])
    """
    ordered = sorted((one for one in services if one.layer), key=lambda one: (one.layer, one.slice_start))
    for first, second in pairwise(ordered):
        if first.layer == second.layer and second.slice_start < first.slice_end:
            raise ValueError(
                f"“{first.salt}” and “{second.salt}” share units of the layer “{first.layer}”. Move one slice."
            )
