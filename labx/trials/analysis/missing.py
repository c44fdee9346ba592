"""Units whose outcome nobody knows: how many in each group, and what effect they leave possible."""

from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Section
from labx.trials.engine.outcomes.attrition import Bounds, trimmed_bounds, worst_case_bounds
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Plan
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line


def missing(plan: Plan, table: Table) -> list[dict[str, Any]]:
    """Bounds on the primary effect in each tried arm; none where everybody was measured or no mean is compared."""
    outcome, kind = plan.primary, kind_of(plan.primary)
    if not kind.is_by_unit or not np.isnan(table.numbers[outcome.code]).any():
        return []
    return [one_arm(plan, table, place) for place in range(1, len(plan.arms))]


def one_arm(plan: Plan, table: Table, place: int) -> dict[str, Any]:
    outcome, kind = plan.primary, kind_of(plan.primary)
    assigned = [int((table.arms == side).sum()) for side in (place, 0)]
    sides = comparing.pair(kind, outcome, table, place)
    known = [values_of(outcome, side) for side in sides]
    counts = {"treated_assigned": assigned[0], "control_assigned": assigned[1], "confidence": plan.confidence}

    def trimmed() -> dict[str, Any]:
        return told(trimmed_bounds(*known, **counts))

    def worst() -> dict[str, Any]:
        smallest, largest = limits
        return told(worst_case_bounds(*known, **counts, smallest=smallest, largest=largest))

    found = {
        "arm": plan.arms[place].code,
        "lost": [count - len(values) for count, values in zip(assigned, known, strict=True)],
        "assigned": assigned,
        "trimmed": answer(trimmed),
    }
    limits = (0.0, 1.0) if kind.is_share else outcome.cap
    if None not in limits:
        found["worst"] = answer(worst)
    return found


def told(bounds: Bounds) -> dict[str, Any]:
    interval = bounds.interval
    ends = {"lower": interval.lower, "upper": interval.upper, "confidence": interval.confidence}
    return {"lower": bounds.lower, "upper": bounds.upper, "interval": ends}


def section_of(effects: Any) -> Section | None:
    """How many were lost, and the smallest and largest effect that leaves possible."""
    parts = effects.result["parts"].get("missing") or []
    if not parts:
        return None
    sentences = [sentence(effects, part) for part in parts]
    rows = [row for part in parts for row in rows_of(effects, part)]
    return Section(title=_("Who was not measured"), sentences=sentences, heads=ESTIMATE_HEADS, rows=rows)


def sentence(effects: Any, part: dict[str, Any]) -> str:
    shares = [
        lost / assigned if assigned else 0.0 for lost, assigned in zip(part["lost"], part["assigned"], strict=True)
    ]
    return _(
        "Without an outcome: %(tried)s with “%(arm)s” and %(control)s in the comparison. If that depends on the group, "
        "the effect lies somewhere between the bounds."
    ) % {
        "tried": formats.percent(shares[0], 1),
        "control": formats.percent(shares[1], 1),
        "arm": effects.plan.arm(part["arm"]).label,
    }


def rows_of(effects: Any, part: dict[str, Any]) -> list[list[str]]:
    ways = {
        "trimmed": (_("Lowest, if the change only ever kept or lost people (Lee)"), _("Highest, likewise")),
        "worst": (_("Lowest, whoever is missing (Manski)"), _("Highest, whoever is missing")),
    }
    found = []
    for way, labels in ways.items():
        if "cannot" in part.get(way, {}):
            found.append(line(effect_row(labels[0], part[way])))
        elif way in part:
            found += [
                bound_row(effects, label, part[way], end) for label, end in zip(labels, ("lower", "upper"), strict=True)
            ]
    return found


def bound_row(effects: Any, label: str, bounds: dict[str, Any], end: str) -> list[str]:
    row = effect_row(label, {"estimate": bounds[end], "interval": bounds["interval"]}, effects.primary.kind.scale)
    # Each bound has the end of the interval that lies on its side.
    row["high" if end == "lower" else "low"] = ""
    return line(row)
