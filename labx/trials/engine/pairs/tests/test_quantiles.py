"""Quantiles of both groups of pairs: by hand, against the independent arms and scipy, and by false findings."""

import numpy as np
import pytest
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.outcomes.quantile import difference_of_quantiles, difference_of_related_quantiles
from labx.trials.engine.pairs.quantiles import alikeness_at, paired_difference_of_quantiles
from labx.trials.engine.tests.studies import frame
from tests.references import reference

GIVEN = {"confidence": 0.95}


def drawn(random, pairs, *, spread):
    level = spread * random.normal(size=pairs)
    return [np.exp(level + random.normal(size=pairs)) for _ in range(2)]


def test_alikeness_by_hand():
    """Of four pairs both lie below their medians in one, both above in one, one of them in two: no relation."""
    assert alikeness_at(np.array([1.0, 2, 3, 4]), np.array([1.0, 4, 2, 3]), share=0.5) == pytest.approx(0)
    assert alikeness_at(np.array([1.0, 2, 3, 4]), np.array([5.0, 6, 7, 8]), share=0.5) == pytest.approx(0.98)
    assert alikeness_at(np.array([1.0, 2, 3]), np.array([5.0, 5, 5]), share=0.5) == 0


def test_arms_that_have_nothing_in_common_are_compared_as_before():
    one, other = drawn(np.random.default_rng(1), 80, spread=0)
    plain = difference_of_quantiles(one, other, share=0.75, **GIVEN)
    assert difference_of_related_quantiles(one, other, share=0.75, correlation=0.0, **GIVEN) == plain
    half = difference_of_related_quantiles(one, other, share=0.75, correlation=0.5, **GIVEN)
    assert half.estimate == plain.estimate
    assert half.interval.upper - half.interval.lower < plain.interval.upper - plain.interval.lower


def test_the_difference_of_medians_is_not_the_median_of_the_differences():
    one, other = [1.0, 2, 9, 10, 11], [0.0, 10, 8, 3, 12]
    found = difference_of_related_quantiles(one, other, share=0.5, correlation=0.0, confidence=0.8)
    assert found.estimate == 9 - 8
    assert found.estimate == np.median(np.subtract(one, other))
    one[0], other[0] = 0.0, 5.0
    assert np.median(np.subtract(one, other)) == -1
    assert difference_of_related_quantiles(one, other, share=0.5, correlation=0.0, confidence=0.8).estimate == 1


def test_error_as_a_bootstrap_of_pairs_has_it():
    one, other = drawn(np.random.default_rng(3), 600, spread=1.5)
    found = paired_difference_of_quantiles(one, other, share=0.5, **GIVEN)
    theirs = stats.bootstrap(
        (one, other),
        lambda x, y, axis: np.median(x, axis=axis) - np.median(y, axis=axis),
        paired=True,
        n_resamples=600,
        method="percentile",
        rng=np.random.default_rng(1),
    )
    assert found.standard_error == pytest.approx(theirs.standard_error, rel=0.15)
    apart = difference_of_quantiles(one, other, share=0.5, **GIVEN)
    assert found.standard_error < 0.85 * apart.standard_error
    assert found.degrees_of_freedom == 599


@pytest.mark.parametrize("theirs", reference("paired_quantiles_scipy")["quantiles"], ids=lambda one: str(one["share"]))
def test_weights_after_and_before_as_scipy_has_them(theirs):
    """Quantiles and alikeness are theirs. The error is read out between order statistics and theirs from draws: of 72
    girls the two tell it to a quarter."""
    rows = frame("MASS", "anorexia")
    after, before = rows["Postwt"].to_numpy(float), rows["Prewt"].to_numpy(float)
    found = paired_difference_of_quantiles(after, before, share=theirs["share"], **GIVEN)
    assert found.estimate == pytest.approx(theirs["quantiles"][0] - theirs["quantiles"][1], rel=1e-8)
    assert alikeness_at(after, before, share=theirs["share"]) == pytest.approx(theirs["alikeness"], rel=1e-8)
    assert found.standard_error == pytest.approx(theirs["bootstrap_error"], rel=0.25)


def test_what_is_refused():
    with pytest.raises(ValueError, match="1 tried and 2 comparison"):
        paired_difference_of_quantiles([1], [1, 2], share=0.5, **GIVEN)
    with pytest.raises(CannotEstimate, match="only one complete pair"):
        paired_difference_of_quantiles([1], [2], share=0.5, **GIVEN)
    with pytest.raises(ValueError, match="between -1 and 1"):
        difference_of_related_quantiles([1, 2], [3, 4], share=0.5, correlation=1, **GIVEN)


def false_findings(pairs, share, draws, *, spread, seed=9):
    random = np.random.default_rng(seed)
    found = 0
    for _ in range(draws):
        interval = paired_difference_of_quantiles(*drawn(random, pairs, spread=spread), share=share, **GIVEN).interval
        found += not interval.lower <= 0 <= interval.upper
    return found / draws


def test_false_findings_in_a_few_draws():
    assert false_findings(60, 0.5, 60, spread=1.0) <= 0.17


@pytest.mark.slow
@pytest.mark.parametrize(("pairs", "share"), [(50, 0.5), (100, 0.5), (100, 0.9)])
@pytest.mark.parametrize("spread", [0.0, 1.5])
def test_false_findings(pairs, share, spread):
    assert 0.025 <= false_findings(pairs, share, 2_000, spread=spread) <= 0.068
