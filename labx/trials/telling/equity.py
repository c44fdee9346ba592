"""Who is left out, in words: the group worst off before, the one helped least, the ones harmed."""

from typing import Any

from django.utils.translation import gettext as _

from labx.trials.analysis.equity import harmed, must_stop
from labx.trials.designs.declare import Section
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Plan, Subgroup
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line


def worst_off(plan: Plan, subgroup: Subgroup, part: dict[str, Any]) -> list[str]:
    """The sentence on where things stood without the change, where the plan asked for it."""
    if not part.get("lowest"):
        return []
    known = {one["value"]: one["level"] for one in part["levels"]}
    outcome, code = plan.primary, part["lowest"]
    amount = kind_of(outcome).written(outcome, known[code])
    return [
        _("Without the change, those worst off were: %(group)s (%(what)s: %(amount)s).")
        % {"group": dict(subgroup.values)[code], "what": outcome.label, "amount": amount}
    ]


def harm_section(plan: Plan, result: dict[str, Any]) -> Section | None:
    """Every guardrail in every group, and whether the rule of the plan says stop."""
    rows = [row for part in result["parts"].get("subgroups", []) for row in rows_of(plan, part)]
    if not rows:
        return None
    return Section(
        title=_("Whether any group was harmed"),
        sentences=[
            harm_sentence(plan, result),
            _("The intervals are not corrected for how many groups or looks there are: the rule warns early."),
        ],
        heads=ESTIMATE_HEADS,
        rows=rows,
        level="reader",
    )


def rows_of(plan: Plan, part: dict[str, Any]) -> list[list[str]]:
    subgroup = next(one for one in plan.subgroups if one.code == part["subgroup"])
    labels = dict(subgroup.values)
    found = []
    for one in part.get("guardrails", []):
        outcome = plan.outcome(one["outcome"])
        arm = f", {plan.arm(part['arm']).label}" if len(plan.tried) > 1 else ""
        label = f"{outcome.label}: {labels[one['value']]}{arm}"
        if one["is_small"]:
            found.append([label, _("too few people to show"), *[""] * 4])
        else:
            found.append(line(effect_row(label, one["answer"], kind_of(outcome).scale)))
    return found


def harm_sentence(plan: Plan, result: dict[str, Any]) -> str:
    """One sentence: who was harmed, and what the plan says then."""
    found = harmed(result)
    if not found:
        return _("In no group is a loss beyond the margin of the plan shown.")
    labels = {one.code: dict(one.values) for one in plan.subgroups}
    said = [f"{labels[one['subgroup']][one['value']]} ({plan.outcome(one['outcome']).label})" for one in found]
    told = "; ".join(dict.fromkeys(said))
    if must_stop(plan, result):
        return _("The change harms beyond the margin: %(groups)s. The plan says: stop.") % {"groups": told}
    return _("The change harms beyond the margin: %(groups)s.") % {"groups": told}
