"""Results of the first version in the shape of today's, so that one set of pages shows both. No number changes."""

from typing import Any

from labx.trials.plan.shape import Plan

WAYS = ("classical", "robust", "interacted")


def grown(plan: Plan, result: dict[str, Any]) -> dict[str, Any]:
    """The result as pages read it."""
    if plan.first is None:
        return result
    arm, outcome = plan.tried[0].code, plan.primary.code
    groups = result["groups"][::-1]
    adjusted = result["adjusted"] or {}
    ways = [("pooled", result["pooled"]), *((way, adjusted.get(way)) for way in WAYS)]
    return {
        "version": result["version"],
        "design": plan.design,
        "look": {"number": 1, "information": 1.0},
        "data_digest": result["data_digest"],
        "units": sum(group["people"] for group in groups),
        "arms": [{"arm": group["arm"], "units": group["people"]} for group in groups],
        "outcomes": [
            {
                "outcome": outcome,
                "arm": group["arm"],
                "measured": group["measured"],
                "value": group["mean"],
                "spread": group["sd"],
            }
            for group in groups
        ],
        "effects": [
            {
                "outcome": outcome,
                "arm": arm,
                "role": "primary",
                "answer": result["primary"],
                "relative": result["relative"],
                "margin": None,
                "reading": result["reading"],
            }
        ],
        "share_check": result["share_check"],
        "balance": [{"arm": arm, **result["balance"]}] if result["balance"] else [],
        "parts": {
            "methods": [
                {"method": way, "outcome": outcome, "arm": arm, "answer": found} for way, found in ways if found
            ],
            "subgroups": [],
        },
    }
