import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from insight.statistics.p_charts import p_chart


def test_limits_follow_the_denominator_of_each_period() -> None:
    chart = p_chart([10, 40], [100, 400])

    assert chart.mean == 0.1
    assert_allclose(chart.upper, 0.1 + 3 * np.sqrt(0.09 / np.array([100, 400])))
    assert_allclose(chart.lower, 0.1 - 3 * np.sqrt(0.09 / np.array([100, 400])))
    assert_array_equal(chart.outside, [False, False])


def test_limits_stay_inside_zero_and_one() -> None:
    chart = p_chart([1, 0, 1], [4, 4, 4])

    assert_array_equal(chart.lower, [0, 0, 0])
    assert (chart.upper <= 1).all()


def test_the_baseline_alone_sets_the_mean() -> None:
    chart = p_chart([10, 10, 60], [100, 100, 100], baseline=[True, True, False])

    assert chart.mean == 0.1
    assert_array_equal(chart.outside, [False, False, True])
