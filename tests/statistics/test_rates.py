import numpy as np
from numpy.testing import assert_allclose, assert_array_equal
from statsmodels.stats.rates import test_poisson_2indep as equal_rates

from insight.statistics.rates import poisson_limits, poisson_p, rate_ratio


def test_exact_limits_of_ten_events_and_of_none() -> None:
    # Ulm, American Journal of Epidemiology 131 (1990) 373-375
    low, high = poisson_limits([10, 0], [1, 1])

    assert_allclose(low, [4.795, 0], atol=0.001)
    assert_allclose(high, [18.390, 3.689], atol=0.001)


def test_limits_are_per_exposure_and_unknown_without_it() -> None:
    low, high = poisson_limits([10, 3], [100, 0])

    assert_allclose([low[0], high[0]], [0.04795, 0.18390], atol=1e-5)
    assert_array_equal(np.isnan([low[1], high[1]]), [True, True])


def test_a_ratio_of_rates_has_the_limits_of_r() -> None:
    # The example of poisson.test in R: 11 events in 800, and 21 in 3011
    found = rate_ratio(11, 800, against=(21, 3011))

    assert_allclose(
        [found.value, found.low, found.high],
        [1.971488, 0.8584264, 4.2772659],
        rtol=1e-6,
    )
    assert_allclose(poisson_p(11, 800, against=(21, 3011)), 0.07967, atol=1e-5)


def test_a_p_value_is_that_of_statsmodels() -> None:
    theirs = equal_rates(9, 120, 21, 150, method="exact-cond").pvalue

    assert_allclose(poisson_p(9, 120, against=(21, 150)), theirs)


def test_a_rate_of_zero_bounds_the_ratio_on_one_side() -> None:
    none, infinite = rate_ratio(0, 9, against=(3, 9)), rate_ratio(3, 9, against=(0, 9))

    assert (none.value, none.low) == (0, 0)
    assert (infinite.value, infinite.high) == (np.inf, np.inf)
    assert_allclose(none.high, 1 / infinite.low)


def test_nothing_seen_says_nothing() -> None:
    assert np.isnan(rate_ratio(0, 9, against=(0, 9)).value)
    assert np.isnan(poisson_p(0, 9, against=(0, 9)))
    assert np.isnan(rate_ratio(1, 0, against=(1, 9)).value)
