"""The parts of a plan, read one by one."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.trials.plan.faults import Reading
from labx.trials.plan.shape import Arm, Covariate, Looks, Outcome, Plan, Randomisation, Subgroup

SHARES_TOLERANCE = 1e-9
MOST_ARMS, MOST_OUTCOMES, MOST_STEPS = 8, 20, 50
# Designs whose units are drawn one by one from all, and those in which effects of several arms are corrected together.
INDEPENDENT = ("individual", "factorial", "groups", "before_after")
JOINT = (*INDEPENDENT, "strata")
WITH_UNIT = ("mean", "ratio", "rate", "quantile", "time")
ROLES = {
    "primary": gettext_lazy("It decides"),
    "guardrail": gettext_lazy("It must not get worse"),
    "secondary": gettext_lazy("It helps to understand"),
}
AIMS = {
    "": gettext_lazy("That it is better, or worse"),
    "not_worse": gettext_lazy("That it is not worse by the margin below or more"),
    "alike": gettext_lazy("That it is as good: neither better nor worse by the margin below or more"),
}
BETTER = {"higher": gettext_lazy("More of it"), "lower": gettext_lazy("Less of it")}
CORRECTIONS = {
    "none": gettext_lazy("None: one comparison decides"),
    "holm": gettext_lazy("Holm: no false finding among all of them"),
    "benjamini_hochberg": gettext_lazy("Benjamini-Hochberg: few false findings among those found"),
    "dunnett": gettext_lazy("Dunnett: several arms against one comparison"),
}
ESTIMATORS = {
    "difference": gettext_lazy("Difference between the groups as they are"),
    "adjusted": gettext_lazy("Adjusted for what was known before, within each group (Lin)"),
    "post_stratified": gettext_lazy("Within the first of the groups looked at apart, each by its size"),
}
HARM = {
    "shown": gettext_lazy("Show it"),
    "stop": gettext_lazy("Stop, if a guardrail's interval lies wholly beyond its margin in any group"),
}
LOOK_KINDS = {
    "fixed": gettext_lazy("Once, at the end"),
    "group_sequential": gettext_lazy("At a few planned moments"),
    "always_valid": gettext_lazy("At any time, with wider intervals"),
}
SPENDING = {
    "obrien_fleming": gettext_lazy("O'Brien-Fleming: hard to stop early"),
    "pocock": gettext_lazy("Pocock: the same hurdle at each look"),
}
SITUATIONS = {
    "helped": gettext_lazy("It helped, and by enough"),
    "helped_somewhat": gettext_lazy("It helped; by enough or not is open"),
    "too_little": gettext_lazy("No difference that matters, or a gain too small"),
    "unclear": gettext_lazy("The data are not enough to say"),
    "as_good": gettext_lazy("Shown to be as good as the plan asks"),
    "harmed": gettext_lazy("It made things worse"),
}
DECISIONS = ("scale", "iterate", "stop", "inconclusive")
USUAL_RULE = {
    "helped": "scale",
    "helped_somewhat": "iterate",
    "too_little": "stop",
    "unclear": "inconclusive",
    "as_good": "scale",
    "harmed": "stop",
}
HASH = re.compile(r"[0-9a-f]{64}")


def arms(reading: Reading) -> tuple[Arm, ...]:
    found = [Arm(one.code("code"), one.text("label"), one.number("share", 0.0, 1.0)) for one in reading.each("arms")]
    if not 2 <= len(found) <= MOST_ARMS:
        words = {"most": MOST_ARMS}
        reading.refuse("arms", _("A comparison needs two groups at least, and %(most)d at most.") % words)
    reading.once("arms", [arm.code for arm in found])
    shares = [arm.share for arm in found if arm.share is not None]
    if shares and (len(shares) < len(found) or abs(sum(shares) - 1) > SHARES_TOLERANCE):
        reading.refuse("arms", _("Give each group its share, together 100 %, or give none."))
    return tuple(found)


def outcomes(reading: Reading, kinds: Mapping[str, Any], design: Any) -> tuple[Outcome, ...]:
    found = [outcome(one, tuple(kinds)) for one in reading.each("outcomes")]
    if len(found) > MOST_OUTCOMES:
        reading.refuse("outcomes", _("Choose %(most)d outcomes at most.") % {"most": MOST_OUTCOMES})
    if not any(one.role == "primary" for one in found):
        reading.refuse("outcomes", _("One outcome must decide: choose which."))
    for place, one in enumerate(found):
        if one.kind in kinds and one.kind not in design.kinds:
            why = design.refuses.get(one.kind) or _("This design cannot compare such an outcome yet.")
            reading.refuse(f"outcomes.{place}.kind", f"{why} {kinds[one.kind].instead}")
        if one.aim and not design.has_arms:
            reading.refuse(f"outcomes.{place}.aim", _("This design compares no two groups: ask for a difference."))
    return tuple(found)


def outcome(reading: Reading, kinds: tuple[str, ...]) -> Outcome:
    reading.only(Outcome.__dataclass_fields__)
    ends = reading.raw.get("cap") or (None, None)
    cap = Reading(dict(zip(("low", "high"), ends, strict=False)), reading.problems, f"{reading.place}cap.")
    infinite = float("inf")
    low, high = cap.number("low", -infinite, infinite), cap.number("high", -infinite, infinite)
    if low is not None and high is not None and low >= high:
        reading.refuse("cap", _("The lower bound must lie below the upper one."))
    kind = reading.choice("kind", kinds, "mean")
    horizon = reading.number("horizon", 0.0, infinite)
    if kind == "time" and horizon is None:
        reading.refuse("horizon", _("Write up to which time is counted: it may not be chosen after seeing data."))
    margin, aim = reading.number("margin", 0.0, infinite), reading.choice("aim", tuple(AIMS), "")
    if aim and margin is None:
        reading.refuse("margin", _("Write the margin: without it nothing can be shown to be as good."))
    return Outcome(
        code=reading.code("code"),
        label=reading.text("label"),
        role=reading.choice("role", tuple(ROLES), "primary"),
        kind=kind,
        unit=reading.text("unit", required=kind in WITH_UNIT, most=60),
        better=reading.choice("better", tuple(BETTER), "higher"),
        worthwhile=reading.number("worthwhile", 0.0, infinite),
        margin=margin,
        cap=(low, high),
        quantile=reading.number("quantile", 0.0, 1.0, 0.5 if kind == "quantile" else None),
        horizon=horizon,
        per=reading.number("per", 0.0, infinite),
        aim=aim,
    )


def situations_of(draft: Any) -> dict[str, Any]:
    """The situations that this plan can come to: only one that asks for it can be shown to be as good."""
    outcomes = draft.get("outcomes") or []
    has_aim = any(one.get("aim") for one in outcomes if one.get("role", "primary") == "primary")
    return {code: label for code, label in SITUATIONS.items() if has_aim or code != "as_good"}


def covariates(reading: Reading) -> tuple[Covariate, ...]:
    return tuple(Covariate(one.code("code"), one.text("label")) for one in reading.each("covariates"))


def subgroups(reading: Reading) -> tuple[Subgroup, ...]:
    return tuple(subgroup(one) for one in reading.each("subgroups"))


def subgroup(reading: Reading) -> Subgroup:
    pairs = [pair for pair in reading.raw.get("values") or [] if isinstance(pair, list | tuple) and len(pair) == 2]
    found = [Reading({"values": code}, reading.problems, reading.place).code("values") for code, _label in pairs]
    if len(found) < 2 or not all(label for _code, label in pairs):
        reading.refuse("values", _("Write two groups at least, one on each line."))
    reading.once("values", found)
    values = tuple((code, str(label)) for code, (_code, label) in zip(found, pairs, strict=True))
    return Subgroup(reading.code("code"), reading.text("label"), values)


def looks(reading: Reading) -> Looks:
    part = reading.within("looks", reading.raw.get("looks") or {})
    part.only(Looks.__dataclass_fields__)
    kind = part.choice("kind", tuple(LOOK_KINDS), "fixed")
    day = part.text("from_day", required=False)
    try:
        day = date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        part.refuse("from_day", _("Write the date as 31/12/2026."))
    least, most = (2, 20) if kind == "group_sequential" else (1, 1)
    number = part.whole("number", least, most, least) or least
    return Looks(kind, number, part.choice("spending", tuple(SPENDING), "obrien_fleming"), day)


def rule(reading: Reading) -> dict[str, str]:
    """Which decision each situation leads to; whoever writes none has the usual one."""
    part = reading.within("rule", reading.raw.get("rule") or USUAL_RULE)
    part.only(SITUATIONS)
    return {situation: part.choice(situation, DECISIONS, USUAL_RULE[situation]) for situation in SITUATIONS}


def randomisation(reading: Reading, schemes: tuple[str, ...]) -> Randomisation:
    part = reading.within("randomisation", reading.raw.get("randomisation") or {})
    part.only(Randomisation.__dataclass_fields__)
    scheme = part.choice("scheme", schemes, schemes[0])
    seed_hash = part.text("seed_hash", required=False)
    if scheme not in ("outside", "none") and not HASH.fullmatch(seed_hash):
        part.refuse("seed_hash", _("The seed is not sealed yet: save the step about chance again."))
    blocks, listed = (part.raw.get(key) or [] for key in ("blocks", "listed"))
    if not all(isinstance(size, int) and not isinstance(size, bool) and 2 <= size <= 100 for size in blocks):
        part.refuse("blocks", _("Write sizes of blocks as whole numbers from 2 to 100, such as 4, 6."))
    codes = [Reading({"listed": code}, reading.problems, part.place).code("listed") for code in listed]
    part.once("listed", codes)
    steps = part.whole("steps", 0, MOST_STEPS, 0) or 0
    if fault := fault_of_list(scheme, codes, steps):
        part.refuse(*fault)
    return Randomisation(scheme, tuple(blocks), tuple(codes), seed_hash, steps)


def fault_of_list(scheme: str, codes: list[str], steps: int) -> tuple[str, str] | None:
    """What is wrong with units that are listed before the draw, and where."""
    if scheme in ("clusters", "wedge") and len(codes) < 2:
        return "listed", _("Write the codes of the places to draw, one on each line.")
    if scheme == "pairs" and (len(codes) < 4 or len(codes) % 2):
        return "listed", _("Write two pairs or more, one on each line: evora; faro")
    if scheme == "wedge" and not 2 <= steps <= len(codes):
        return "steps", _("Write in how many steps the places begin: two at least, and no more than there are places.")
    return None


SAMPLE = {
    "units": (1, 10**10),
    "power": (0, 1),
    "baseline": (-1e15, 1e15),
    "spread": (0, 1e15),
    "exposure": (0, 1e15),
    "crowding": (0, 1e6),
    "levels": (1, 1000),
    "median": (-1e15, 1e15),
    "tenth": (-1e15, 1e15),
    "commonest": (0, 1),
    "per_day": (0, 1e12),
    "dropout": (-1e-9, 1),
}


def redrawing(reading: Reading, design: Any) -> dict[str, int]:
    """How often the lottery is drawn again to judge the effect, and from which seed; nothing for never."""
    part = reading.within("redrawing", reading.raw.get("redrawing") or {})
    part.only(("draws", "seed"))
    draws = part.whole("draws", 1000, 100_000)
    if draws is not None and design.redrawn is None:
        part.refuse("draws", _("The lottery of this design is not drawn again here: choose never."))
    return {} if draws is None else {"draws": draws, "seed": part.whole("seed", 0, 2**31, 1) or 0}


def sample(reading: Reading, design: Any) -> dict[str, float]:
    """How many units are planned, and what was assumed when that was reckoned."""
    part = reading.within("sample", reading.raw.get("sample") or {})
    known = {**dict.fromkeys(design.asks.base_fields, (-1e15, 1e15)), **SAMPLE}
    part.only(known)
    found = {key: part.number(key, low, high) for key, (low, high) in known.items()}
    return {key: value for key, value in found.items() if value is not None}


def check_together(reading: Reading, plan: Plan) -> None:
    """What only the whole plan shows."""
    codes = [outcome.code for outcome in plan.outcomes]
    codes += [one.code for one in (*plan.covariates, *plan.subgroups)]
    reading.once("covariates" if plan.covariates else "outcomes", codes)
    if plan.estimator == "adjusted" and not plan.covariates:
        reading.refuse("estimator", _("Name what is known before the start, or do not adjust."))
    if plan.estimator == "post_stratified" and not (plan.subgroups and plan.design in INDEPENDENT):
        reading.refuse("estimator", _("Name groups looked at apart, and draw units one by one, or do not use them."))
    if plan.correction == "dunnett":
        for fault in faults_of_dunnett(plan):
            reading.refuse("correction", fault)


def faults_of_dunnett(plan: Plan) -> list[str]:
    """Why the effects of this plan cannot be corrected together, and what to choose instead."""
    deciding = [one for one in plan.outcomes if one.role == "primary"]
    faults = {
        _("Dunnett's correction needs units drawn one by one: choose Holm."): plan.design not in JOINT,
        _("Dunnett's correction is for differences, not for margins: choose Holm."): any(one.aim for one in deciding),
        _("Dunnett's correction needs three groups at least: choose none."): len(plan.arms) < 3,
        _("Dunnett's correction needs one deciding outcome: choose Holm."): len(deciding) != 1,
        _("How quantiles of several groups vary together is not known: choose Holm for them."): any(
            one.kind == "quantile" for one in deciding
        ),
    }
    return [fault for fault, is_so in faults.items() if is_so]
