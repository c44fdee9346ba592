"""The shape of this room's packs: templates of trial plans, one for each kind of service."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.fields import Boolean, Choice, Integer, ListOf, Localised, MarkdownFile, Record, Statement, Text
from labx.core.packs.pack import Pack
from labx.core.packs.schema import PackSchema
from labx.trials.kinds.registry import KINDS

DESIGN_GRADES = ("none", "before_after", "series", "comparison", "randomised", "replicated")
UNITS = ("person", "household", "organisation", "case", "office")
THREATS = ("history", "maturation", "instrumentation", "regression", "selection", "attrition", "contamination")
NAME = r"[a-z][a-z0-9-]*"

MEASURE = Record(
    fields={
        "name": Text(pattern=NAME, example="completed-applications"),
        "label": Localised(),
        "unit": Localised(),
        "better": Choice(options=("higher", "lower")),
        "kind": Choice(options=tuple(KINDS), required=False),
        "denominator": Localised(),
    }
)
COMPARISON = Record(
    fields={
        "name": Text(pattern=NAME, example="random-letter"),
        "label": Localised(),
        "design_grade": Choice(options=DESIGN_GRADES),
        "needs": Record(
            required=False,
            fields={
                "assignment": Boolean(required=False),
                "comparator": Boolean(required=False),
                "points_before": Integer(minimum=1, required=False),
            },
        ),
        "threats": ListOf(item=Choice(options=THREATS)),
        "how": Localised(),
    }
)
TEMPLATE = Record(
    fields={
        "name": Text(pattern=NAME, example="reminder-letter"),
        "title": Localised(),
        "service": Localised(),
        "question": Localised(),
        "unit": Choice(options=UNITS),
        "primary_outcome": MEASURE,
        "guardrails": ListOf(item=MEASURE, at_least=1, unique_key="name"),
        "left_out": Localised(),
        "comparisons": ListOf(item=COMPARISON, at_least=1, unique_key="name"),
        "statements": ListOf(item=Statement(), required=False),
        "guide": MarkdownFile(required=False),
    }
)


def check_templates(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Each template ends in a comparison that needs nothing, and begins with the one that tells most."""
    faults = []
    for place, template in enumerate(content["templates"]):
        key = f"templates[{place}].comparisons"
        grades = [DESIGN_GRADES.index(comparison["design_grade"]) for comparison in template["comparisons"]]
        if grades != sorted(grades, reverse=True):
            faults.append((key, _("Put the comparisons that tell most first.")))
        if any((template["comparisons"][-1]["needs"] or {}).values()):
            faults.append((key, _("The last comparison must need nothing, so that there is always one.")))
    return faults


def choose_comparison(template: dict[str, Any], situation: dict[str, Any]) -> dict[str, Any]:
    """The first comparison of the template whose needs the situation meets."""
    return next(
        comparison for comparison in template["comparisons"] if is_possible(comparison["needs"] or {}, situation)
    )


def is_possible(needs: dict[str, Any], situation: dict[str, Any]) -> bool:
    points = situation.get("points_before") or 0
    return (
        (not needs.get("assignment") or situation.get("assignment") is True)
        and (not needs.get("comparator") or situation.get("comparator") is True)
        and points >= (needs.get("points_before") or 0)
    )


def run_case(pack: Pack, case: Any) -> dict[str, Any]:
    """Which comparison a template advises in a situation."""
    templates = {template["name"]: template for template in pack.content["templates"]}
    if case["template"] not in templates:
        raise ValueError(
            _("There is no template “{name}”. There are: {names}.").format(
                name=case["template"], names=", ".join(templates)
            )
        )
    template = templates[case["template"]]
    chosen = choose_comparison(template, case["situation"])
    return {
        "comparison": chosen["name"],
        "design_grade": chosen["design_grade"],
        "threats": chosen["threats"],
        "unit": template["unit"],
        "primary_outcome": template["primary_outcome"]["name"],
    }


PLAN_TEMPLATES = PackSchema(
    room="trials",
    kind="plan-templates",
    fields={"templates": ListOf(item=TEMPLATE, at_least=1, unique_key="name")},
    check=check_templates,
    run_case=run_case,
)
PACK_SCHEMAS = (PLAN_TEMPLATES,)
