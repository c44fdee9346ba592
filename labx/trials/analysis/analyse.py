"""What a frozen plan gives on a table of units: one code, in the house and wherever a package is recomputed."""

from typing import Any

import numpy as np

from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer
from labx.trials.analysis.early import outlook, seen_early
from labx.trials.analysis.first_analysis import analyse_first
from labx.trials.analysis.redrawing import redrawn
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Look
from labx.trials.designs.registry import DESIGNS
from labx.trials.engine.sequential.watched_ratio import watched_sample_ratio
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Arm, Outcome, Plan

VERSION = 2
LAST = Look()


def analyse(plan: Plan, table: Table, look: Look = LAST) -> dict[str, Any]:
    """Run the plan; every part is an answer or says why there is none."""
    if plan.first:
        return analyse_first(plan.first, table)
    table = table.sorted()
    parts = dict(DESIGNS[plan.design].analyse(plan, table, look))
    effects = parts.pop("effects")
    if plan.redrawing:
        parts["redrawn"] = redrawn(plan, table, DESIGNS[plan.design].redrawn, effects)
    if plan.arms:
        effects = seen_early(plan, table, look, effects)
    return {
        "version": VERSION,
        "design": plan.design,
        "look": {"number": look.number, "information": look.information, "earlier": list(look.earlier)},
        "data_digest": table.digest(),
        "units": len(table),
        **checks(plan, table),
        "outcomes": [summary(plan, outcome, table, arm) for outcome in plan.outcomes for arm in (plan.arms or (None,))],
        "effects": effects,
        "early": outlook(plan, look, effects),
        "parts": parts,
    }


def checks(plan: Plan, table: Table) -> dict[str, Any]:
    """What may be seen before any look: how many are in each arm, and how alike the arms were before the start."""
    return {
        "arms": [{"arm": arm.code, "units": int((table.arms == place).sum())} for place, arm in enumerate(plan.arms)],
        "share_check": comparing.share_check(plan, drawn_in(plan, table)) if plan.arms else None,
        "balance": comparing.balance(plan, table) if plan.arms else [],
        **watched(plan, table),
    }


def watched(plan: Plan, table: Table) -> dict[str, Any]:
    """For plans that may look before the end: sizes of the arms, by a test that may be read at every look."""
    shares, counts = [arm.share for arm in plan.arms], drawn_in(plan, table)
    if not plan.extent or plan.looks.kind == "fixed" or not shares or None in shares or counts is None:
        return {}
    return {"watched": {**answer(lambda: watched_sample_ratio(counts, shares)), "counts": counts}}


def drawn_in(plan: Plan, table: Table) -> list[int] | None:
    """How many of what the lottery drew (people, places, pairs, blocks) each arm has; plans of before count rows."""
    units = DESIGNS[plan.design].drawn(plan, table) if plan.extent else np.arange(len(table))
    if units is None:
        return None
    return [len(np.unique(units[table.arms == place])) for place in range(len(plan.arms))]


def summary(plan: Plan, outcome: Outcome, table: Table, arm: Arm | None) -> dict[str, Any]:
    """One outcome in one arm, or in all the rows of a design without arms."""
    rows = table if arm is None else table.arm(plan.arms.index(arm))
    kind = kind_of(outcome)
    return {"outcome": outcome.code, "arm": arm.code if arm else "", **kind.summary(outcome, kind.of(outcome, rows))}
