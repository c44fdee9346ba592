"""From a protocol's plan, as it lies in JSON, to a plan that can be run; all that is wrong is told at once."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.utils.translation import gettext as _

from labx.trials.designs.registry import DESIGNS, SCHEMES
from labx.trials.kinds.registry import KINDS
from labx.trials.plan import blocks, care, notice, parts
from labx.trials.plan.faults import BadPlan, Reading
from labx.trials.plan.first import FirstPlan, raw_of_first, read_first
from labx.trials.plan.shape import Arm, Covariate, Outcome, Plan

VERSION = 2
# What analyses of plans frozen today print: 1 has other readings of each effect, and arms watched at each look; 2
# corrects several arms with each one's own error, whatever the kind of outcome.
EXTENT = 2
FIRST_DESIGNS = {"randomised": "individual", "comparison": "groups"}


def read_plan(raw: Mapping[str, Any]) -> Plan:
    """The plan, or BadPlan. A plan without a version is one of the first, and is run as those were."""
    if "version" not in raw:
        return grown(read_first(raw))
    reading = Reading(raw)
    plan = read_second(reading)
    if reading.problems:
        raise BadPlan(reading.problems)
    return plan


def grown(first: FirstPlan) -> Plan:
    """A first plan in the shape of today's, for pages; its numbers are made by the code of its time."""
    share = first.tried_share
    return Plan(
        design=FIRST_DESIGNS[first.design],
        unit=first.unit,
        arms=(
            Arm(first.comparison_arm, first.comparison_label, None if share is None else 1 - share),
            Arm(first.tried_arm, first.tried_label, share),
        ),
        outcomes=(
            Outcome(
                code=first.outcome,
                label=first.outcome_label,
                unit=first.outcome_unit,
                better=first.better,
                worthwhile=first.worthwhile,
            ),
        ),
        covariates=tuple(Covariate(code, label) for code, label in first.covariates),
        confidence=first.confidence,
        first=first,
    )


def read_second(reading: Reading) -> Plan:
    reading.only((*Plan.__dataclass_fields__.keys() - {"first"}, "version"))
    if reading.raw["version"] != VERSION:
        reading.refuse("version", _("This version of LabX does not know such plans: use a newer one."))
    code = reading.choice("design", tuple(DESIGNS))
    design = DESIGNS.get(code) or DESIGNS["individual"]
    plan = Plan(
        design=code,
        unit=reading.text("unit"),
        arms=parts.arms(reading) if design.has_arms else (),
        outcomes=parts.outcomes(reading, KINDS, design),
        covariates=parts.covariates(reading),
        subgroups=parts.subgroups(reading),
        confidence=reading.number("confidence", 0.5, 1.0, 0.95) or 0.95,
        correction=reading.choice("correction", tuple(parts.CORRECTIONS), "none"),
        estimator=reading.choice("estimator", tuple(parts.ESTIMATORS), "difference"),
        looks=parts.looks(reading),
        rule=parts.rule(reading),
        randomisation=parts.randomisation(reading, (*design.schemes,) or SCHEMES[:1]),
        harm=reading.choice("harm", ("", *parts.HARM), ""),
        care=care.read(reading),
        notice=notice.read(reading),
        redrawing=parts.redrawing(reading, design),
        extent=reading.whole("extent", 0, EXTENT, 0) or 0,
        sample=parts.sample(reading, design),
        options=design.read(reading.within("options", reading.raw.get("options") or {})),
    )
    parts.check_together(reading, plan)
    return plan


def raw_of(plan: Plan) -> dict[str, Any]:
    """The plan as it is frozen: every field, whether it was written or its ordinary value stands for it."""
    return raw_of_first(plan.first) if plan.first else raw_of_draft(plan)


def raw_of_draft(plan: Plan) -> dict[str, Any]:
    """The plan in today's shape, whatever the version it was written in."""
    known: dict[str, Any] = as_json(asdict(plan))
    del known["first"]
    return {"version": VERSION, **known}


def as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, list | tuple) else value


def check_plan(raw: dict[str, Any]) -> dict[str, Any]:
    """The plan schema that the portfolio calls before it freezes a protocol."""
    plan = read_plan(raw)
    if faults := not_to_freeze(plan):
        raise BadPlan(faults)
    return raw_of(replace(plan, extent=EXTENT))


def not_to_freeze(plan: Plan) -> list[tuple[str, str]]:
    """What plans frozen earlier may hold, and none may from now on."""
    drawn, faults = plan.randomisation, []
    if drawn.scheme in blocks.IN_BLOCKS and (fault := blocks.fault_of(drawn.blocks, plan.shares)):
        faults.append(("randomisation.blocks", fault))
    if plan.estimator not in DESIGNS[plan.design].estimators:
        why = _("This design compares in its own way and does not adjust: choose the difference as it is.")
        faults.append(("estimator", why))
    if plan.redrawing and not KINDS[plan.primary.kind].redrawn:
        why = _("An odds ratio would have to be fitted anew for each draw: choose never, or compare by who is higher.")
        faults.append(("redrawing.draws", why))
    return faults
