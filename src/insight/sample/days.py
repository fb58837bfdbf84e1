"""Days as numbers: days since 1970, as Polars stores a date."""

from datetime import date

import numpy as np
import polars as pl

from insight.sample.draws import Ints
from insight.sample.planted import AS_OF, FIRST_DAY

NEVER = 99_999


def number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


FIRST = number(FIRST_DAY)
LAST = number(AS_OF)


def known(column: str) -> pl.Expr:
    """A day number as a date, empty where it lies after the last day of the data."""
    return _date(column, last=LAST)


def planned(column: str) -> pl.Expr:
    """A day number as a date, also in the future; empty where it never comes."""
    return _date(column, last=NEVER - 1)


def _date(column: str, *, last: int) -> pl.Expr:
    day = pl.col(column)
    return pl.when(day <= last).then(day).cast(pl.Int32).cast(pl.Date)


def next_billing_day(start: Ints, *, day: Ints, months: Ints) -> Ints:
    """First day of a billing period of `months` months that is not before `day`."""
    periods = (_month(day) - _month(start)) // months * months
    anniversary = _in_month(_month(start) + periods, like=start)
    following = _in_month(_month(start) + periods + months, like=start)
    return np.where(anniversary >= day, anniversary, following)


def _month(day: Ints) -> Ints:
    return day.astype("M8[D]").astype("M8[M]").astype(np.int64)


def _first_of(month: Ints) -> Ints:
    return month.astype("M8[M]").astype("M8[D]").astype(np.int64)


def _in_month(month: Ints, *, like: Ints) -> Ints:
    into_month: Ints = np.minimum(like - _first_of(_month(like)), 27)
    return _first_of(month) + into_month
