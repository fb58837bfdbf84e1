from datetime import UTC, date, datetime

import polars as pl
from polars.testing import assert_frame_equal

from insight.intake.checked import Checked
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import propose
from insight.intake.read import read
from insight.store.uploads import StoreState
from insight.ui.upload_check import latest_day
from insight.ui.upload_values import word_counts


def test_words_that_nobody_understood_come_first_then_the_frequent_ones() -> None:
    cells = pl.Series(
        "why", ["pricing", "support", "pricing", "weather", "merger", None]
    )

    words = word_counts(
        cells,
        "reason_code",
        {"pricing": "price_for_value", "support": "unresolved_issue"},
    )

    assert_frame_equal(
        words,
        pl.DataFrame(
            {
                "In the file": ["weather", "pricing", "merger", "support"],
                "Rows": pl.Series([1, 2, 1, 1], dtype=pl.UInt32),
                "Becomes": [None, "price_for_value", "merger", "unresolved_issue"],
            }
        ),
    )


def checked(*rows: str) -> tuple[Checked, ...]:
    content = "\n".join(("account_id,start_date,do_not_contact_before", *rows))
    text = read("accounts.csv", content.encode())
    return validate_drop([MappedFile(text, propose(text))])


def held(as_of: date | None, *, is_sample: bool) -> StoreState:
    return StoreState(1, as_of, is_sample, True, datetime(2025, 1, 1, tzinfo=UTC))


def test_the_data_speaks_up_to_its_latest_day_that_is_not_in_the_future() -> None:
    files = checked("A1,2024-01-02,2031-01-01", "A2,2024-05-06,")
    today = date(2025, 6, 7)

    assert latest_day(files, held(None, is_sample=False), today=today) == date(
        2024, 5, 6
    )
    assert latest_day(
        files, held(date(2025, 2, 1), is_sample=False), today=today
    ) == date(2025, 2, 1)
    assert latest_day(
        files, held(date(2025, 2, 1), is_sample=True), today=today
    ) == date(2024, 5, 6)


def test_data_without_a_day_speaks_up_to_today() -> None:
    today = date(2025, 6, 7)

    assert (
        latest_day(checked("A1,,"), held(None, is_sample=False), today=today) == today
    )
