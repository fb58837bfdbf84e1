import pytest

from insight.statistics.runs import longest_run_and_crossings


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 8, 9, 9, 1], (3, 2)),
        ([1, 5, 2, 8], (2, 1)),
        ([7, 8, 9], (3, 0)),
        ([7], (1, 0)),
        ([5, 5], (0, 0)),
    ],
)
def test_runs_around_a_median_leave_out_points_on_it(
    values: list[float], expected: tuple[int, int]
) -> None:
    assert longest_run_and_crossings(values, 5) == expected
