from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from insight.cli import main
from insight.intake.mapping import Mapping, propose
from insight.intake.questions import Question, questions
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.intake.validate import validate

FAULTS = Path(__file__).parents[1] / "faults" / "subscriptions"


def table(*rows: str) -> TextTable:
    header = "subscription_id,account_id,start_date,end_date,amount"
    return read("subscriptions.csv", "\n".join((header, *rows)).encode())


def asked(text: TextTable) -> list[Question]:
    mapping = propose(text, table="subscriptions")
    return [q for q in questions(text, mapping) if q.key == "ends_on"]


MONTHS = (
    "S1,A1,2025-01-01,2025-01-31,100",
    "S1,A1,2025-02-01,2025-02-28,100",
    "S1,A1,2025-03-01,,100",
)


@pytest.mark.parametrize("name", ["imports/inclusive.csv"])
def test_phases_that_end_the_day_before_the_next_are_asked_about(name: str) -> None:
    text = read(name, (FAULTS / name).read_bytes())

    (question,) = asked(text)

    assert set(question.options) == {"last_day", "day_after"}
    assert "end the day before the next" in question.example


def test_contracts_of_one_phase_are_judged_by_the_ends_of_months() -> None:
    singles = [f"S{n},A{n},2025-01-01,2025-0{n}-30,100" for n in (4, 6)]

    assert not asked(table(*singles))
    assert len(asked(table(*singles, "S9,A9,2025-02-01,2025-09-30,100"))) == 1


def test_phases_that_end_when_the_next_begins_raise_no_question() -> None:
    text = table("S1,A1,2025-01-01,2025-02-01,100", "S1,A1,2025-02-01,2025-02-28,100")

    assert asked(text) == []


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ("last_day", ["2025-02-01", "2025-03-01", None]),
        ("day_after", ["2025-01-31", "2025-02-28", None]),
    ],
)
def test_a_last_day_is_stored_as_the_day_after_it(
    answer: str, ends: list[str | None]
) -> None:
    text = table(*MONTHS)
    mapping: Mapping = propose(text, table="subscriptions")

    accepted = validate(text, replace(mapping, answers={"ends_on": answer})).accepted

    assert accepted["end_date"].cast(pl.String).to_list() == ends


def test_a_folder_with_last_days_is_read_and_said_to_hold_them(tmp_path: Path) -> None:
    folder = str(FAULTS / "worlds" / "inclusive_ends")
    out = str(tmp_path / "out")
    words = ["metrics", "--from", folder, "--as-of", "2025-06-30", "--out", out]

    done = CliRunner().invoke(main, words)

    assert done.exit_code == 0
    assert (
        "12 of 12 ends are the last day of a month. Here end_date is read as"
        in done.stderr
    )
