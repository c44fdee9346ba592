"""What a plan of the first version gives: kept as it was, so that signed results are recomputed to the last digit."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.stats.cross_moments import CrossMoments
from labx.stats.interval import Interval
from labx.stats.moments import Moments
from labx.trials.analysis.answers import answer, moments
from labx.trials.analysis.table import Table
from labx.trials.engine.adjustment import adjusted_difference
from labx.trials.engine.adjustment_by_unit import adjusted_difference_by_unit, interacted_difference_by_unit
from labx.trials.engine.balance import covariate_balance, joint_balance
from labx.trials.engine.difference import difference_in_means, relative_difference
from labx.trials.engine.reading import read_interval
from labx.trials.engine.sample_ratio import sample_ratio
from labx.trials.plan.first import FirstPlan

TREATMENT = "tried"
VERSION = 1


@dataclass(frozen=True)
class People:
    """One row a person: whether in the tried arm, and each variable with NaN where it was not measured."""

    is_tried: NDArray[np.bool_]
    variables: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.is_tried)

    def complete(self, codes: tuple[str, ...]) -> NDArray[np.bool_]:
        """Who has all of these variables."""
        known = np.ones(len(self), dtype=bool)
        for code in codes:
            known &= np.isfinite(self.variables[code])
        return known

    def digest(self) -> str:
        """SHA-256 of the rows, whatever their order: arm, then each variable by name, as little-endian doubles."""
        columns = [
            self.is_tried.astype("<f8"),
            *(self.variables[code].astype("<f8") for code in sorted(self.variables)),
        ]
        table = np.column_stack(columns)
        table[np.isnan(table)] = np.nan
        table += 0.0
        ordered = table[np.lexsort(table.T[::-1])]
        return hashlib.sha256(
            "\n".join(sorted(self.variables)).encode() + np.ascontiguousarray(ordered).tobytes()
        ).hexdigest()

    def sorted(self) -> "People":
        """The same people in the one order in which sums are made, so that equal data give equal digits."""
        codes = sorted(self.variables)
        order = np.lexsort([*(self.variables[code] for code in reversed(codes)), self.is_tried])
        return People(self.is_tried[order], {code: self.variables[code][order] for code in codes})


def analyse_first(plan: FirstPlan, table: Table) -> dict[str, Any]:
    """Run the plan; every part is an answer or says why there is none."""
    people = People(table.arms == 1, {code: table.numbers[code] for code in plan.variables}).sorted()
    measured = people.complete((plan.outcome,))
    tried = people.variables[plan.outcome][measured & people.is_tried]
    comparison = people.variables[plan.outcome][measured & ~people.is_tried]
    result = {
        "version": VERSION,
        "data_digest": people.digest(),
        "groups": [
            group(plan.tried_arm, people.is_tried, tried),
            group(plan.comparison_arm, ~people.is_tried, comparison),
        ],
        "primary": answer(lambda: difference(plan, tried, comparison)),
        "relative": answer(lambda: relative(plan, tried, comparison)),
        "pooled": answer(lambda: pooled(plan, people, measured)),
        "adjusted": adjusted(plan, people) if plan.covariates else None,
        "balance": balance(plan, people),
        "share_check": answer(lambda: share_check(plan, people)) if plan.tried_share is not None else None,
    }
    return {**result, "reading": reading(plan, result["primary"])}


def group(code: str, members: NDArray[np.bool_], outcomes: NDArray[np.float64]) -> dict[str, Any]:
    known = Moments.of(outcomes) if len(outcomes) else None
    return {
        "arm": code,
        "people": int(members.sum()),
        "measured": len(outcomes),
        "mean": known.mean if known else None,
        "sd": known.standard_deviation if known and known.count > 1 else None,
    }


def difference(plan: FirstPlan, tried: NDArray[np.float64], comparison: NDArray[np.float64]) -> Any:
    return difference_in_means(moments(tried), moments(comparison), confidence=plan.confidence)


def relative(plan: FirstPlan, tried: NDArray[np.float64], comparison: NDArray[np.float64]) -> Any:
    return relative_difference(moments(tried), moments(comparison), confidence=plan.confidence)


def pooled(plan: FirstPlan, people: People, measured: NDArray[np.bool_]) -> Any:
    """Least squares without covariates: the classical standard error, for comparison with published tables."""
    columns = np.column_stack([people.variables[plan.outcome], people.is_tried])[measured]
    crossed = CrossMoments.of(columns, names=(plan.outcome, TREATMENT))
    return adjusted_difference(
        crossed, outcome=plan.outcome, treatment=TREATMENT, covariates=(), confidence=plan.confidence
    )


def adjusted(plan: FirstPlan, people: People) -> dict[str, Any]:
    """Regression-adjusted effects among people with every covariate: classical, robust (HC2), and interacted (Lin)."""
    codes = tuple(code for code, _label in plan.covariates)
    known = people.complete(plan.variables)
    outcome, is_tried = people.variables[plan.outcome][known], people.is_tried[known]
    covariates = np.column_stack([people.variables[code][known] for code in codes])
    options = {"names": codes, "confidence": plan.confidence}

    def classical() -> Any:
        columns = np.column_stack([outcome, is_tried, covariates])
        crossed = CrossMoments.of(columns, names=(plan.outcome, TREATMENT, *codes))
        return adjusted_difference(
            crossed, outcome=plan.outcome, treatment=TREATMENT, covariates=codes, confidence=plan.confidence
        )

    return {
        "people": int(known.sum()),
        "classical": answer(classical),
        "robust": answer(lambda: adjusted_difference_by_unit(outcome, is_tried, covariates, **options)),
        "interacted": answer(lambda: interacted_difference_by_unit(outcome, is_tried, covariates, **options)),
    }


def balance(plan: FirstPlan, people: People) -> dict[str, Any] | None:
    """How alike the groups were in what was known before the start."""
    if not plan.covariates:
        return None
    codes = tuple(code for code, _label in plan.covariates)

    def one(code: str) -> dict[str, Any]:
        known = people.complete((code,))
        values = people.variables[code]
        return answer(
            lambda: covariate_balance(
                moments(values[known & people.is_tried]), moments(values[known & ~people.is_tried])
            )
        )

    def joint() -> Any:
        known = people.complete(codes)
        table = np.column_stack([people.variables[code] for code in codes])
        arms = [table[known & members] for members in (people.is_tried, ~people.is_tried)]
        return joint_balance(*(CrossMoments.of(arm, names=codes) for arm in arms))

    return {"covariates": [{"code": code, **one(code)} for code in codes], "joint": answer(joint)}


def share_check(plan: FirstPlan, people: People) -> Any:
    """Whether the groups have the sizes the plan's lottery would give."""
    tried = int(people.is_tried.sum())
    share = plan.tried_share
    return sample_ratio([tried, len(people) - tried], [share, 1 - share])


def reading(plan: FirstPlan, primary: dict[str, Any]) -> str | None:
    """The sentence the interval allows, chosen by rule; none where there is no interval."""
    if "cannot" in primary:
        return None
    return str(read_interval(Interval(**primary["interval"]), better=plan.better, minimum_worthwhile=plan.worthwhile))
