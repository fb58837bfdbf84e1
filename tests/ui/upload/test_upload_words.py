import polars as pl
from polars.testing import assert_frame_equal

from insight.ui.upload.values import word_counts


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
