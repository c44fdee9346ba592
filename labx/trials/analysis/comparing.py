"""Tried arms against the comparison, outcome by outcome: what every design with arms shares."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.analysis import jointly, post_strata
from labx.trials.analysis.answers import answer, moments
from labx.trials.analysis.equity import in_groups, is_small
from labx.trials.analysis.table import Table
from labx.trials.engine.adjustment_by_unit import interacted_difference_by_unit
from labx.trials.engine.balance import covariate_balance, joint_balance
from labx.trials.engine.multiplicity import benjamini_hochberg, holm
from labx.trials.engine.reading import Reading, read_interval
from labx.trials.engine.sample_ratio import sample_ratio
from labx.trials.engine.subgroups import interaction_test
from labx.trials.kinds.declare import Kind
from labx.trials.kinds.linear import tested
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome, Plan, Subgroup
from labx.trials.telling.verdicts import SITUATION_OF

Effects = list[dict[str, Any]]
Estimate = Callable[[Kind, Outcome, Table, int], Any]
By = Callable[[Plan], Estimate]
Kinds = Callable[[Outcome], Kind]
P_VALUES = {"holm": holm, "benjamini_hochberg": benjamini_hochberg}


def effects(
    plan: Plan, table: Table, by: By | None = None, kinds: Kinds = kind_of, shared: jointly.Shared | None = None
) -> Effects:
    """One entry for each outcome and tried arm. `by(plan)` gives what replaces the kind's own way of estimating.

    `kinds` gives the kind of an outcome; a design whose units are not independent replaces its functions there.
    `shared` says what two effects have in common through the comparison, where that is not as units drawn one by one.
    """
    by = by or by_plan
    estimate, found = by(plan), []
    for outcome in plan.outcomes:
        kind = kinds(outcome)
        for place, arm in enumerate(plan.tried, start=1):
            found.append(
                {
                    "outcome": outcome.code,
                    "arm": arm.code,
                    "role": outcome.role,
                    "answer": answer(lambda: estimate(kind, outcome, table, place)),  # noqa: B023
                    "relative": relative(plan, kind, outcome, table, place),
                    "margin": margin(plan, kind, outcome, table, place, estimate),
                    **beside(plan, kind, outcome, table, place),
                }
            )
    if plan.correction == "dunnett":
        again = partial(at_confidence, plan, table, by, kinds)
        return read(plan, jointly.corrected(plan, table, found, shared or jointly.shared_by_plan, again))
    return read(plan, corrected(plan, found))


def at_confidence(plan: Plan, table: Table, by: By, kinds: Kinds, place: int, confidence: float) -> Any:
    """The primary effect of one tried arm, estimated as the plan says but with another confidence."""
    at = replace(plan, confidence=confidence)
    return by(at)(kinds(plan.primary), plan.primary, table, place)


def pair(kind: Kind, outcome: Outcome, table: Table, place: int) -> tuple[Table, Table]:
    """The rows of a tried arm and of the comparison in which the outcome is known."""
    known = kind.of(outcome, table)
    return known.arm(place), known.arm(0)


def by_plan(plan: Plan) -> Estimate:
    """How this plan estimates: the kind's own comparison, or adjusted for what was known before."""

    def difference(kind: Kind, outcome: Outcome, table: Table, place: int) -> Any:
        return kind.effect(outcome, *pair(kind, outcome, table, place), plan.confidence)

    def adjusted(kind: Kind, outcome: Outcome, table: Table, place: int) -> Any:
        return adjusted_effect(plan, kind, outcome, table, place)

    def stratified(kind: Kind, outcome: Outcome, table: Table, place: int) -> Any:
        return post_strata.within_subgroups(plan, kind, outcome, table, place)

    return {"difference": difference, "adjusted": adjusted, "post_stratified": stratified}[plan.estimator]


def require_mean(kind: Kind, outcome: Outcome) -> None:
    """Refuse to adjust what is not compared by the mean of one number a unit."""
    if not kind.is_by_unit:
        raise CannotEstimate(
            "“{outcome}” cannot be adjusted for what was known before.",
            "Its comparison is not one of means.",
            "Read the difference as it is.",
            outcome=outcome.label,
        )


