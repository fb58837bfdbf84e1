import polars as pl
from polars.testing import assert_frame_equal

from insight.metrics.cohort_averages import averages_by_age


def test_an_age_averages_the_cohorts_that_reached_it_by_their_size() -> None:
    cohorts = pl.DataFrame(
        {
            "k": [0, 1, 0, 1],
            "size": [30, 30, 10, 10],
            "retention": [1.0, 0.5, 0.6, None],
        }
    )

    found = averages_by_age(cohorts)

    expected = pl.DataFrame(
        {"k": [0, 1], "cohorts": [2, 1], "size": [40, 30], "retention": [0.9, 0.5]}
    )
    assert_frame_equal(found, expected)


def test_no_cohort_has_no_average() -> None:
    schema = {"k": pl.Int64, "size": pl.Int64, "retention": pl.Float64}

    assert averages_by_age(pl.DataFrame(schema=schema)).is_empty()
