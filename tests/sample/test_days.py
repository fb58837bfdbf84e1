from datetime import date

import numpy as np
import polars as pl
import pytest

from insight.sample.days import NEVER, known, next_billing_day, number, planned


@pytest.mark.parametrize(
    ("start", "day", "months", "expected"),
    [
        (date(2024, 3, 10), date(2024, 4, 9), 1, date(2024, 4, 10)),
        (date(2024, 3, 10), date(2024, 4, 10), 1, date(2024, 4, 10)),
        (date(2024, 3, 10), date(2024, 4, 11), 1, date(2024, 5, 10)),
        (date(2024, 3, 10), date(2024, 4, 11), 3, date(2024, 6, 10)),
        (date(2023, 5, 20), date(2024, 5, 21), 12, date(2025, 5, 20)),
        (date(2024, 1, 31), date(2024, 2, 5), 1, date(2024, 2, 28)),
        (date(2013, 12, 1), date(2022, 3, 5), 12, date(2022, 12, 1)),
    ],
)
def test_the_next_billing_day_is_an_anniversary_not_before_the_day(
    start: date, day: date, months: int, expected: date
) -> None:
    billed = next_billing_day(
        np.array([number(start)]),
        day=np.array([number(day)]),
        months=np.array([months]),
    )

    assert billed.tolist() == [number(expected)]


def test_days_after_the_last_one_are_planned_but_not_known() -> None:
    days = pl.DataFrame(
        {"day": [number(date(2026, 2, 28)), number(date(2026, 3, 1)), NEVER]}
    )

    dates = days.select(known=known("day"), planned=planned("day"))

    assert dates.rows() == [
        (date(2026, 2, 28), date(2026, 2, 28)),
        (None, date(2026, 3, 1)),
        (None, None),
    ]
