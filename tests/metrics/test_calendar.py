from datetime import date

import narwhals as nw
import polars as pl
from polars.testing import assert_series_equal

from insight.metrics.calendar import (
    date_of,
    day_of,
    month_end,
    month_label,
    month_of,
    month_of_day,
    with_months,
)
from insight.metrics.frame import lazy, polars


def test_months_of_day_numbers_agree_with_the_calendar_for_two_centuries() -> None:
    days = pl.date_range(date(1899, 12, 31), date(2100, 3, 1), eager=True)
    frame = lazy(pl.DataFrame({"day": days.cast(pl.Int32).cast(pl.Int64)}))

    months = polars(frame.select(month=month_of_day(nw.col("day"))))["month"]
    dated = polars(with_months(frame, month="day"))["month"]

    expected = (days.dt.year().cast(pl.Int64) - 1970) * 12 + days.dt.month() - 1
    assert_series_equal(months, expected, check_names=False)
    assert_series_equal(dated, expected, check_names=False)


def test_a_date_survives_its_numbers() -> None:
    leap = date(2024, 2, 29)

    assert date_of(day_of(leap)) == leap
    assert month_end(month_of(leap)) == leap
    assert month_label(month_of(leap)) == "2024-02"
