"""Errors that know time: by hand, against statsmodels, and against a likelihood written with whole matrices."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize_scalar

from labx.stats.errors import CannotEstimate
from labx.trials.engine.quasi.autocorrelated import customary_lags, fit_newey_west, fit_restricted
from labx.trials.engine.quasi.tests.series import wandering

PLACES = np.delete(np.arange(45), [20, 21, 22])
COLUMNS = np.column_stack([PLACES >= 23, np.ones(42), PLACES / 45]).astype(float)
VALUES = wandering(np.random.default_rng(1), 45, correlation=0.6)[PLACES] + COLUMNS @ [2.0, 10.0, 3.0]


def spread_of(correlation):
    return correlation ** np.abs(PLACES[:, None] - PLACES).astype(float)


def loss_with_matrices(correlation):
    inverse = np.linalg.inv(spread_of(correlation))
    information = COLUMNS.T @ inverse @ COLUMNS
    rest = VALUES - COLUMNS @ np.linalg.solve(information, COLUMNS.T @ inverse @ VALUES)
    determinants = np.linalg.slogdet(spread_of(correlation))[1] + np.linalg.slogdet(information)[1]
    return (42 - 3) * math.log(rest @ inverse @ rest) + determinants


def test_the_best_correlation_equals_that_of_whole_matrices():
    fit = fit_restricted(VALUES, COLUMNS, PLACES)
    best = minimize_scalar(loss_with_matrices, bounds=(-0.9, 0.97), method="bounded", options={"xatol": 1e-10})
    assert fit.autocorrelation == pytest.approx(best.x, abs=1e-6)


def test_equal_to_statsmodels_with_that_correlation():
    fit = fit_restricted(VALUES, COLUMNS, PLACES)
    theirs = sm.GLS(VALUES, COLUMNS, sigma=spread_of(fit.autocorrelation)).fit()
    assert fit.coefficients == pytest.approx(theirs.params, rel=1e-9)
    assert np.sqrt(np.diagonal(fit.covariance)) == pytest.approx(theirs.bse, rel=1e-9)
    assert fit.left == theirs.df_resid


@pytest.mark.parametrize("lags", [0, 1, 3, 10])
def test_newey_west_equals_statsmodels(lags):
    fit = fit_newey_west(VALUES, COLUMNS, lags=lags)
    theirs = sm.OLS(VALUES, COLUMNS).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    assert fit.coefficients == pytest.approx(theirs.params, rel=1e-9)
    assert np.sqrt(np.diagonal(fit.covariance)) == pytest.approx(theirs.bse, rel=1e-8)
    assert fit.degrees_of_freedom(np.eye(3)[0]) == 42 - 3


def test_newey_west_by_hand():
    """Mean of 1, 2, 4, 5 with one lag: squares 4 + 1 + 1 + 4, neighbours (-2)(-1) + (-1)(1) + (1)(2), weight 1/2."""
    fit = fit_newey_west(np.array([1.0, 2, 4, 5]), np.ones((4, 1)), lags=1)
    middle = (4 + 1 + 1 + 4) + 2 * (1 - 1 / 2) * (2 - 1 + 2)
    assert fit.coefficients[0] == pytest.approx(3)
    assert fit.covariance[0, 0] == pytest.approx(middle / 4**2 * 4 / 3)
    assert fit.autocorrelation == pytest.approx((2 - 1 + 2) / (4 + 1 + 1 + 4))


def test_customary_lags_by_hand():
    assert customary_lags(100) == 4
    assert customary_lags(36) == math.floor(4 * 0.36 ** (2 / 9)) == 3


def test_the_mean_of_two_points_by_hand():
    """Two points with correlation r have (2 + 2 r) / 4 as variance of their mean: the more alike, the less known."""
    places, random = np.arange(2000), np.random.default_rng(4)
    values = wandering(random, 2000, correlation=0.5)
    fit = fit_restricted(values, np.ones((2000, 1)), places)
    # In a long series the variance of the mean is (1 + r) / (1 - r) times that of independent points.
    r = fit.autocorrelation
    assert r == pytest.approx(0.5, abs=0.05)
    assert fit.covariance[0, 0] == pytest.approx(values.var(ddof=1) / 2000 * (1 + r) / (1 - r), rel=0.05)


def test_degrees_of_freedom_fall_with_correlation():
    contrast = np.eye(3)[0]
    random = np.random.default_rng(7)
    # For long independent series nothing is lost, for alike ones much is.
    found = []
    for correlation in (0.0, 0.8):
        values = wandering(random, 45, correlation=correlation)[PLACES]
        found.append(fit_restricted(values, COLUMNS, PLACES).degrees_of_freedom(contrast))
    assert 1 <= found[1] < found[0] <= 39


def test_a_copy_of_the_outcome_is_refused():
    for fit in (
        lambda: fit_restricted(COLUMNS @ [1, 2, 3], COLUMNS, PLACES),
        lambda: fit_newey_west(np.zeros(42), COLUMNS, lags=1),
    ):
        with pytest.raises(CannotEstimate, match="explain every point completely"):
            fit()


def test_a_series_that_wanders_is_refused():
    steps = np.cumsum(np.random.default_rng(2).normal(size=300))
    with pytest.raises(CannotEstimate) as refusal:
        fit_restricted(steps, np.ones((300, 1)), np.arange(300))
    assert str(refusal.value) == (
        "The effect on this series cannot be estimated. Each point nearly repeats the one before: the series wanders, "
        "and no line fits it. Use the structural model, which lets the level wander."
    )
