"""Effects of many assignments at once, for drawing a lottery again to judge what is no difference of means."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from labx.stats.checks import FloatArray, require_open_share, require_positive, require_whole, vector
from labx.trials.engine.outcomes.survival import Times
from labx.trials.engine.permutation.draws import Draw
from labx.trials.engine.permutation.redrawing import ROUNDING, RedrawnEffect

# From assignments, one a row, shape `(n_draws, n_units)`, to one effect each.
Statistic = Callable[[FloatArray], FloatArray]
# So many numbers are held at once.
CELLS = 1_000_000


def redrawn_statistic(
    treatment: ArrayLike, *, draw: Draw, statistic: Statistic, draws: int, seed: int, workers: int = 2
) -> RedrawnEffect:
    """Effect of any kind judged by drawing the assignment again, many times, as the design drew it.

    Args:
        treatment: treatment of each unit as it was, 1 or 0, shape `(n_units,)`.
        draw: another assignment from a generator, as `complete`, `blocked` or `clustered` make.
        statistic: from assignments to their effects, as `ranks_drawn`, `quantiles_drawn` or `mean_times_drawn` make.
        draws: number of assignments drawn, 1 or more.
        seed: start of the random numbers, 0 or more; the same seed gives the same answer for any `workers`.
        workers: threads that draw at the same time.

    Returns:
        The effect, the two-sided p-value (the real assignment counts as one of the draws), the number of draws; no
        interval.

    Raises:
        CannotEstimate: as the statistic.
        ValueError: an argument lies outside its range.

    Assumes:
        The draw is the one that was used, and no unit's outcome depends on another's treatment. It tests that nobody's
        outcome, nor whether it was seen, hangs on the treatment.

    Source:
        Fisher (1935), The Design of Experiments; Phipson and Smyth (2010), Statistical Applications in Genetics and
        Molecular Biology 9(1), for the p-value.

    Checked against:
        scipy 1.17 `permutation_test` with the same statistics.

    Examples:
        >>> from labx.trials.engine.permutation.draws import complete
        >>> tried = [1, 1, 1, 1, 0, 0, 0, 0]
        >>> found = redrawn_statistic(tried, draw=complete(tried), statistic=ranks_drawn([8, 7, 9, 6, 1, 2, 4, 3]),
        ...                           draws=2000, seed=1)
        >>> found.estimate, found.p_value < 0.05
        (1.0, True)
    """
    require_whole("draws", draws, least=1)
    treated = vector("treatment", treatment)
    size = max(1, CELLS // len(treated))
    batches = [min(size, draws - start) for start in range(0, draws, size)]
    seeds = np.random.SeedSequence(seed).spawn(len(batches))
    estimate = float(statistic(treated[np.newaxis])[0])

    def effects_of(batch: int) -> FloatArray:
        random = np.random.default_rng(seeds[batch])
        return statistic(np.stack([draw(random) for _ in range(batches[batch])]))

    with ThreadPoolExecutor(workers) as pool:
        effects = np.concatenate(list(pool.map(effects_of, range(len(batches)))))
    as_far = int(np.count_nonzero(np.abs(effects) >= abs(estimate) * (1 - ROUNDING))) + 1
    return RedrawnEffect(estimate=estimate, interval=None, p_value=as_far / (draws + 1), draws=draws)


def means_drawn(values: ArrayLike) -> Statistic:
    """Difference of the means of a number, for many assignments.

    Args:
        values: one number a unit, shape `(n_units,)`; missing values are refused.

    Returns:
        Function from assignments to differences.

    Raises:
        CannotEstimate: a value is missing, or there is none.

    Assumes:
        Both arms have somebody in every assignment.

    Source:
        Fisher (1935), The Design of Experiments.

    Checked against:
        Hand arithmetic.

    Examples:
        >>> means_drawn([4, 2, 1, 1])(np.array([[1.0, 1, 0, 0], [1, 0, 1, 0]])).tolist()
        [2.0, 1.0]
    """
    numbers = vector("values", values)
    numbers = numbers - numbers.mean()

    def difference(assigned: FloatArray) -> FloatArray:
        tried = assigned.sum(axis=1)
        above = np.einsum("ij,j->i", assigned, numbers)
        return np.asarray(above / tried + above / (assigned.shape[1] - tried), dtype=np.float64)

    return difference


def ranks_drawn(values: ArrayLike) -> Statistic:
    """Part of pairs across the arms in which the tried one is higher less the part in which it is lower.

    Args:
        values: one number a unit, of which only the order counts, shape `(n_units,)`; missing values are refused.

    Returns:
        Function from assignments to such differences, twice those of `superiority`.

    Raises:
        CannotEstimate: a value is missing, or there is none.

    Assumes:
        As `means_drawn`.

    Source:
        Wilcoxon (1945), Biometrics Bulletin 1(6), pp. 80-83: the mean rank of an arm says how often it is higher.

    Checked against:
        `superiority`; scipy 1.17 `mannwhitneyu` for its statistic.

    Examples:
        >>> ranks_drawn([5, 4, 4, 1])(np.array([[1.0, 1, 0, 0]])).tolist()
        [0.75]
    """
    numbers = vector("values", values)
    return means_drawn(2 * rankdata(numbers) / len(numbers))


def quantiles_drawn(values: ArrayLike, *, share: float) -> Statistic:
    """Difference of a quantile, for many assignments.

    Args:
        values: one number a unit, shape `(n_units,)`; missing values are refused.
        share: share of units below the quantile, between 0 and 1.

    Returns:
        Function from assignments, all with as many tried units, to differences of median-unbiased quantiles.

    Raises:
        CannotEstimate: a value is missing, or there is none.
        ValueError: share lies outside 0 to 1.

    Assumes:
        Every assignment has as many tried units as the first.

    Source:
        Hyndman and Fan (1996), American Statistician 50(4), pp. 361-365, definition 8.

    Checked against:
        numpy 2.4 `quantile(method="median_unbiased")` of each arm.

    Examples:
        >>> quantiles_drawn([1, 5, 2, 9, 4, 3], share=0.5)(np.array([[0.0, 1, 0, 1, 1, 0]])).tolist()
        [3.0]
    """
    require_open_share("share", share)
    numbers = vector("values", values)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]

    def difference(assigned: FloatArray) -> FloatArray:
        is_tried = assigned[:, order] == 1
        return _quantile_of(ordered, is_tried, share) - _quantile_of(ordered, ~is_tried, share)

    return difference


def mean_times_drawn(times: ArrayLike, happened: ArrayLike, *, horizon: float) -> Statistic:
    """Difference of mean times up to a horizon, some of them cut off, for many assignments.

    Args:
        times: time until it happened, or until nobody looked any more, 0 or more, shape `(n_units,)`.
        happened: 1 where it happened then, 0 where it had not, shape `(n_units,)`.
        horizon: time up to which is counted, above 0.

    Returns:
        Function from assignments to the differences of `difference_of_restricted_means`. An arm that an assignment
        leaves without anyone followed up to the horizon keeps its last share until there.

    Raises:
        ValueError: lengths differ, a mark is not 0 or 1, or a time or the horizon is below 0.

    Assumes:
        Whether and when a time was cut off does not hang on the treatment.

    Source:
        Horiguchi and Uno (2020), On permutation tests for comparing restricted mean survival time with small sample
        from randomized trials, Statistics in Medicine 39(20), pp. 2655-2670.

    Checked against:
        `difference_of_restricted_means` of each assignment.

    Examples:
        >>> assigned = np.array([[1.0, 1, 0, 0]])
        >>> mean_times_drawn([1, 3, 2, 6], [1, 1, 1, 0], horizon=4)(assigned).tolist()
        [-1.0]
    """
    require_positive("horizon", horizon)
    Times.of(times, happened)  # refuses what is no time or mark in the words of all times
    until, marks = np.asarray(times, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    # Of those who end at one time, those to whom it happened come first.
    order = np.lexsort([-marks, until])
    steps, events = np.minimum(until[order], horizon), marks[order] * (until[order] < horizon)
    widths = np.diff(np.append(steps, horizon))

    def mean(arm: FloatArray) -> FloatArray:
        at_risk = arm[:, ::-1].cumsum(axis=1)[:, ::-1]
        staying = np.cumprod(1 - arm * events / np.maximum(at_risk, 1), axis=1)
        return np.asarray(steps[0] + np.einsum("ij,j->i", staying, widths), dtype=np.float64)

    def difference(assigned: FloatArray) -> FloatArray:
        arm = assigned[:, order]
        return mean(arm) - mean(1 - arm)

    return difference


def within_strata(stratum: ArrayLike, statistics: Callable[[NDArray[np.intp]], Statistic]) -> Statistic:
    """Effects within strata, each stratum counting by its number of units, for many assignments.

    Args:
        stratum: code of the stratum of each unit, shape `(n_units,)`.
        statistics: from the places of a stratum's units to their statistic.

    Returns:
        Function from assignments of all units to weighted effects.

    Raises:
        CannotEstimate: as the statistics.

    Assumes:
        Units drawn within strata.

    Source:
        Imbens and Rubin (2015), Causal Inference for Statistics, Social, and Biomedical Sciences, section 9.4.

    Checked against:
        `weigh_strata` for means.

    Examples:
        >>> values = np.array([4.0, 1, 2, 2])
        >>> effect = within_strata(["a", "a", "b", "b"], lambda places: means_drawn(values[places]))
        >>> effect(np.array([[1.0, 0, 1, 0]])).tolist()
        [1.5]
    """
    where = np.unique(np.asarray(stratum), return_inverse=True)[1]
    places = [np.flatnonzero(where == one) for one in range(int(where.max()) + 1)]
    parts = [(own, len(own) / len(where), statistics(own)) for own in places]

    def effect(assigned: FloatArray) -> FloatArray:
        return np.asarray(sum(share * of(assigned[:, own]) for own, share, of in parts), dtype=np.float64)

    return effect


def _quantile_of(ordered: FloatArray, members: NDArray[np.bool_], share: float) -> FloatArray:
    """The quantile of the members of each row, of which there are as many in each."""
    count = int(members[0].sum())
    found = np.broadcast_to(ordered, members.shape)[members].reshape(len(members), count)
    return np.asarray(np.quantile(found, share, axis=1, method="median_unbiased"), dtype=np.float64)
