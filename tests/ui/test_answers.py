import polars as pl
import pytest

from insight.metrics.reasons import Basis, Meanings
from insight.settings import Choices
from insight.ui.answers import (
    meanings_line,
    reconciled,
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
