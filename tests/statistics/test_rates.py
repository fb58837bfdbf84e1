import numpy as np
from numpy.testing import assert_allclose

from insight.statistics.rates import rate_ratio


def test_a_ratio_of_rates_has_the_limits_of_r() -> None:
    # The example of poisson.test in R: 11 events in 800, and 21 in 3011
    found = rate_ratio(11, 800, against=(21, 3011))

    assert_allclose(
        [found.value, found.low, found.high],
        [1.971488, 0.8584264, 4.2772659],
        rtol=1e-6,
    )


def test_a_rate_of_zero_bounds_the_ratio_on_one_side() -> None:
    none, infinite = rate_ratio(0, 9, against=(3, 9)), rate_ratio(3, 9, against=(0, 9))

    assert (none.value, none.low) == (0, 0)
    assert (infinite.value, infinite.high) == (np.inf, np.inf)
    assert_allclose(none.high, 1 / infinite.low)


def test_nothing_seen_says_nothing() -> None:
    assert np.isnan(rate_ratio(0, 9, against=(0, 9)).value)
    assert np.isnan(rate_ratio(1, 0, against=(1, 9)).value)
