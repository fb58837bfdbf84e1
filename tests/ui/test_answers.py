import polars as pl
import pytest

from insight.metrics.reasons import Basis, Meanings
from insight.settings import Choices
from insight.ui.answers import (
    meanings_line,
    reasons_answer,
    reconciled,
    regained_answer,
    returns_answer,
)

CHOICES = Choices()


def reasons(*rows: tuple[str, str, int, float, float]) -> pl.DataFrame:
    frame = pl.DataFrame(
        list(rows), schema=["label", "control", "exits", "low", "high"], orient="row"
    )
    return frame.with_columns(
        n=pl.col("exits").sum(), share=pl.col("exits") / pl.col("exits").sum()
    )


THREE = reasons(
    ("Missing feature", "ours", 60, 0.5, 0.7),
    ("Merger or acquisition", "not_ours", 30, 0.2, 0.4),
    ("No answer", "unknown", 10, 0.05, 0.2),
)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_reasons_are_named_with_what_is_ours_and_what_nobody_knows() -> None:
    controls = pl.DataFrame(
        {
            "control": ["ours", "unknown"],
            "exits": [60, 10],
            "share": [0.6, 0.1],
            "low": [0.5, 0.05],
            "high": [0.7, 0.2],
        }
    )

    answer = reasons_answer(THREE, controls, basis=Basis.RECORDS)

    assert plain(answer) == (
        "**100 exits are recorded.** Most often: **Missing feature**, 60 (60.0%, "
        "50.0–70.0%); then Merger or acquisition 30. Within our control: **60 (60.0%, "
        "50.0–70.0%)**. Of 10 (10.0%, 5.0–20.0%) nobody knows why."
    )


def test_reasons_with_overlapping_intervals_are_not_ranked() -> None:
    close = reasons(
        ("Missing feature", "ours", 52, 0.42, 0.62),
        ("Merger", "not_ours", 48, 0.38, 0.58),
    )

    answer = reasons_answer(close, close.clear(), basis=Basis.CUSTOMERS)

    assert "then Merger 48, too close to rank." in answer
    assert answer.startswith("**100 customers were lost.**")


def test_no_exit_is_an_answer_too() -> None:
    answer = reasons_answer(THREE.clear(), THREE.clear(), basis=Basis.RECORDS)

    assert answer.startswith("**Nobody left** in this period")


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


def test_words_that_are_not_mapped_are_named_and_are_not_unknown() -> None:
    rows = reasons(
        ("Zu teuer", "not_mapped", 9, 0.5, 0.9), ("Not asked", "unknown", 1, 0.0, 0.3)
    )
    controls = rows.with_columns(label=pl.col("control"))

    said = plain(reasons_answer(rows, controls, basis=Basis.RECORDS))

    assert "Most often: **Zu teuer**, 9 (90" in said
    assert "Of 9 (90.0%, 50.0–90.0%) the reason is a word that is not mapped" in said
    assert "Of 1 (10.0%, 0.0–30.0%) nobody knows why." in said
