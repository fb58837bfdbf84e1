"""Months, quarters, weeks and years, names of months, and moments in other time zones."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from insight.intake.dates import DAY_FIRST, parse_dates
from insight.intake.mapping import propose
from insight.intake.periods import periods_of
from insight.intake.questions import open_questions
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.intake.validate import validate
from insight.settings import SettingError, chosen, require_settings
from insight.time_zones import use_time_zone

FAULTS = Path(__file__).parents[1] / "faults" / "intake"
JANUARY = (date(2024, 1, 1), date(2024, 1, 31))
QUARTER = (date(2024, 1, 1), date(2024, 3, 31))
WEEK = (date(2024, 1, 29), date(2024, 2, 4))


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("Jan 2024", JANUARY), ("2024-01", JANUARY), ("01/2024", JANUARY), ("1.2024", JANUARY),
        ("janvier 2024", JANUARY), ("enero de 2024", JANUARY), ("Januar 24", JANUARY),
        ("Jan. 2024", JANUARY), ("2024 gennaio", JANUARY), ("202401", JANUARY),
        ("Q1 2024", QUARTER), ("2024-Q1", QUARTER), ("1T 2024", QUARTER), ("2024Q1", QUARTER),
        ("1. Quartal 2024", QUARTER), ("T1-2024", QUARTER),
        ("H2 2024", (date(2024, 7, 1), date(2024, 12, 31))),
        ("2024-W05", WEEK), ("KW 5 2024", WEEK), ("2024W5", WEEK),
        ("2020-W53", (date(2020, 12, 28), date(2021, 1, 3))),
        ("2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("2024-13", (None, None)), ("2024-W53", (None, None)), ("Q5 2024", (None, None)),
        ("soon", (None, None)), ("3000", (None, None)),
    ],
)  # fmt: skip
def test_a_period_has_a_first_and_a_last_day(
    cell: str, days: tuple[date | None, date | None]
) -> None:
    assert periods_of(pl.Series([cell])).row(0) == days


@pytest.mark.parametrize(
    "cell",
    [
        "3. März 2025", "3 mars 2025", "3 de marzo de 2025", "3 de março de 2025",
        "3 maart 2025", "3 marzo 2025", "March 3rd, 2025", "3-Mar-25", "2025 Mar 3",
        "Mon, 3 March 2025", "3 mrt. 2025", "3. Mär 2025",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_language(cell: str) -> None:
    days = parse_dates(pl.Series([cell]), reading=DAY_FIRST)

    assert days.to_list() == [date(2025, 3, 3)]


@pytest.mark.parametrize(
    ("answer", "days"),
    [
        ("first_day", [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]),
        ("last_day", [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]),
    ],
)
def test_a_column_of_months_loads_after_one_question(
    answer: str, days: list[date]
) -> None:
    text = read("month.csv", (FAULTS / "month.csv").read_bytes())
    mapping = propose(text, table="exits")

    (asked,) = open_questions(text, mapping)
    answered = asked.answered(mapping, answer)

    assert asked.key == "exit_date_of_period"
    assert "first day without service" in asked.sentence
    assert open_questions(text, answered) == ()
    assert validate(text, answered).accepted["exit_date"].to_list() == days


def moments(*cells: str) -> TextTable:
    rows = [f"A{n},{cell}" for n, cell in enumerate(cells)]
    return read("m.csv", "\n".join(["account_id,exit_date", *rows]).encode())


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("UTC", [date(2024, 4, 1), date(2024, 3, 31), date(2024, 3, 31)]),
        ("America/Los_Angeles", [date(2024, 4, 1), date(2024, 3, 31), date(2024, 3, 31)]),
        ("Asia/Tokyo", [date(2024, 4, 1), date(2024, 4, 1), date(2024, 3, 31)]),
    ],
)  # fmt: skip
def test_a_moment_is_a_day_of_the_reporting_time_zone(
    monkeypatch: pytest.MonkeyPatch, zone: str, days: list[date]
) -> None:
    monkeypatch.setenv("INSIGHT_TIME_ZONE", zone)
    text = moments(
        "2024-03-31T23:30:00-08:00", "2024-03-31 23:30:00Z", "2024-03-31 23:30"
    )

    checked = validate(text, propose(text, table="exits"))

    assert checked.accepted["exit_date"].to_list() == days
    assert f"the day is the one in {zone}" in " ".join(checked.notes)


def test_the_time_zone_that_was_chosen_comes_before_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INSIGHT_TIME_ZONE", "UTC")
    text = moments("2024-03-31 23:30:00Z")
    use_time_zone(chosen({"time_zone": "Asia/Tokyo"}).time_zone)
    try:
        checked = validate(text, propose(text, table="exits"))
    finally:
        use_time_zone("")

    assert checked.accepted["exit_date"].to_list() == [date(2024, 4, 1)]
    with pytest.raises(ValueError, match="Europe/Berlin"):
        chosen({"time_zone": "Mars/Base"})


def test_an_unknown_time_zone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSIGHT_TIME_ZONE", "Mars/Base")

    with pytest.raises(SettingError, match="Europe/Berlin"):
        require_settings()
