"""What a week said when it ended, and what the same data says of it now."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_of, month_start
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.money import MICROS, known_sum
from insight.metrics.selection import Selection
from insight.metrics.week import Week
from insight.metrics.week_exits import in_week

WEEK = ("requests", "exits", "provisional_exits", "mrr_lost", "returns")
MONTH = ("month_exits", "month_provisional_exits", "month_churn_mrr")
MEASURES = (*WEEK, *MONTH)
PROVISIONAL = ("provisional_exits", "month_provisional_exits")


def week_numbers(facts: Facts, selection: Selection, *, week: Week) -> pl.DataFrame:
    """The counts of a week, and of its month up to its Sunday, as `facts` know them.

    Returns:
        `measure` (of `MEASURES`, in that order) and `value`: `requests` to cancel an
        account, `exits` and the provisional ones of them, `mrr_lost` to them (what they
        paid last), `returns`; then exits, provisional exits and churned MRR (ledger,
        losses negative) from the first of the month to the week's Sunday. Money in
        units of the currency.
    """
    exits = selection.of_accounts(facts.exits)
    own, month = in_week(exits, week, day="day"), _to_date(exits, week, day="day")
    asked = selection.of_accounts(facts.requests).filter(nw.col("scope") == "account")
    churn = _to_date(selection.of_accounts(facts.ledger), week, day="period").filter(
        nw.col("kind") == "churn"
    )
    values = {
        "requests": _rows(in_week(asked, week, day="requested")),
        "exits": _rows(own),
        "provisional_exits": _rows(own.filter(nw.col("provisional"))),
        "mrr_lost": _known_sum(own, "mrr"),
        "returns": _rows(in_week(exits, week, day="return_day")),
        "month_exits": _rows(month),
        "month_provisional_exits": _rows(month.filter(nw.col("provisional"))),
        "month_churn_mrr": _sum(churn, "delta") / MICROS,
    }
    schema = {"measure": pl.String, "value": pl.Float64}
    return pl.DataFrame(list(values.items()), schema=schema, orient="row")


def restated(
    then: Facts, now: Facts, selection: Selection, *, week: Week
) -> pl.DataFrame:
    """The numbers of a week by what was known then, and by what is known now.

    Returns:
        `measure`, `then`, `now` and `is_restated`: whether the two differ. That exits
        cease to be provisional is no restatement: it comes with time.
    """
    first, later = (week_numbers(facts, selection, week=week) for facts in (then, now))
    return first.select(
        "measure",
        then="value",
        now=later["value"],
        is_restated=pl.col("value").ne_missing(later["value"])
        & ~pl.col("measure").is_in(PROVISIONAL),
    )


def _to_date(frame: Frame, week: Week, *, day: str) -> Frame:
    first = day_of(month_start(month_of(week.sunday)))
    return frame.filter(nw.col(day) >= first, nw.col(day) <= week.days[1])


def _rows(frame: Frame) -> int:
    return int(polars(frame.select(nw.len())).item())


def _known_sum(frame: Frame, column: str) -> float | None:
    found = known_sum(polars(frame.select(column))[column])
    return None if found is None else found / MICROS


def _sum(frame: Frame, column: str) -> int:
    return int(polars(frame.select(nw.col(column).sum())).item() or 0)