def adjusted_effect(plan: Plan, kind: Kind, outcome: Outcome, table: Table, place: int) -> Any:
    """Adjusted within each group for every covariate (Lin), among units that have them all."""
    require_mean(kind, outcome)
    codes = tuple(covariate.code for covariate in plan.covariates)
    known = kind.of(outcome, table).complete(*codes)
    both = known.where((known.arms == place) | (known.arms == 0))
    return interacted_difference_by_unit(
        values_of(outcome, both), both.arms == place, both.matrix(*codes), names=codes, confidence=plan.confidence
    )


def relative(plan: Plan, kind: Kind, outcome: Outcome, table: Table, place: int) -> dict[str, Any] | None:
    if kind.relative is None:
        return None
    return answer(lambda: kind.relative(outcome, *pair(kind, outcome, table, place), plan.confidence))


def margin(
    plan: Plan, kind: Kind, outcome: Outcome, table: Table, place: int, estimate: Estimate
) -> dict[str, Any] | None:
    """Whether the outcome is shown to be not worse by its margin, where the plan fixed one.

    Where the margin decides, it is held against the effect as the plan estimates it.
    """
    if kind.margin is None or outcome.margin is None:
        return None
    if outcome.aim and plan.estimator != "difference":
        return answer(lambda: tested(outcome, estimate(kind, outcome, table, place), plan.confidence))
    return answer(lambda: kind.margin(outcome, *pair(kind, outcome, table, place), plan.confidence))


def beside(plan: Plan, kind: Kind, outcome: Outcome, table: Table, place: int) -> dict[str, Any]:
    """Other readings of the same effect, where the kind has some; plans of before do not know them."""
    if not plan.extent or not kind.beside:
        return {}
    rows = pair(kind, outcome, table, place)
    ways = kind.beside.items()
    return {"beside": {name: answer(lambda: way(outcome, *rows, plan.confidence)) for name, way in ways}}  # noqa: B023


def read(plan: Plan, found: Effects) -> Effects:
    """What each interval allows to be said, chosen by rule; nothing where there is no interval."""
    return [{**one, "reading": reading(plan, one)} for one in found]


def reading(plan: Plan, entry: Mapping[str, Any]) -> str | None:
    if "cannot" in entry["answer"]:
        return None
    outcome = plan.outcome(entry["outcome"])
    interval = Interval(**entry.get("corrected", entry["answer"])["interval"])
    said = read_interval(interval, better=outcome.better, minimum_worthwhile=outcome.worthwhile)
    # Several comparisons: what the corrected p-value does not show is not said to be shown.
    if entry.get("corrected_p", 0) > 1 - plan.confidence and SITUATION_OF[said] not in ("unclear", "too_little"):
        return str(Reading.UNCLEAR)
    return str(said)


def corrected(plan: Plan, found: Effects) -> Effects:
    """The effects that decide, corrected for how many they are by their p-values."""
    family = [one for one in found if one["role"] == "primary" and "p_value" in one["answer"]]
    if plan.correction in P_VALUES and family:
        p_values = P_VALUES[plan.correction]([deciding_p(plan, one) for one in family])
        for one, p_value in zip(family, p_values, strict=True):
            one["corrected_p"] = float(p_value)
            if is_of_margin(plan, one):
                one["margin"]["is_shown"] = bool(p_value <= 1 - plan.confidence)
    return found


def is_of_margin(plan: Plan, entry: Mapping[str, Any]) -> bool:
    """Whether it is the margin that decides here, and could be tested."""
    return bool(plan.outcome(entry["outcome"]).aim) and "p_value" in (entry["margin"] or {})


def deciding_p(plan: Plan, entry: Mapping[str, Any]) -> float:
    """The p-value that the plan decides by, as one of two sides; against a margin there may be but one."""
    if not is_of_margin(plan, entry):
        return float(entry["answer"]["p_value"])
    return of_margin(plan.outcome(entry["outcome"]), float(entry["margin"]["p_value"]))


def of_margin(outcome: Outcome, p_value: float) -> float:
    """The p-value against its margin, as one of two sides."""
    return min(1.0, p_value if outcome.aim == "alike" else 2 * p_value)


