"""Results seen before the end: intervals that hold at all looks together, and whether going on is worth it."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from labx.stats.errors import CannotEstimate
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer, error_of
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Look
from labx.trials.engine.power.enlarging import enlarged_by_looks, enlarged_by_watching
from labx.trials.engine.sequential.always_valid import always_valid, require_counts
from labx.trials.engine.sequential.boundaries import conditional_power, look_effect, spending_boundary
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Plan

Entry = dict[str, Any]
# What stands beside an effect and no look makes too sure: whether its method fits, and the answers themselves.
WITHOUT_INTERVAL = ("crowding", "few", "misfit", "levels")


def seen_early(plan: Plan, table: Table, look: Look, found: list[Entry]) -> list[Entry]:
    """The effects with the intervals that the plan's looks allow, and what these allow to be said."""
    if plan.looks.kind == "fixed":
        return found
    return [widened(plan, table, look, entry) for entry in found]


def widened(plan: Plan, table: Table, look: Look, entry: Entry) -> Entry:
    """One effect; where several decide, each has its part of the false alarms from the beginning."""
    if "cannot" in entry["answer"]:
        return entry
    kept = {key: value for key, value in entry.items() if key not in ("corrected", "corrected_p", "beside")}
    if checks := {name: found for name, found in entry.get("beside", {}).items() if name in WITHOUT_INTERVAL}:
        kept["beside"] = checks
    found = answer(lambda: at_look(plan, table, look, entry, confidence=confidence_of(plan, entry)))
    if "estimate" in found:
        found = {"estimate": found["estimate"], "standard_error": error_of(entry["answer"]), **found}
    wider = {**kept, "relative": None, "margin": margin_within(plan, table, look, entry, found), "answer": found}
    return {**wider, "reading": comparing.reading(plan, wider)}


def margin_within(plan: Plan, table: Table, look: Look, entry: Entry, found: Entry) -> Entry | None:
    """What the widened interval shows of the margin that the outcome is to keep; there is no p-value at a look.

    Alike is shown by two tests of one side each: by the interval that leaves out the level on either side.
    """
    outcome = plan.outcome(entry["outcome"])
    if not outcome.aim or "interval" not in found:
        return None
    low, high = found["interval"]["lower"], found["interval"]["upper"]
    if outcome.aim == "alike":
        both = at_look(plan, table, look, entry, confidence=1 - 2 * (1 - confidence_of(plan, entry))).interval
        low, high = both.lower, both.upper
    is_not_worse = low > -outcome.margin if outcome.better == "higher" else high < outcome.margin
    is_alike = low > -outcome.margin and high < outcome.margin
    is_shown = is_alike if outcome.aim == "alike" else is_not_worse
    return {"margin": outcome.margin, "p_value": None, "is_shown": bool(is_shown)}


def at_look(plan: Plan, table: Table, look: Look, entry: Entry, *, confidence: float) -> Any:
    part = entry["answer"]
    error = error_of(part)
    if plan.looks.kind == "always_valid":
        guard(plan, table, entry)
        planned = error * math.sqrt(information_of(plan, look))
        return always_valid(
            estimate=part["estimate"], standard_error=error, planned_error=planned, confidence=confidence
        )
    degrees_of_freedom = part.get("degrees_of_freedom") or math.inf
    return look_effect(
        estimate=part["estimate"],
        standard_error=error,
        degrees_of_freedom=degrees_of_freedom,
        fractions=fractions_of(plan, look),
        spending=plan.looks.spending,  # type: ignore[arg-type]
        confidence=confidence,
    )


def confidence_of(plan: Plan, entry: Entry) -> float:
    deciding = [one for one in plan.outcomes if one.role == "primary"]
    comparisons = len(deciding) * max(1, len(plan.tried))
    if entry["role"] != "primary" or plan.correction == "none":
        return plan.confidence
    return 1 - (1 - plan.confidence) / comparisons


