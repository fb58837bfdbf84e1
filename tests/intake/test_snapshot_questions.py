"""What a list with one row per subscription leaves to a person."""

from dataclasses import replace
from datetime import date

import polars as pl

from insight.intake.checked import Checked
from insight.intake.drop import validate_drop
from insight.intake.mapped_file import MappedFile
from insight.intake.plan import planned
from insight.intake.questions import open_questions, with_proposed
from insight.intake.read import read
from insight.intake.snapshots import from_as_of

AS_OF = date(2025, 6, 30)
LATE = """\
subscription_id,account_id,status,start_date,billing_interval,amount,currency,unpaid_on
S1,A1,past_due,2023-01-10,month,100,USD,2025-06-13
S2,A2,active,2023-01-01,month,50,USD,
"""


def file_of(content: str, table: str = "subscriptions") -> MappedFile:
    files = planned(read("list.csv", content.encode()))
    (file,) = [one for one in files if one.mapping.table == table]
    return file


def asked(content: str) -> set[str]:
    file = file_of(content)
    return {one.key for one in open_questions(file.text, file.mapping)}


def told(content: str, **answers: str) -> Checked:
    file = file_of(content)
    mapping = replace(file.mapping, answers={**file.mapping.answers, **answers})
    mapping = with_proposed(file.text, mapping)
    (checked,) = validate_drop([replace(file, mapping=mapping)], makes_accounts=True)
    return from_as_of(checked, AS_OF)


def phases(checked: Checked) -> list[tuple[str, str]]:
    first = checked.written.filter(pl.col("subscription_id") == "S1").sort("start_date")
    return list(first.select("status", pl.col("start_date").cast(str)).iter_rows())


def test_a_status_without_a_day_is_asked_about() -> None:
    assert asked(LATE) == {"state_since"}
    assert phases(told(LATE, state_since="now")) == [
        ("active", "2023-01-10"),
        ("past_due", "2025-06-30"),
    ]
    assert phases(told(LATE, state_since="unpaid_on")) == [
        ("active", "2023-01-10"),
        ("past_due", "2025-06-13"),
    ]


def test_a_history_of_phases_is_not_asked_since_when() -> None:
    history = LATE.replace("S2,A2,active,2023-01-01", "S1,A1,active,2022-01-01")

    assert "state_since" not in asked(history)


def test_a_status_that_is_older_than_it_counts_is_asked_about() -> None:
    header = (
        "id,Customer ID,Status,Start (UTC),Current Period Start (UTC),"
        "Current Period End (UTC),Canceled At (UTC),Ended At (UTC),Interval,Amount,"
        "Currency\n"
    )
    rows = (
        "S1,C1,past_due,2023-01-10,2024-02-10,2024-03-10,,,month,10,usd\n"
        "S2,C2,active,2023-01-10,2025-06-10,2025-07-10,,,month,10,usd\n"
    )

    assert asked(header + rows) == {"late_for_long"}
    assert phases(told(header + rows, late_for_long="stayed"))[-1] == (
        "past_due",
        "2025-06-30",
    )
    assert phases(told(header + rows, late_for_long="left"))[-1] == (
        "past_due",
        "2024-02-10",
    )


def seats(amount: str) -> str:
    header = (
        f"subscription_id,account_id,start_date,quantity,{amount},interval,currency"
    )
    return (
        f"{header}\nS1,A1,2023-01-10,25,10,month,USD\nS2,A2,2023-01-10,1,50,month,USD\n"
    )


def test_an_amount_beside_quantities_is_asked_about_unless_its_name_says_it() -> None:
    assert asked(seats("amount")) == {"amount_is"}
    for amount, answers, paid in (
        ("amount", {"amount_is": "of_one"}, 250),
        ("amount", {"amount_is": "of_all"}, 10),
        ("unit_amount", {}, 250),
        ("price_per_seat", {}, 250),
        ("total_amount", {}, 10),
    ):
        found = told(seats(amount), **answers).accepted.sort("subscription_id")
        assert found["amount"].to_list() == [paid, 50], amount
