"""Who is left out: where things stood in each group of people, and whether any of them was harmed.

Only plans that speak of harm ask for it: what older plans give stays as it was signed.
"""

from collections.abc import Callable
from typing import Any

from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.kinds.declare import Kind
from labx.trials.plan.shape import Outcome, Plan, Subgroup

FEWEST_SHOWN = 10  # units in each arm of a subgroup: with fewer, single people could be guessed at
STOPS = "stop"


def is_small(tried: Table, comparison: Table) -> bool:
    """Too few to show, in one arm at least; nobody at all may be shown."""
    counts = (len(tried), len(comparison))
    return 0 < min(counts) < FEWEST_SHOWN or 0 < max(counts) < FEWEST_SHOWN


def in_groups(
    plan: Plan, subgroup: Subgroup, table: Table, place: int, kinds: Callable[[Outcome], Kind]
) -> dict[str, Any]:
    """The primary outcome without the change in each group, and every guardrail's effect in it."""
    groups = {code: table.where(table.codes[subgroup.code] == code) for code, _label in subgroup.values}
    levels = [level(plan.primary, kinds(plan.primary), code, rows, place) for code, rows in groups.items()]
    return {
        "levels": levels,
        "lowest": lowest(plan.primary, levels),
        "guardrails": [
            guarded(plan, outcome, kinds(outcome), code, rows, place)
            for outcome in plan.outcomes
            if outcome.role == "guardrail"
            for code, rows in groups.items()
        ],
    }


def level(outcome: Outcome, kind: Kind, code: str, rows: Table, place: int) -> dict[str, Any]:
    known = kind.of(outcome, rows)
    comparison = known.arm(0)
    if is_small(known.arm(place), comparison):
        return {"value": code, "level": None}
    return {"value": code, "level": kind.summary(outcome, comparison)["value"]}


def lowest(outcome: Outcome, levels: list[dict[str, Any]]) -> str | None:
    """The group that was worst off without the change; nothing where fewer than two can be shown."""
    shown = [one for one in levels if one["level"] is not None]
    if len(shown) < 2:
        return None
    sign = 1 if outcome.better == "higher" else -1
    found: str = min(shown, key=lambda one: sign * one["level"])["value"]
    return found


def guarded(plan: Plan, outcome: Outcome, kind: Kind, code: str, rows: Table, place: int) -> dict[str, Any]:
    known = kind.of(outcome, rows)
    sides = known.arm(place), known.arm(0)
    found: dict[str, Any] = {"outcome": outcome.code, "value": code, "is_small": is_small(*sides), "is_harmed": False}
    if not found["is_small"]:
        found["answer"] = answer(lambda: kind.effect(outcome, *sides, plan.confidence))
        found["is_harmed"] = is_beyond(outcome, found["answer"])
    return found


def is_beyond(outcome: Outcome, part: dict[str, Any]) -> bool:
    """Whether the whole interval is worse than the margin; with no margin fixed, worse than no effect."""
    if "interval" not in part:
        return False
    margin, interval = outcome.margin or 0.0, part["interval"]
    if outcome.better == "higher":
        return bool(interval["upper"] < -margin)
    return bool(interval["lower"] > margin)


def harmed(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Guardrails that got worse than their margin in a group, with the subgroup and the arm."""
    return [
        {"subgroup": part["subgroup"], "arm": part["arm"], **one}
        for part in result.get("parts", {}).get("subgroups", [])
        for one in part.get("guardrails", [])
        if one["is_harmed"]
    ]


def must_stop(plan: Plan, result: dict[str, Any]) -> bool:
    return plan.harm == STOPS and bool(harmed(result))
