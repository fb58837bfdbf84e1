import polars as pl
from polars.testing import assert_frame_equal

from insight.ui.stories import linked


def test_rows_of_accounts_are_links_to_their_stories() -> None:
    rows = pl.DataFrame({"day": [1], "account_id": ["A&1"], "n": [2]})

    expected = pl.DataFrame(
        {"day": [1], "account_id": ["account_story?name=A%261&account=A%261"], "n": [2]}
    )
    assert_frame_equal(linked(rows), expected)
    assert_frame_equal(linked(rows.drop("account_id")), rows.drop("account_id"))