def methods(plan: Plan, table: Table) -> list[dict[str, Any]]:
    """Other ways of estimating the primary outcome, printed beside the plan's own to show what hangs on the method."""
    if not plan.covariates and plan.estimator == "difference":
        return []
    outcome, kind = plan.primary, kind_of(plan.primary)
    other = "adjusted" if plan.estimator == "difference" else "difference"
    ways: dict[str, Estimate] = {
        "adjusted": lambda *given: adjusted_effect(plan, *given),
        "difference": lambda kind, outcome, table, place: kind.effect(
            outcome, *pair(kind, outcome, table, place), plan.confidence
        ),
    }
    return [
        {
            "method": other,
            "outcome": outcome.code,
            "arm": arm.code,
            "answer": answer(lambda: ways[other](kind, outcome, table, place)),  # noqa: B023
        }
        for place, arm in enumerate(plan.tried, start=1)
    ]


def subgroups(plan: Plan, table: Table, kinds: Kinds = kind_of) -> list[dict[str, Any]]:
    """The primary effect in every subgroup that the plan named, and whether it differs between them."""
    return [
        {
            **in_subgroup(plan, subgroup, table, arm.code, place, kinds(plan.primary)),
            **(in_groups(plan, subgroup, table, place, kinds) if plan.harm else {}),
        }
        for subgroup in plan.subgroups
        for place, arm in enumerate(plan.tried, start=1)
    ]


def in_subgroup(plan: Plan, subgroup: Subgroup, table: Table, arm: str, place: int, kind: Kind) -> dict[str, Any]:
    outcome = plan.primary
    entries, comparable = [], []
    for code, _label in subgroup.values:
        rows = pair(kind, outcome, table.where(table.codes[subgroup.code] == code), place)
        entry: dict[str, Any] = {"value": code, "is_small": is_small(*rows)}
        if not entry["is_small"]:
            entry["units"] = [len(one) for one in rows]
            entry["answer"] = answer(lambda: kind.effect(outcome, *rows, plan.confidence))  # noqa: B023
            comparable.append(rows)
        entries.append(entry)
    return {
        "subgroup": subgroup.code,
        "arm": arm,
        "values": entries,
        "interaction": answer(lambda: interaction(kind, outcome, comparable, plan.confidence)),
        "worst": worst(outcome, entries),
    }


def interaction(kind: Kind, outcome: Outcome, comparable: list[tuple[Table, Table]], confidence: float) -> Any:
    return interaction_test([kind.linear(outcome, *rows, confidence) for rows in comparable])


def worst(outcome: Outcome, entries: list[dict[str, Any]]) -> str | None:
    """The subgroup in which the change did least good, or most harm."""
    shown = [entry for entry in entries if "estimate" in entry.get("answer", {})]
    if len(shown) < 2:
        return None
    sign = 1 if outcome.better == "higher" else -1
    found: str = min(shown, key=lambda entry: sign * entry["answer"]["estimate"])["value"]
    return found


def share_check(plan: Plan, counts: list[int] | None) -> dict[str, Any] | None:
    """Whether the arms have the sizes that the plan's lottery would give, counted in what it drew."""
    shares = [arm.share for arm in plan.arms]
    if None in shares or counts is None:
        return None
    return answer(lambda: sample_ratio(counts, shares))


def balance(plan: Plan, table: Table) -> list[dict[str, Any]]:
    """How alike each tried arm and the comparison were in what was known before the start."""
    if not plan.covariates:
        return []
    return [{"arm": arm.code, **balance_of(plan, table, place)} for place, arm in enumerate(plan.tried, start=1)]


def balance_of(plan: Plan, table: Table, place: int) -> dict[str, Any]:
    codes = tuple(covariate.code for covariate in plan.covariates)

    def one(code: str) -> dict[str, Any]:
        known = table.complete(code)
        sides = [known.arm(side).numbers[code] for side in (place, 0)]
        return answer(lambda: covariate_balance(*(moments(side) for side in sides)))

    def joint() -> Any:
        known = table.complete(*codes)
        return joint_balance(*(CrossMoments.of(known.arm(side).matrix(*codes), names=codes) for side in (place, 0)))

    return {"covariates": [{"code": code, **one(code)} for code in codes], "joint": answer(joint)}
