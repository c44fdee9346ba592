"""Stepped wedges: by hand, against statsmodels, and by how often they are right."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from labx.stats.errors import CannotEstimate
from labx.trials.engine.panel.cells import Cells
from labx.trials.engine.panel.mixed_cells import fit_cells
from labx.trials.engine.panel.stepped_wedge import redrawn_stepped_wedge, stepped_wedge
from labx.trials.engine.panel.tests.wedge import wedge
from labx.trials.engine.permutation.redrawing import enumerated_effect, weigh_within


def model(rows, confidence=0.95):
    return stepped_wedge(rows["outcome"], **without(rows), confidence=confidence)


def without(rows, name="outcome"):
    return {key: values for key, values in rows.items() if key != name}


def redrawn(rows, draws=400, seed=1, confidence=0.9):
    return redrawn_stepped_wedge(rows["outcome"], **without(rows), draws=draws, seed=seed, confidence=confidence)


ROWS = wedge(np.random.default_rng(1), clusters=12, periods=5, size=8, effect=0.5)


def test_cells_by_hand():
    cells = Cells.of(
        [1, 3, 5, 9, 2], treatment=[0, 0, 1, 0, 0], cluster=["a", "a", "a", "b", "b"], period=[1, 1, 2, 1, 2]
    )
    assert cells.mean.tolist() == pytest.approx([(1 + 3) / 2, 5, 9, 2])
    assert cells.count.tolist() == [2, 1, 1, 1]
    assert cells.treatment.tolist() == [0, 1, 0, 0]
    assert (cells.cluster.tolist(), cells.period.tolist()) == ([0, 0, 1, 1], [0, 1, 0, 1])
    assert cells.within_squares == pytest.approx((1 - 2) ** 2 + (3 - 2) ** 2)
    assert cells.table(cells.mean) == pytest.approx(np.array([[2, 5], [9, 2]]))


def test_the_effect_by_hand():
    """4 clusters of two like pairs in 3 periods: with all cells alike, the cross of the differences."""
    rows = {
        "treatment": [0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1],
        "cluster": list("aaabbbcccddd"),
        "period": [0, 1, 2] * 4,
        "outcome": [5, 9, 9, 6, 8, 11, 5, 5, 9, 4, 6, 8],
    }
    # In the second period only the first pair is treated; least squares within cluster and period uses the change of
    # the first pair from the first and last period to the second, less that of the other pair.
    first, second = [(5 + 6) / 2, (9 + 8) / 2, (9 + 11) / 2], [(5 + 4) / 2, (5 + 6) / 2, (9 + 8) / 2]
    gap = [one - other for one, other in zip(first, second, strict=True)]
    answer = redrawn(rows, confidence=0.2)
    assert answer.estimate == pytest.approx(gap[1] - (gap[0] + gap[2]) / 2)


def generalised(rows, cluster_variance, cell_variance, unit_variance):
    """Estimate and standard error of generalised least squares on units, given the variances."""
    same_cluster = rows["cluster"][:, None] == rows["cluster"]
    same_cell = same_cluster & (rows["period"][:, None] == rows["period"])
    spread = cluster_variance * same_cluster + cell_variance * same_cell + unit_variance * np.eye(len(same_cell))
    design = np.column_stack([rows["treatment"], pd.get_dummies(rows["period"]).to_numpy(dtype=float)])
    fit = sm.GLS(rows["outcome"], design, sigma=spread).fit()
    return fit.params[0], np.sqrt(fit.normalized_cov_params[0, 0])


@pytest.mark.filterwarnings("ignore:Random effects covariance is singular")
@pytest.mark.parametrize(("size", "cell_effects"), [(8, {"cell": "0 + C(period)"}), (1, {})])
def test_equal_to_statsmodels(size, cell_effects):
    rows = wedge(
        np.random.default_rng(3), clusters=12, periods=5, size=size, effect=0.5, between=1, within=0.5 * (size > 1)
    )
    theirs = smf.mixedlm(
        "outcome ~ treatment + C(period)", pd.DataFrame(rows), groups="cluster", re_formula="1", vc_formula=cell_effects
    ).fit(reml=True, method="lbfgs")
    between, cell = float(theirs.cov_re.iloc[0, 0]), float(sum(theirs.vcomp))
    total = between + cell + theirs.scale
    ours = model(rows)
    assert ours.effect.estimate == pytest.approx(theirs.params["treatment"], rel=2e-5)
    assert ours.cluster_correlation == pytest.approx(between / total, rel=1e-3)
    assert ours.cell_correlation == pytest.approx((between + cell) / total, rel=1e-3)
    # MixedLM's own standard errors come from a numerical second derivative; these from its variances.
    estimate, error = generalised(rows, between, cell, theirs.scale)
    assert ours.effect.estimate == pytest.approx(estimate, rel=2e-5)
    assert ours.effect.standard_error == pytest.approx(error, rel=1e-4)
    assert (ours.clusters, ours.periods, ours.effect.degrees_of_freedom) == (12, 5, 12 - 2)


@pytest.mark.parametrize("seed", range(4))
def test_the_variances_are_the_highest_point_of_the_likelihood(seed):
    """Against a search without derivatives: where a variance is 0 a search by derivatives of its root would stay."""
    rows = wedge(np.random.default_rng(seed), clusters=12, periods=5, size=6, between=2 * (seed % 2), within=0.1)
    cells = Cells.of(rows["outcome"], **without(rows))
    fixed = np.column_stack([cells.treatment, cells.period[:, None] == np.arange(5)]).astype(float)
    same = cells.cluster[:, None] == cells.cluster

    def loss(roots):
        spread = roots[0] ** 2 * same + np.diag(roots[1] ** 2 + roots[2] ** 2 / cells.count)
        inverse = np.linalg.inv(spread)
        information = fixed.T @ inverse @ fixed
        left = cells.mean - fixed @ np.linalg.solve(information, fixed.T @ inverse @ cells.mean)
        within = (cells.count.sum() - len(cells.mean)) * np.log(roots[2] ** 2) + cells.within_squares / roots[2] ** 2
        return left @ inverse @ left + np.linalg.slogdet(spread)[1] + np.linalg.slogdet(information)[1] + within

    options = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000, "maxfev": 4000}
    starts = ((1, 0.3, 1), (0.1, 0.05, 1))
    best = min(minimize(loss, start, method="Nelder-Mead", options=options).fun for start in starts)
    fit = fit_cells(cells, fixed)
    ours = loss(np.sqrt([fit.cluster_variance, fit.cell_variance, fit.unit_variance]))
    assert ours == pytest.approx(best, abs=1e-6)


def test_balanced_clusters_equal_analysis_of_variance():
    """One period, equal clusters: between clusters (mean square between - within) / size."""
    outcome = np.array([1, 2, 5, 8, 3, 6, 8, 9.0])
    cells = Cells.of(outcome, treatment=[0] * 8, cluster=list("aabbccdd"), period=[0] * 8)
    fit = fit_cells(cells, np.ones((4, 1)))
    means = outcome.reshape(4, 2).mean(axis=1)
    within = ((outcome - np.repeat(means, 2)) ** 2).sum() / (8 - 4)
    between = 2 * means.var(ddof=1)
    assert fit.unit_variance == pytest.approx(within, rel=1e-4)
    assert fit.cluster_variance + fit.cell_variance == pytest.approx((between - within) / 2, rel=1e-4)
    assert fit.covariance[0, 0] == pytest.approx(between / 8, rel=1e-4)


def test_redrawn_equals_least_squares():
    frame = pd.DataFrame(ROWS)
    means = frame.groupby(["cluster", "period"], as_index=False).mean()
    theirs = smf.ols("outcome ~ treatment + C(cluster) + C(period)", means).fit()
    answer = redrawn(ROWS)
    assert answer.estimate == pytest.approx(theirs.params["treatment"], rel=1e-10)
    assert answer.interval.contains(0.5)


def test_redrawn_comes_near_all_24_orders():
    rows = wedge(np.random.default_rng(2), clusters=4, periods=5, size=3, effect=2)
    cells = Cells.of(rows["outcome"], **without(rows))
    table = cells.table(cells.treatment)
    orders = np.stack([np.ravel([table[place] for place in order]) for order in permutations(range(4))])
    fixed = np.column_stack([np.kron(np.eye(4), np.ones((5, 1))), np.kron(np.ones((4, 1)), np.eye(5))])
    exact = enumerated_effect(
        cells.mean, cells.treatment, assignments=orders, weigh=weigh_within(fixed), confidence=0.8
    )
    near = redrawn(rows, draws=4000, confidence=0.8)
    assert near.estimate == pytest.approx(exact.estimate)
    assert near.p_value == pytest.approx(exact.p_value, abs=0.03)


@settings(max_examples=8)
@given(st.integers(-1000, 1000), st.sampled_from([0.1, 50.0]))
def test_shift_and_scale(shift, factor):
    plain, moved = model(ROWS), model({**ROWS, "outcome": factor * ROWS["outcome"] + shift})
    assert moved.effect.estimate == pytest.approx(factor * plain.effect.estimate, rel=1e-4)
    assert moved.effect.standard_error == pytest.approx(factor * plain.effect.standard_error, rel=1e-4)
    assert moved.cell_correlation == pytest.approx(plain.cell_correlation, abs=1e-4)


def test_the_order_of_rows_does_not_matter():
    order = np.random.default_rng(3).permutation(len(ROWS["outcome"]))
    mixed = model({name: values[order] for name, values in ROWS.items()})
    assert mixed.effect.estimate == pytest.approx(model(ROWS).effect.estimate, rel=1e-6)


def test_a_mean_of_a_billion_breaks_nothing():
    large = model({**ROWS, "outcome": ROWS["outcome"] + 1e9})
    assert large.effect.estimate == pytest.approx(model(ROWS).effect.estimate, rel=1e-3)
    assert large.effect.standard_error == pytest.approx(model(ROWS).effect.standard_error, rel=1e-3)


def test_missing_cells_are_allowed_in_the_model_and_refused_when_orders_are_exchanged():
    kept = ~((ROWS["cluster"] == 3) & (ROWS["period"] == 2))
    rows = {name: values[kept] for name, values in ROWS.items()}
    assert model(rows).effect.estimate == pytest.approx(model(ROWS).effect.estimate, abs=0.2)
    with pytest.raises(CannotEstimate) as refusal:
        redrawn(rows)
    assert str(refusal.value) == (
        "The orders of the clusters cannot be exchanged. 1 cells of a cluster and a period have no units. "
        "Leave out the periods that not every cluster has, or use the model instead."
    )


def test_all_clusters_at_once_is_a_series_not_a_stepped_wedge():
    rows = {**ROWS, "treatment": (ROWS["period"] >= 2).astype(float)}
    with pytest.raises(CannotEstimate) as refusal:
        model(rows)
    assert str(refusal.value) == (
        "The effect cannot be told from the passing of time. In every period either all clusters were treated or none "
        "was. Analyse it as an interrupted time series, or let clusters begin at different times."
    )


def test_three_clusters_are_too_few():
    kept = ROWS["cluster"] < 3
    with pytest.raises(CannotEstimate, match="There are 3 clusters; the model needs at least 4"):
        model({name: values[kept] for name, values in ROWS.items()})


@pytest.mark.parametrize("outcome", [ROWS["treatment"] * 0, ROWS["period"] + 7.0])
def test_nothing_varies(outcome):
    with pytest.raises(CannotEstimate, match="explain the outcomes completely"):
        model({**ROWS, "outcome": outcome})


def test_fewer_cells_than_columns():
    cells = Cells.of([1, 2], treatment=[0, 1], cluster=["a", "b"], period=[0, 0])
    with pytest.raises(CannotEstimate, match="explain the outcomes completely"):
        fit_cells(cells, np.eye(2))


def test_bad_input():
    with pytest.raises(ValueError, match=r"\d+ clusters stop being treated"):
        model({**ROWS, "treatment": 1 - ROWS["treatment"]})
    with pytest.raises(ValueError, match="The treatment must be 1 from"):
        model({**ROWS, "treatment": ROWS["treatment"] * 2})
    with pytest.raises(ValueError, match="differ in length"):
        model({**ROWS, "period": ROWS["period"][1:]})
    mixed = ROWS["treatment"].copy()
    mixed[0] = 1
    with pytest.raises(CannotEstimate, match="In 1 cells of a cluster and a period some units were treated"):
        model({**ROWS, "treatment": mixed})


def right_shares(replications, *, clusters, seed=3):
    """Shares of intervals of the model that hold the truth, and of true nulls rejected by the order."""
    random = np.random.default_rng(seed)
    held = rejected = redrawn_times = 0
    for number in range(replications):
        rows = wedge(random, clusters=clusters, periods=5, size=6, effect=0.4)
        held += model(rows).effect.interval.contains(0.4)
        if number % 4:
            continue
        redrawn_times += 1
        rows["outcome"] = rows["outcome"] - 0.4 * rows["treatment"]
        rejected += redrawn(rows, draws=199, seed=int(random.integers(2**31))).p_value <= 0.05
    return held / replications, rejected / redrawn_times


def test_right_shares_in_a_few_draws():
    assert right_shares(40, clusters=12) == (pytest.approx(0.95, abs=0.11), pytest.approx(0.05, abs=0.16))


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [12, 24])
def test_right_shares(clusters):
    held, rejected = right_shares(2000, clusters=clusters)
    assert 0.935 <= held <= 0.97
    assert rejected == pytest.approx(0.05, abs=0.022)
