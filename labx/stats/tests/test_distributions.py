"""Quantiles and tails against tables, against themselves and against scipy's other route."""

import itertools
import math

import pytest
from scipy.stats import nct

from labx.stats.distributions import (
    chi_square_share_above,
    normal_quantile,
    normal_share_below,
    t_quantile,
    t_two_sided_p,
)
from labx.stats.noncentral_t import noncentral_t_share_outside


def test_the_values_every_table_prints():
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=5e-7)
    assert t_quantile(0.975, 10) == pytest.approx(2.228139, abs=5e-7)
    assert t_two_sided_p(2.228139, 10) == pytest.approx(0.05, abs=1e-6)
    assert chi_square_share_above(3.841459, 1) == pytest.approx(0.05, abs=1e-6)


def test_one_degree_of_freedom_is_cauchy():
    assert t_quantile(0.75, 1) == pytest.approx(math.tan(math.pi / 4))
    assert t_two_sided_p(-1, 1) == pytest.approx(2 * (1 / 2 - math.atan(1) / math.pi))


def test_two_degrees_of_freedom_are_exponential():
    assert chi_square_share_above(6, 2) == pytest.approx(math.exp(-6 / 2))


@pytest.mark.parametrize("share", [0.001, 0.3, 0.5, 0.975, 0.9995])
@pytest.mark.parametrize("degrees_of_freedom", [1, 3.7, 30, 5000.5])
def test_a_quantile_has_its_share_below(share, degrees_of_freedom):
    outside = t_two_sided_p(t_quantile(share, degrees_of_freedom), degrees_of_freedom)
    assert outside == pytest.approx(2 * min(share, 1 - share), rel=1e-10)
    assert normal_share_below(normal_quantile(share)) == pytest.approx(share, rel=1e-12)


@pytest.mark.parametrize("degrees_of_freedom", [1, 2, 5, 9, 10, 11, 30, 300, 1e4, 1e6, 1e8])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.999])
def test_noncentral_tails_equal_scipy_where_it_answers(degrees_of_freedom, confidence):
    critical = t_quantile((1 + confidence) / 2, degrees_of_freedom)
    for noncentrality in (0, 0.3, 1, 2.8, 4, 6):
        expected = nct.sf(critical, degrees_of_freedom, noncentrality) + nct.cdf(
            -critical, degrees_of_freedom, noncentrality
        )
        if not math.isnan(expected):
            found = noncentral_t_share_outside(critical, degrees_of_freedom, noncentrality)
            assert found == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("degrees_of_freedom", [1, 9, 10, 1000, 1e7])
def test_noncentral_tails_grow_from_the_central_ones_to_1(degrees_of_freedom):
    critical = t_quantile(0.975, degrees_of_freedom)
    shares = [noncentral_t_share_outside(critical, degrees_of_freedom, 0.5 * step) for step in range(200)]
    assert shares[0] == pytest.approx(0.05, abs=1e-12)
    assert all(later >= earlier - 1e-13 for earlier, later in itertools.pairwise(shares))
    assert max(shares) <= 1
    assert noncentral_t_share_outside(critical, degrees_of_freedom, 1e6) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("degrees_of_freedom", [5, 50])
def test_noncentral_tails_by_both_integrals(degrees_of_freedom, monkeypatch):
    critical = t_quantile(0.975, degrees_of_freedom)
    usual = noncentral_t_share_outside(critical, degrees_of_freedom, 2)
    other_way = 1 if degrees_of_freedom == 5 else 100
    monkeypatch.setattr("labx.stats.noncentral_t.FEW_DEGREES_OF_FREEDOM", other_way)
    assert noncentral_t_share_outside(critical, degrees_of_freedom, 2) == pytest.approx(usual, abs=1e-12)
