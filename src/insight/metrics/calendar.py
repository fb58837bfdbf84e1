"""Days as integers since 1970-01-01, months as integers since January 1970.

Integers are what every engine computes alike; dates appear only in results.
"""

import calendar
from datetime import date, timedelta

import narwhals as nw
import polars as pl

from insight.metrics.frame import Frame, is_polars, scanned

EPOCH = date(1970, 1, 1)


def day_of(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)


def month_of(day: date) -> int:
    """The month index of a date: 0 is January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def month_start(month: int) -> date:
    """First day of a month."""
    return date(1970 + month // 12, month % 12 + 1, 1)


def month_end(month: int) -> date:
    """Last day of a month."""
    start = month_start(month)
    return start.replace(day=calendar.monthrange(start.year, start.month)[1])


def month_label(month: int) -> str:
    """A month as people sort it, for example `2026-02`."""
    return month_start(month).isoformat()[:7]


def with_months(frame: Frame, /, **days: str) -> Frame:
    """Adds, for each `month=day`, the month index of a column of day numbers."""
    if is_polars(frame):
        months = {name: _month(day) for name, day in days.items()}
        return scanned(frame.to_native().with_columns(**months))
    of_days = {name: month_of_day(nw.col(day)) for name, day in days.items()}
    return frame.with_columns(**of_days)


def month_of_day(day: nw.Expr) -> nw.Expr:
    """The month index of a day number, in arithmetic that every engine does alike.

    Source: Neri & Schneider, "Euclidean affine functions and their application to
    calendar algorithms", Software: Practice and Experience 53 (2023) 937-970; years
    begin in March there, so January and February carry over.
    """
    shifted = 4 * (day + 719_468) + 3
    century = _whole(shifted, 146_097)
    day_of_century = _whole(shifted - 146_097 * century, 4)
    year = _whole(4 * day_of_century + 3, 1_461)
    day_of_year = day_of_century - _whole(1_461 * year, 4)
    months_since_march = _whole(5 * day_of_year + 2, 153)
    return 1_200 * century + 12 * year + months_since_march - 1970 * 12 + 2


def _month(day: str) -> pl.Expr:
    """As `month_of_day`, from the dates that Polars has."""
    day_ = pl.col(day).cast(pl.Int32).cast(pl.Date).dt
    return (day_.year().cast(pl.Int64) - 1970) * 12 + day_.month().cast(pl.Int64) - 1


def _whole(part: nw.Expr, of: int) -> nw.Expr:
    """How often one goes into the other: whole numbers, the remainder left away.

    Narwhals divides on Spark by an expression that holds the dividend four times, which
    grows beyond all measure where quotients are divided again.
    """
    return ((part + 0.5) * (1 / of)).floor().cast(nw.Int64)