def fractions_of(plan: Plan, look: Look) -> tuple[float, ...]:
    """Which part of the planned data each look had until this one; the last planned look has all of it."""
    now = 1.0 if look.number >= plan.looks.number else look.information
    if look.earlier and now <= look.earlier[-1]:
        raise CannotEstimate(
            "This look gives no interval.",
            "No more of the planned data are in than at the look before.",
            "Look again when more people have been measured.",
        )
    return (*look.earlier, now)


def information_of(plan: Plan, look: Look) -> float:
    if not plan.sample.get("units"):
        raise CannotEstimate(
            "Intervals that hold at any time cannot be computed.",
            "The plan does not say how many units it wants at the end, for which they are narrowest.",
            "Amend the plan with the number of units.",
        )
    return look.information


def guard(plan: Plan, table: Table, entry: Entry) -> None:
    """With very few of the rarest answer no such interval holds: nothing is shown before."""
    outcome = plan.outcome(entry["outcome"])
    kind = kind_of(outcome)
    known = kind.of(outcome, table)
    counts = []
    for place in (0, plan.arms.index(plan.arm(entry["arm"]))):
        arm = known.arm(place)
        if kind.is_share:
            happened = int(np.sum(arm.numbers[outcome.code]))
            counts += [happened, len(arm) - happened]
        elif outcome.kind == "rate":
            counts.append(int(np.sum(arm.numbers[outcome.code])))
        else:
            counts.append(len(arm))
    require_counts(*counts)


def outlook(plan: Plan, look: Look, found: Sequence[Entry]) -> dict[str, Any] | None:
    """What the result page says of this look: the boundary until now, and whether the end can still find the effect."""
    if plan.looks.kind != "group_sequential":
        return None
    primary = next((one for one in found if one["role"] == "primary"), None)
    part: dict[str, Any] = {"boundary": answer(lambda: boundary(plan, look))}
    if primary and "estimate" in primary["answer"] and look.number < plan.looks.number:
        part["futility"] = {
            name: answer(lambda: futility(plan, look, primary, is_planned=is_planned))  # noqa: B023
            for name, is_planned in (("planned", True), ("seen", False))
        }
    return part


def boundary(plan: Plan, look: Look) -> list[dict[str, float]]:
    fractions = fractions_of(plan, look)
    criticals = spending_boundary(fractions, spending=plan.looks.spending, confidence=plan.confidence)  # type: ignore[arg-type]
    return [
        {"fraction": fraction, "critical": critical} for fraction, critical in zip(fractions, criticals, strict=True)
    ]


def futility(plan: Plan, look: Look, primary: Entry, *, is_planned: bool) -> Any:
    """Chance that the end finds the effect that the plan wants, or the one seen so far."""
    outcome, part = plan.outcome(primary["outcome"]), primary["answer"]
    fractions = fractions_of(plan, look)
    if is_planned and outcome.worthwhile is None:
        raise CannotEstimate(
            "The chance of a finding at the end cannot be computed.",
            "The plan does not say which difference would be worth having.",
            "Write the smallest difference worth having beside the outcome.",
        )
    error = part["standard_error"]
    sign = 1 if outcome.better == "higher" else -1
    last = spending_boundary((*fractions, 1.0), spending=plan.looks.spending, confidence=plan.confidence)[-1]  # type: ignore[arg-type]
    drift = (outcome.worthwhile or 0.0) / (error * math.sqrt(fractions[-1])) if is_planned else None
    chance = conditional_power(
        statistic=sign * part["estimate"] / error, fraction=fractions[-1], critical=last, drift=drift
    )
    return {"chance": chance}


def enlargement(plan: Plan, *, power: float, confidence: float) -> float:
    """How many times as many units the planned looks take, for the test that is sized: its power and confidence."""
    if plan.looks.kind == "always_valid":
        return enlarged_by_watching(power=power, confidence=confidence)
    if plan.looks.kind == "fixed":
        return 1.0
    fractions = [number / plan.looks.number for number in range(1, plan.looks.number + 1)]
    return enlarged_by_looks(fractions, spending=plan.looks.spending, power=power, confidence=confidence)  # type: ignore[arg-type]
