"""The first month that the data can speak of."""

from typing import NamedTuple

import narwhals as nw

from insight.metrics.basis import Basis
from insight.metrics.calendar import date_of, month_of
from insight.metrics.frame import polars
from insight.metrics.windows import following


class FirstMonth(NamedTuple):
    """A month, and whether nothing ended yet, so that any other one counts before it.

    Of the first months of several blocks of accounts the least is that of all.
    """

    is_of_a_start: bool
    month: int


def first_month(basis: Basis) -> FirstMonth:
    """The month in which the data first shows paid service ending.

    Before it the data knows only customers who lived to see it, so nobody could have
    been lost. Where nothing ever ended it is the month of the first phase or record.
    """
    if basis.choices.first_month is not None:
        return FirstMonth(False, basis.choices.first_month)
    paid = basis.states.filter(nw.col("paid") > 0).select("account", "start", "end")
    followed = following(paid, {"next_start": "start"}, within="account", by="start")
    goes_on = (nw.col("next_start") == nw.col("end")).fill_null(value=False)
    over = followed.filter(nw.col("end") <= basis.as_of_day, ~goes_on)
    days = [
        polars(over.select(nw.col("end").min())).item(),
        polars(basis.records.select(nw.col("day").min())).item(),
    ]
    ended = [day for day in days if day is not None]
    started = polars(basis.states.select(nw.col("start").min())).item()
    known = ended or [started or basis.as_of_day]
    return FirstMonth(not ended, month_of(date_of(min(known))))
