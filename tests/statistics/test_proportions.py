import numpy as np
from numpy.testing import assert_allclose
from scipy.stats import binomtest

from insight.statistics.estimates import Estimate, difference
from insight.statistics.proportions import newcombe, standardised, wilson


def test_wilson_limits_are_those_of_scipy_and_nan_of_nobody() -> None:
    low, high = wilson([3, 0], [7, 0])

    theirs = binomtest(3, 7).proportion_ci(method="wilson")
    assert_allclose([low[0], high[0]], [theirs.low, theirs.high], atol=1e-9)
    assert np.isnan([low[1], high[1]]).all()


def test_newcombe_is_wilson_squared_and_added() -> None:
    parts = [
        Estimate(k / n, *(float(limit[0]) for limit in wilson(k, n)))
        for k, n in ((12, 40), (5, 60))
    ]

    found = newcombe(12, 40, 5, 60)

    assert_allclose(
        [found.value, found.low, found.high],
        [
            difference(*parts).value,
            difference(*parts).low,
            difference(*parts).high,
        ],
    )


def test_a_difference_to_nobody_is_nan() -> None:
    assert np.isnan(newcombe(1, 2, 0, 0).value)


def test_rates_are_averaged_with_the_mix_of_everybody() -> None:
    assert_allclose(standardised([0.9, 0.5], [30, 10]), 0.8)
    assert_allclose(standardised([0.9, np.nan], [30, 0]), 0.9)
    assert np.isnan(standardised([0.9, np.nan], [30, 10]))
    assert np.isnan(standardised([], []))
