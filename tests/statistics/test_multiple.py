import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from insight.statistics.multiple import q_values


def test_a_comparison_that_was_not_possible_does_not_count() -> None:
    found = q_values([0.01, np.nan, 0.04])

    assert_allclose(found[[0, 2]], q_values([0.01, 0.04]))
    assert_array_equal(np.isnan(found), [False, True, False])


def test_no_comparison_has_no_q_value() -> None:
    assert len(q_values([])) == 0
    assert np.isnan(q_values([np.nan])).all()
