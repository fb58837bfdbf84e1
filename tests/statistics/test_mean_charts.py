import numpy as np
import pytest

from insight.statistics.mean_charts import mean_limits


def test_limits_are_three_standard_errors_of_the_baseline_values() -> None:
    mean, lower, upper = mean_limits([1, 2, 3, 4, 5], [1, 9])

    spread = 2.5**0.5
    assert mean == 3
    assert upper == pytest.approx([3 + 3 * spread, 3 + spread])
    assert lower == pytest.approx([3 - 3 * spread, 3 - spread])


def test_of_subgroups_of_five_they_are_those_of_the_textbook() -> None:
    # x̄ ± 3 s / √5 is x̄ ± A s with A = 1.342, the factor of Montgomery's appendix VI.
    _, lower, upper = mean_limits([-1, 1], [5])

    assert (upper - lower)[0] / 2 / 2**0.5 == pytest.approx(1.342, abs=0.0005)


@pytest.mark.parametrize(("baseline", "n"), [([], [4]), ([7], [4]), ([1, 2], [0])])
def test_there_are_no_limits_without_values(baseline: list[int], n: list[int]) -> None:
    _, lower, upper = mean_limits(baseline, n)

    assert np.isnan([lower, upper]).all()
