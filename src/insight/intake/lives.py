"""The life of a subscription of which a list has one row: its stretches in time."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from insight.intake.life_days import BACK, DAYS, GONE, LATE, SINCE, TRIAL_FROM, TRIAL_TO

_START, _END, _ROW = pl.col("start_date"), pl.col("end_date"), "row"


def stretches(rows: pl.DataFrame, days: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Each row as the stretches of its subscription, in order; the last one runs or ended.

    What was paid before and after a trial is paid; a pause or unpaid service begins on
    its own day, and where no day is said on the day that the list is complete up to.

    Args:
        rows: `status`, `start_date` and `end_date` as the list has them, and more.
        days: `DAYS`, parallel to them.
        as_of: The day the list is complete up to.

    Returns:
        The columns of `rows` and `row`, the number of the row a stretch is from.
    """
    told = pl.concat([rows, days], how="horizontal").with_row_index(_ROW)
    turning = told.with_columns(**_turns(as_of))
    parts = [one.of(turning, place=place) for place, one in enumerate(_STRETCHES)]
    found = pl.concat(parts).sort(_ROW, "place").drop("place")
    whole = told.join(found, on=_ROW, how="anti").select(found.columns)
    return pl.concat([found, whole]).sort(_ROW, maintain_order=True)


def _turns(as_of: date) -> dict[str, pl.Expr]:
    """The days on which a subscription turns from one stretch into the next."""
    is_trial = pl.col("status") == "trial"
    began = pl.max_horizontal(pl.coalesce(TRIAL_FROM, _START), _START)
    ended = pl.when(is_trial).then(_END).otherwise(pl.col(TRIAL_TO))
    has_trial = is_trial | (ended > began).fill_null(value=False)
    paid = pl.when(has_trial).then(ended).otherwise(_START)
    is_back = ((pl.col(GONE) > paid) & (pl.col(BACK) > pl.col(GONE))).fill_null(
        value=False
    )
    again = pl.when(is_back).then(pl.col(BACK)).otherwise(paid)
    late = pl.min_horizontal(pl.coalesce(SINCE, pl.lit(as_of)), _END)
    is_late = pl.col("status").is_in(LATE)
    return {
        "began": pl.when(has_trial).then(began),
        "ended": ended,
        "paid": pl.when(~is_trial).then(paid),
        "gone": pl.when(is_back, ~is_trial).then(pl.col(GONE)),
        "again": pl.when(~is_trial).then(again),
        "late": pl.when(is_late).then(pl.max_horizontal(late, again)),
    }


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Of a life: its status (None for what the list says), its days, and if it is one."""

    status: str | None
    start: pl.Expr
    end: pl.Expr
    is_there: pl.Expr

    def of(self, told: pl.DataFrame, *, place: int) -> pl.DataFrame:
        """The rows whose subscription has it, each as that stretch."""
        begins = self.start.is_not_null() & (self.start < _END).fill_null(value=True)
        lasts = self.end.is_null() | (self.start < self.end)
        status = pl.lit(self.status) if self.status else pl.col("status")
        return (
            told.filter(self.is_there & begins & lasts)
            .with_columns(
                status=status,
                start_date=self.start,
                end_date=self.end,
                place=pl.lit(place),
            )
            .drop(*_TURNS, *DAYS)
        )


_TURNS = ("began", "ended", "paid", "gone", "again", "late")
_ALWAYS = pl.lit(value=True)
_STRETCHES = (
    _Stretch("active", _START, pl.col("began"), pl.col("began").is_not_null()),
    _Stretch("trial", pl.col("began"), pl.min_horizontal("ended", _END), _ALWAYS),
    _Stretch("active", pl.col("paid"), pl.col("gone"), pl.col("gone").is_not_null()),
    _Stretch("active", pl.col("again"), pl.coalesce("late", _END), _ALWAYS),
    _Stretch(None, pl.col("late"), _END, _ALWAYS),
)
