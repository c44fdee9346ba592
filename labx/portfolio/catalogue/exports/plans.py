"""What a frozen plan says, of today and of the first ones, as registries ask for it."""

from typing import Any

# Designs in which chance decides, by the codes that plans of trials have.
RANDOMISED = frozenset(
    {
        "randomised",
        "individual",
        "strata",
        "pairs",
        "clusters",
        "factorial",
        "stepped_wedge",
        "switchback",
        "encouragement",
    }
)


def is_random_design(plan: dict[str, Any]) -> bool:
    """Whether chance decides, in plans of today and in the first ones."""
    return plan.get("design") in RANDOMISED


def arms_of(plan: dict[str, Any]) -> list[tuple[str, float | None]]:
    """Each arm with its planned part, of plans of today and of the first ones."""
    if "arms" in plan:
        return [(arm["label"], arm.get("share")) for arm in plan["arms"]]
    share = plan.get("tried_share")
    found = [(plan.get("comparison_label"), None if share is None else 1 - share), (plan.get("tried_label"), share)]
    return [(str(label), part) for label, part in found if label]


def outcomes_of(plan: dict[str, Any]) -> list[dict[str, Any]]:
    if "outcomes" in plan:
        return list(plan["outcomes"])
    names = {"label": "outcome_label", "unit": "outcome_unit", "better": "better", "worthwhile": "worthwhile"}
    first = {name: plan.get(key) for name, key in names.items()}
    return [first] if first["label"] else []


def covariates_of(plan: dict[str, Any]) -> list[str]:
    return [one[1] if isinstance(one, list | tuple) else one["label"] for one in plan.get("covariates") or []]


def measured(outcome: dict[str, Any]) -> str:
    return f"{outcome['label']} ({outcome['unit']})" if outcome.get("unit") else str(outcome["label"])


def wanted(outcome: dict[str, Any]) -> str:
    said = {"higher": "higher is better", "lower": "lower is better"}.get(outcome.get("better") or "", "")
    return f"{outcome['label']}: {said}" if said else ""


def worth_having(outcome: dict[str, Any]) -> str:
    """The smallest effect worth having, where the plan names one."""
    if outcome.get("worthwhile") is None:
        return ""
    return f"{outcome['label']}: {outcome['worthwhile']:g} {outcome.get('unit') or ''}".strip()


def parts_of(plan: dict[str, Any]) -> list[str]:
    """How large a part of the units each arm was planned to get."""
    return [f"{label}: {share:.0%}" for label, share in arms_of(plan) if share is not None]


def drawn(plan: dict[str, Any]) -> str:
    """Only what was drawn here is known: somebody else's lottery is theirs to describe."""
    chance = plan.get("randomisation") or {}
    if not is_random_design(plan) or chance.get("scheme", "outside") in {"outside", "none"}:
        return ""
    sizes = f", blocks of {', '.join(map(str, chance['blocks']))}" if chance.get("blocks") else ""
    sealed = f"; seed sealed before the start (SHA-256 {chance['seed_hash']})" if chance.get("seed_hash") else ""
    return f"By a computer of the laboratory: {chance['scheme']}{sizes}{sealed}"
