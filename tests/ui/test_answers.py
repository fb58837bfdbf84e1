import polars as pl
import pytest

from insight.metrics.reasons import Basis, Meanings
from insight.settings import Choices
from insight.ui.answers import (
    meanings_line,
    reconciled,
    regained_answer,
    returns_answer,
)

CHOICES = Choices()


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


MEANT = Meanings(
    exit_records=600,
    accounts_with_record=352,
    customers_lost=3,
    accounts_lost=3,
    inferred=1,
    reversed_records=2,
    unconfirmed_records=597,
    accounts_with_ended_subscription=312,
)


@pytest.mark.parametrize(
    ("basis", "counted"),
    [
        (Basis.RECORDS, "Counted here: **600 exit records of 352 accounts**."),
        (Basis.CUSTOMERS, "Counted here: **3 exits of 3 accounts that stopped paying"),
    ],
)
def test_what_is_counted_comes_first_and_the_other_meanings_after(
    basis: Basis, counted: str
) -> None:
    line = meanings_line(MEANT, basis=basis)

    assert line.startswith(counted)
    assert "312 accounts with a subscription" in line
    assert "597 records of accounts that went on paying" in line


def test_customers_reconcile_in_one_line() -> None:
    months = pl.DataFrame(
        {
            "customers_start_unmerged": [100, 103],
            "new_customers": [6, 4],
            "returned_customers": [1, 0],
            "exited_events": [4, 5],
            "merged_customers": [0, 1],
            "customers_end": [103, 101],
        }
    )

    assert reconciled(months) == (
        "Customers: 100 at the start + 10 new + 1 came back − 9 left − 1 merged = "
        "**101** at the end."
    )


RATE = {
    "n": 200,
    "share": 0.25,
    "low": 0.19,
    "high": 0.32,
    "mature_n": 160,
    "mature_returned": 40,
}


def test_returns_are_a_share_with_a_check_to_redo_by_hand() -> None:
    answer = returns_answer(RATE, horizon=180, choices=CHOICES)

    assert plain(answer) == (
        "**25.0% of those who leave come back within 180 days** (19.0–32.0%, "
        "200 exits). To check by hand: 40 of 160 exits at least that old did."
    )


def test_returns_of_fewer_than_ten_exits_are_counts() -> None:
    few = RATE | {"n": 9, "mature_n": 8, "mature_returned": 2}

    answer = returns_answer(few, horizon=180, choices=CHOICES)

    assert answer.startswith(
        "**2 of 8 exits at least that old came back within 180 days**"
    )
    assert "%" not in answer


def test_a_horizon_nobody_reached_has_no_share() -> None:
    answer = returns_answer(RATE | {"share": None}, horizon=180, choices=CHOICES)

    assert answer == "Of **200 exits** none has been watched for 180 days yet."


def test_regained_mrr_is_said_with_its_median_or_that_there_is_none() -> None:
    again = {
        "exits": 20,
        "returned": 5,
        "ratio": 0.8,
        "return_mrr": 800.0,
        "last_mrr": 1_000.0,
        "median_days": None,
    }

    assert plain(regained_answer(again, currency="USD")) == (
        "5 of 20 exits back so far, with $800 of the $1k MRR they left with (80.0%); "
        "half not reached"
    )
    assert regained_answer(again | {"median_days": 200}, currency="USD").endswith(
        "half were back after 200 days"
    )
    assert regained_answer(again | {"ratio": None}, currency="USD") == (
        "5 of 20 exits back so far"
    )
