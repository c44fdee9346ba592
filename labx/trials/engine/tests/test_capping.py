"""Capping: by hand, against numpy, and what must stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.stats.tests.strategies import samples
from labx.trials.engine.capping import cap_limit, capped


def test_by_hand():
    result = capped([-5, 0, 3, 1000], lower=0, upper=10)
    assert result.values.tolist() == [0, 0, 3, 10]
    assert (result.raised, result.lowered, result.share) == (1, 1, 2 / 4)
    assert capped([-5, 5], lower=0, upper=None).values.tolist() == [0, 5]
    assert cap_limit([10, 20, 30, 40], share=0.5) == 20


@given(samples, st.floats(-1e6, 0), st.floats(1, 1e6))
def test_equal_to_numpy(values, lower, upper):
    result = capped(values, lower=lower, upper=upper)
    assert result.values.tolist() == np.clip(values, lower, upper).tolist()
    assert capped(result.values, lower=lower, upper=upper).share == 0


@given(samples, st.floats(0.01, 0.99))
def test_a_limit_is_a_value_that_enough_do_not_exceed(values, share):
    limit = cap_limit(values, share=share)
    assert limit in values
    assert (np.array(values) <= limit).mean() >= share - 1e-9
    assert limit == np.quantile(values, share, method="inverted_cdf")


def test_limits_that_are_none():
    for limits in ((None, None), (3, 3), (5, 1)):
        with pytest.raises(ValueError, match="The limits are"):
            capped([1, 2], lower=limits[0], upper=limits[1])
    with pytest.raises(CannotEstimate, match="holds no values"):
        capped([], lower=0, upper=1)
    with pytest.raises(ValueError, match="share is 99"):
        cap_limit([1, 2], share=99)
