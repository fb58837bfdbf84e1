import numpy as np
from numpy.testing import assert_allclose

from insight.statistics.proportions import wilson
from insight.statistics.surveys import effort, net_promoter


def test_limits_are_shown_within_the_scale() -> None:
    found = net_promoter(0, 0, 6)

    assert found.low < -100
    assert found.interval == (-100, found.high)


def test_twelve_answers_leave_about_forty_two_points_either_way() -> None:
    found = net_promoter(5, 3, 4)

    assert_allclose((found.high - found.low) / 2, 42, atol=0.5)


def test_without_answers_there_is_no_score() -> None:
    assert np.isnan(net_promoter(0, 0, 0).score)
    assert np.isnan([effort([]).mean.value, effort([]).easy.value]).all()


def test_effort_has_a_mean_and_the_share_of_five_to_seven() -> None:
    found = effort([7, 6, 5, 4, 3])

    low, high = wilson(3, 5)
    assert (found.n, found.mean.value, found.easy.value) == (5, 5, 0.6)
    assert (found.easy.low, found.easy.high) == (low[0], high[0])
    # Student's t with 4 degrees of freedom: 2.776 * sqrt(2.5) / sqrt(5)
    assert_allclose([found.mean.low, found.mean.high], [5 - 1.963, 6.963], atol=1e-3)


def test_the_limits_of_a_mean_stay_on_the_scale() -> None:
    found = effort([7, 7, 1])

    assert (found.mean.low, found.mean.high) == (1, 7)
    assert np.isnan(effort([3]).mean.low)
