"""The life of a subscription of which a list has one row: its stretches in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from insight.intake.dates import DAY_FIRST, date_evidence, parse_dates
from insight.intake.mapping import Mapping
from insight.intake.offsets import in_time_zone
from insight.intake.text_table import TextTable, counted
from insight.time_zones import time_zone

TRIAL_FROM = "First day of the trial"
TRIAL_TO = "Day the trial ended"
SINCE = "Day the status began"
GONE = "Day it had ended before"
BACK = "Day it came back"
SEEN = "Day it was last billed"
DAYS = (TRIAL_FROM, TRIAL_TO, SINCE, GONE, BACK, SEEN)
"""Titles of columns with the days that a row tells of a subscription."""
CAME_BACK, LEFT, STAYED = "came_back", "left", "stayed"
"""What is asked of subscriptions that came back, and what may be answered."""
DAYS_BEFORE = 31
LATE = ("past_due", "paused")
"""Statuses that a subscription gets in the middle of its life."""
_START, _END, _ROW = pl.col("start_date"), pl.col("end_date"), "row"


def days_told(text: TextTable, mapping: Mapping, lines: pl.Series) -> pl.DataFrame:
    """The columns of `DAYS` for the rows of these lines, null where a file has none."""
    cells = {
        name: _days(text, mapping, name)
        if name in text.rows.columns
        else pl.Series([None], dtype=pl.Date).new_from_index(0, text.rows.height)
        for name in DAYS
    }
    told = pl.DataFrame({"line": text.lines, **cells})
    found = lines.to_frame("line").join(
        told, on="line", how="left", maintain_order="left"
    )
    return found.drop("line").with_columns(_gone(mapping).alias(GONE))


def notes_on_lives(days: pl.DataFrame, mapping: Mapping) -> Iterator[str]:
    """What is taken for the days that no row says."""
    unsaid = days.filter(pl.col(BACK).is_not_null()).height
    if unsaid and mapping.answers.get(CAME_BACK) == LEFT:
        came = counted(unsaid, "subscription was", "subscriptions were")
        yield (
            f"{came} activated again: where the file does not say when it had ended "
            f"before, that is taken to be {DAYS_BEFORE} days earlier."
        )


def _gone(mapping: Mapping) -> pl.Expr:
    """The day a subscription had ended before it came back, said or answered."""
    if mapping.answers.get(CAME_BACK) != LEFT:
        return pl.col(GONE)
    return pl.coalesce(GONE, pl.col(BACK).dt.offset_by(f"-{DAYS_BEFORE}d"))


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


def _days(text: TextTable, mapping: Mapping, column: str) -> pl.Series:
    cells = text.distinct(column)
    local = in_time_zone(cells.cells, zone=time_zone())
    answer = mapping.readings.get("start_date")
    reading = date_evidence(local).reading(answer, default=DAY_FIRST)
    return cells.to_rows(parse_dates(local, reading=reading))
