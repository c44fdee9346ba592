"""The test and the interval that follow from the draw alone."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, require_open_share, require_whole, vector
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.permutation.draws import Draw

# From a treatment to one weight a unit: the effect is the weighted sum of the outcomes. The weights add up to 0.
Weigh = Callable[[FloatArray], FloatArray]

# Differences that are equal but for rounding count as equal.
ROUNDING = 1e-9
DRAWS_A_BATCH = 250


@dataclass(frozen=True, slots=True)
class RedrawnEffect:
    """Effect with the p-value and interval that rest on nothing but how the arms were drawn.

    `p_value` is two-sided: the share of assignments whose effect lies at least as far from 0. `draws` counts them. No
    interval follows where the effect is no weighted sum of outcomes.
    """

    estimate: float
    interval: Interval | None
    p_value: float
    draws: int

    @property
    def error(self) -> float:
        """Standard error that the number of draws leaves in the p-value."""
        return math.sqrt(self.p_value * (1 - self.p_value) / self.draws)


def redrawn_effect(
    outcome: ArrayLike,
    treatment: ArrayLike,
    *,
    draw: Draw,
    weigh: Weigh,
    draws: int,
    seed: int,
    confidence: float,
    over: ArrayLike | None = None,
    workers: int = 2,
) -> RedrawnEffect:
    """Effect judged by drawing the assignment again, many times, as the design drew it.

    The interval holds every constant effect that the test would not reject. As the effect is a weighted sum of the
    outcomes, each draw says from which constant effect on it is less extreme than what was seen: the ends of the
    interval are order statistics of those values, with no search.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        treatment: treatment of each unit as it was, shape `(n_units,)`; 1 in the tried arm and 0 in the other, or a
            share of treatment.
        draw: another assignment from a generator, as `complete`, `blocked`, `clustered` or `whole_rows` make.
        weigh: from a treatment to weights that add up to 0 and give 1 when summed over the treatment, as
            `weigh_means` or `weigh_within` make; with `over`, these sums are made of the weights times `over`, as
            `weigh_ratios` makes them.
        draws: number of assignments drawn, 1 or more; 10,000 makes the p-value right to about 0.004.
        seed: start of the random numbers, 0 or more; the same seed gives the same answer for any `workers`.
        confidence: share of such intervals that hold the true effect, between 0 and 1.
        over: what each unit's outcome is divided by, shape `(n_units,)`: calls, days. The effect is then the same for
            each of these. None where each unit counts once.
        workers: threads that draw at the same time.

    Returns:
        The effect in the unit of the outcome, its interval, the two-sided p-value (the real assignment counts as one of
        the draws) and the number of draws.

    Raises:
        CannotEstimate: so few different assignments are possible that no effect can be rejected.
        ValueError: lengths differ or an argument lies outside its range.

    Assumes:
        The draw is the one that was used, and no unit's outcome depends on another's treatment. The interval assumes
        the same effect on every unit; the p-value tests that there is no effect on anyone.

    Source:
        Fisher (1935), The Design of Experiments; Rosenbaum (2002), Observational Studies, sections 2.5 and 2.6;
        Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), for the p-value.

    Checked against:
        scipy 1.17 `permutation_test` (exact, and both limits of the interval shifted back); simulated coverage.

    Examples:
        >>> from labx.trials.engine.permutation.draws import complete
        >>> tried = [1, 1, 1, 1, 0, 0, 0, 0]
        >>> answer = redrawn_effect([8, 7, 9, 6, 1, 2, 4, 3], tried, draw=complete(tried), weigh=weigh_means,
        ...                         draws=2000, seed=1, confidence=0.9)
        >>> answer.estimate, answer.p_value < 0.05, answer.interval.contains(5)
        (5.0, True, True)
    """
    require_whole("draws", draws, least=1)
    observed = _Observed.of(outcome, treatment, weigh, over)
    batches = [min(DRAWS_A_BATCH, draws - start) for start in range(0, draws, DRAWS_A_BATCH)]
    seeds = np.random.SeedSequence(seed).spawn(len(batches))

    def effects_of(batch: int) -> FloatArray:
        random = np.random.default_rng(seeds[batch])
        return np.stack([observed.under(draw(random)) for _ in range(batches[batch])])

    with ThreadPoolExecutor(workers) as pool:
        effects = np.concatenate(list(pool.map(effects_of, range(len(batches)))))
    return observed.judged(effects, itself=1, confidence=confidence)


def enumerated_effect(
    outcome: ArrayLike, treatment: ArrayLike, *, assignments: ArrayLike, weigh: Weigh, confidence: float
) -> RedrawnEffect:
    """Effect judged against every assignment that the design could have drawn: exact, for small trials.

    Args:
        outcome: one number a unit, shape `(n_units,)`.
        treatment: treatment of each unit as it was, shape `(n_units,)`.
        assignments: every equally likely assignment, the real one among them, shape `(n_assignments, n_units)`.
        weigh: as for `redrawn_effect`.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        As `redrawn_effect`, without any chance in it.

    Raises:
        CannotEstimate: there are too few assignments to reject anything: 1 / their number is not below 1 - confidence.
        ValueError: lengths differ.

    Assumes:
        As `redrawn_effect`.

    Source:
        As `redrawn_effect`.

    Checked against:
        scipy 1.17 `permutation_test(n_resamples=inf)`.

    Examples:
        >>> every = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]]
        >>> answer = enumerated_effect([7, 8, 1, 2], every[0], assignments=every, weigh=weigh_means, confidence=0.6)
        >>> answer.estimate, round(answer.p_value, 4)
        (6.0, 0.3333)
    """
    observed = _Observed.of(outcome, treatment, weigh, None)
    effects = np.stack([observed.under(row) for row in np.asarray(assignments, dtype=np.float64)])
    return observed.judged(effects, itself=0, confidence=confidence)


def weigh_means(treatment: FloatArray) -> FloatArray:
    """Return the weights of the difference between the means of the two arms (treatment 1 and 0)."""
    tried = float(treatment.sum())
    if tried in (0, len(treatment)):
        raise CannotEstimate(
            "The arms cannot be compared.",
            "All units are in the same arm.",
            "Check the column that says who was in which arm.",
        )
    others = len(treatment) - tried
    return treatment * (1 / tried + 1 / others) - 1 / others


def weigh_within(groups: FloatArray) -> Weigh:
    """Return the weights of the effect among units alike in some columns, by least squares.

    Args:
        groups: columns to hold fixed (a constant among them, or groups that add up to one), `(n_units, n_columns)`.

    Returns:
        Function from a treatment to weights.

    Raises:
        CannotEstimate: the columns leave nothing of the treatment to compare.

    Assumes:
        As least squares with these columns: strata, periods, clusters or covariates known before.

    Source:
        Frisch and Waugh (1933), Econometrica 1(4), pp. 387-401; Lovell (1963).

    Checked against:
        statsmodels 0.15 `OLS`.

    Examples:
        >>> weigh_within(np.ones((4, 1)))(np.array([1.0, 1.0, 0.0, 0.0])).round(6).tolist()
        [0.5, 0.5, -0.5, -0.5]
    """
    left, sizes, _ = np.linalg.svd(groups, full_matrices=False)
    basis = left[:, sizes > ROUNDING * sizes[0]]

    def weigh(treatment: FloatArray) -> FloatArray:
        rest = treatment - basis @ (basis.T @ treatment)
        remaining = float(rest @ rest)
        if remaining < ROUNDING * len(treatment):
            raise CannotEstimate(
                "The arms cannot be compared.",
                "Within the groups that are compared everyone had the same treatment.",
                "Check the columns that say who was in which arm and in which group.",
            )
        return rest / remaining

    return weigh


@dataclass(frozen=True, slots=True)
class _Observed:
    """Outcomes and treatments side by side, and the effect of the real assignment."""

    columns: FloatArray
    weigh: Weigh
    estimate: float

    @classmethod
    def of(cls, outcome: ArrayLike, treatment: ArrayLike, weigh: Weigh, over: ArrayLike | None) -> "_Observed":
        values, treated = vector("outcome", outcome), vector("treatment", treatment)
        below = np.ones(len(values)) if over is None else vector("over", over)
        if len(values) != len(treated):
            raise ValueError(f"There are {len(values)} outcomes and {len(treated)} treatments. Give each unit both.")
        if len(values) != len(below):
            raise ValueError(f"There are {len(values)} outcomes and {len(below)} numbers to divide by. Give one each.")
        # The weights add up to 0, so the mean may go: large means keep their digits.
        middle = values.mean() if over is None else float(values.sum()) / float(below.sum()) * below
        columns = np.stack([values - middle, treated * below])
        return cls(columns, weigh, float(np.einsum("i,i->", weigh(treated), columns[0])))

    def under(self, assignment: FloatArray) -> FloatArray:
        """Effect on the outcomes, and on the real treatment, of another assignment."""
        return np.asarray(np.einsum("ji,i->j", self.columns, self.weigh(assignment)))

    def judged(self, effects: FloatArray, *, itself: int, confidence: float) -> RedrawnEffect:
        require_open_share("confidence", confidence)
        size = abs(self.estimate)
        total = len(effects) + itself
        as_far = int(np.count_nonzero(np.abs(effects[:, 0]) >= size * (1 - ROUNDING))) + itself
        lower, upper = self._reach(effects)
        # An effect is rejected when at most this many draws are as extreme.
        needed = math.floor((1 - confidence) * total * (1 + ROUNDING)) - itself + 1
        ends = (np.sort(lower)[needed - 1], np.sort(upper)[-needed]) if needed > 0 else (-math.inf, math.inf)
        if not (math.isfinite(ends[0]) and math.isfinite(ends[1])):
            raise CannotEstimate(
                "No interval follows from drawing the assignment again.",
                "Too few different assignments are possible to reject anything with this confidence.",
                "Use more clusters or units, or report the p-value alone.",
            )
        return RedrawnEffect(
            estimate=self.estimate,
            interval=Interval(float(ends[0]), float(ends[1]), confidence),
            p_value=as_far / total,
            draws=len(effects),
        )

    def _reach(self, effects: FloatArray) -> tuple[FloatArray, FloatArray]:
        """From which to which constant effect each draw is at least as extreme as the real assignment.

        With effect t taken away the draw shows a - t c and the real assignment shows T - t; they are equally far from
        0 at (T - a) / (1 - c) and at (T + a) / (1 + c). A draw with |c| of 1 or more never becomes less extreme.
        """
        on_outcome, on_treatment = effects[:, 0], effects[:, 1]
        ends = np.full((2, len(effects)), [[-math.inf], [math.inf]])
        crosses = np.abs(on_treatment) < 1 - ROUNDING
        a, c = on_outcome[crosses], on_treatment[crosses]
        roots = np.stack([(self.estimate - a) / (1 - c), (self.estimate + a) / (1 + c)])
        ends[:, crosses] = np.sort(roots, axis=0)
        return ends[0], ends[1]
