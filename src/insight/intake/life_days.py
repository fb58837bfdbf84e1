"""The days that one row tells of the life of a subscription, and what is asked of them."""

from collections.abc import Iterator

import polars as pl

from insight.intake.columns import type_column
from insight.intake.dates import DAY_FIRST, date_evidence, parse_dates
from insight.intake.mapping import Mapping
from insight.intake.offsets import in_time_zone
from insight.intake.text_table import TextTable, counted
from insight.settings import Choices
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
STATE_SINCE, NOW, FROM_START = "state_since", "now", "start"
"""What is asked of a status without a day; another answer is a column."""
TOO_LONG = "late_for_long"
"""What is asked of a status that is older than its limit: LEFT or STAYED."""
DAYS_BEFORE = 31
LONGEST = {"past_due": Choices().dunning_days, "paused": Choices().max_pause_days}
"""Days for which a subscription counts that got this status in the middle of its life."""
LATE = tuple(LONGEST)


def days_told(text: TextTable, mapping: Mapping, lines: pl.Series) -> pl.DataFrame:
    """The columns of `DAYS` for the rows of these lines, as the file or a person says."""
    told = pl.DataFrame(
        {"line": text.lines, **{name: days_in(text, mapping, name) for name in DAYS}}
    )
    late = late_rows(text, mapping).select("line", "since", "is_old")
    found = lines.to_frame("line").join(
        told.join(late, on="line", how="left"),
        on="line",
        how="left",
        maintain_order="left",
    )
    stays = pl.lit(mapping.answers.get(TOO_LONG) == STAYED) & pl.col("is_old")
    since = pl.when(~stays.fill_null(value=False)).then("since")
    return found.select(
        since.alias(SINCE)
        if name == SINCE
        else _gone(mapping)
        if name == GONE
        else name
        for name in DAYS
    )


def late_rows(text: TextTable, mapping: Mapping) -> pl.DataFrame:
    """The rows whose subscription is past due or paused, and runs.

    Returns:
        `line`, `status`, `since` (the day that began, null where nobody says it) and
        `is_old`: on the last day that the file tells of, that was longer than it counts.
    """
    typed = {
        name: type_column(text, mapping, name).values
        if name in mapping.columns
        else pl.Series([None], dtype=pl.Date).new_from_index(0, text.rows.height)
        for name in ("start_date", "end_date")
    }
    if not {"status", "start_date"} <= mapping.columns.keys():
        return pl.DataFrame(schema=_LATE)
    rows = pl.DataFrame(
        {
            "line": text.lines,
            "status": type_column(text, mapping, "status").values,
            "since": _since(text, mapping, typed["start_date"]),
            **typed,
        }
    )
    late = rows.filter(pl.col("status").is_in(LATE), pl.col("end_date").is_null())
    seen = pl.concat([typed["start_date"], late["since"], days_in(text, mapping, SEEN)])
    age = (pl.lit(seen.max(), dtype=pl.Date) - pl.col("since")).dt.total_days()
    limit = pl.col("status").replace_strict(LONGEST, default=0, return_dtype=pl.Int64)
    return late.with_columns(is_old=age > limit).select(*_LATE)


_LATE = {"line": pl.Int64, "status": pl.String, "since": pl.Date, "is_old": pl.Boolean}


def _since(text: TextTable, mapping: Mapping, start: pl.Series) -> pl.Series:
    """The day today's status began, as the file says it, else as a person does."""
    said = days_in(text, mapping, SINCE)
    answer = mapping.answers.get(STATE_SINCE, NOW)
    if answer == NOW:
        return said
    other = start if answer == FROM_START else days_in(text, mapping, answer)
    return pl.select(pl.coalesce(said, other)).to_series()


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


def days_in(text: TextTable, mapping: Mapping, column: str) -> pl.Series:
    """The days of a column, read as the first days are; nulls where there is none."""
    if column not in text.rows.columns:
        return pl.Series([None], dtype=pl.Date).new_from_index(0, text.rows.height)
    cells = text.distinct(column)
    local = in_time_zone(cells.cells, zone=time_zone())
    answer = mapping.readings.get("start_date")
    reading = date_evidence(local).reading(answer, default=DAY_FIRST)
    return cells.to_rows(parse_dates(local, reading=reading))
