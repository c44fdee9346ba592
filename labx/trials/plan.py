"""The shape of a trial's plan inside a protocol: what may be written, and what is refused and why."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

DESIGNS = ("randomised", "comparison")
BETTER = ("higher", "lower")
# What the event log takes as a code; the other two are columns of the package's table of people.
CODE, RESERVED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}"), frozenset({"tried", "person"})


class BadPlan(ValueError):
    """The plan cannot be run; `problems` lists each field and what to write there."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{where}: {what}" for where, what in problems))


@dataclass(frozen=True)
class Plan:
    """A trial with two arms, one unit, one primary outcome, and covariates measured before the start."""

    design: str
    unit: str
    tried_arm: str
    tried_label: str
    comparison_arm: str
    comparison_label: str
    outcome: str
    outcome_label: str
    outcome_unit: str
    better: str
    covariates: tuple[tuple[str, str], ...]
    confidence: float
    worthwhile: float | None
    tried_share: float | None

    @property
    def is_randomised(self) -> bool:
        return self.design == "randomised"

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.outcome, *(code for code, _label in self.covariates))


# A published number has room for these and no more; a frozen plan could not be shortened then.
LONGEST, LONGEST_TEXT = {"outcome_unit": 60}, 200
TEXTS = (
    "unit",
    "tried_arm",
    "tried_label",
    "comparison_arm",
    "comparison_label",
    "outcome",
    "outcome_label",
    "outcome_unit",
)


@dataclass
class Reading:
    """Collects what is wrong while the fields are read."""

    raw: dict[str, Any]
    problems: list[tuple[str, str]] = field(default_factory=list)

    def text(self, key: str) -> str:
        value = str(self.raw.get(key) or "").strip()
        if not value:
            self.problems.append((key, _("Write this field: the analysis cannot run without it.")))
        if len(value) > (most := LONGEST.get(key, LONGEST_TEXT)):
            self.problems.append((key, _("Write at most %(most)d characters.") % {"most": most}))
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.raw.get(key)
        if value not in choices:
            self.problems.append((key, _("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)}))
        return str(value)

    def number(self, key: str, low: float, high: float, default: float | None) -> float | None:
        value = self.raw.get(key, default)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not low < value < high:
            self.problems.append(
                (key, _("Write a number above %(low)g and below %(high)g.") % {"low": low, "high": high})
            )
            return default
        return float(value)


def read_plan(raw: dict[str, Any]) -> Plan:
    """The plan, or BadPlan with everything that is wrong at once."""
    reading = Reading(raw)
    if unknown := set(raw) - set(Plan.__dataclass_fields__):
        reading.problems.append((sorted(unknown)[0], _("This field does not belong to a trial's plan: remove it.")))
    texts = {key: reading.text(key) for key in TEXTS}
    plan = Plan(
        design=reading.choice("design", DESIGNS),
        better=reading.choice("better", BETTER),
        covariates=read_covariates(reading),
        confidence=reading.number("confidence", 0.5, 1.0, 0.95) or 0.95,
        worthwhile=reading.number("worthwhile", 0.0, float("inf"), None),
        tried_share=reading.number("tried_share", 0.0, 1.0, None),
        **texts,
    )
    check_codes(reading, plan)
    if plan.tried_arm == plan.comparison_arm:
        reading.problems.append(("comparison_arm", _("The two groups need different codes.")))
    if len(set(plan.variables)) < len(plan.variables):
        reading.problems.append(("covariates", _("Each variable may stand once, and the outcome is not a covariate.")))
    if reading.problems:
        raise BadPlan(reading.problems)
    return plan


def check_codes(reading: Reading, plan: Plan) -> None:
    places = [("tried_arm", plan.tried_arm), ("comparison_arm", plan.comparison_arm), ("outcome", plan.outcome)]
    places += [("covariates", code) for code, _label in plan.covariates]
    for place, code in places:
        if code and not CODE.fullmatch(code):
            reading.problems.append(
                (place, _("“%(code)s” is no code: write 1 to 64 digits or letters without accents.") % {"code": code})
            )
    for place, code in places[2:]:
        if code in RESERVED:
            reading.problems.append((place, _("“%(code)s” is a word of LabX itself: choose another.") % {"code": code}))


def read_covariates(reading: Reading) -> tuple[tuple[str, str], ...]:
    pairs = reading.raw.get("covariates") or []
    good = [pair for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2 and all(pair)]
    if len(good) < len(pairs):
        reading.problems.append(("covariates", _("Write one line for each: code = what it is.")))
    return tuple((str(code), str(label)) for code, label in good)


def check_plan(raw: dict[str, Any]) -> dict[str, Any]:
    """The plan schema that the portfolio calls before it freezes a protocol."""
    plan = read_plan(raw)
    return {**plan.__dict__, "covariates": [list(pair) for pair in plan.covariates]}
