import polars as pl

from insight.metrics.frame import lazy, polars
from insight.metrics.selection import Selection

ROWS = lazy(
    pl.DataFrame(
        {
            "row": ["a", "b", "c", "d"],
            "month": [649, 650, 651, 652],
            "segment": ["smb", "smb", "mid", "smb"],
            "region": ["EMEA", "EMEA", "APAC", "APAC"],
            "plan": ["team", "pro", "team", "team"],
            "account_mrr": [99_999_999, 100_000_000, 100_000_001, None],
        }
    )
)


def rows_of(selection: Selection) -> list[str]:
    return polars(selection.within(ROWS))["row"].to_list()


def test_the_first_and_the_last_month_are_within() -> None:
    assert rows_of(Selection(649, 652)) == ["a", "b", "c", "d"]
    assert rows_of(Selection(650, 651)) == ["b", "c"]


def test_each_filter_keeps_what_it_names_and_all_hold_together() -> None:
    assert rows_of(Selection(649, 652, segments=("smb",))) == ["a", "b", "d"]
    assert rows_of(Selection(649, 652, regions=("APAC",))) == ["c", "d"]
    assert rows_of(Selection(649, 652, plans=("team", "pro"))) == ["a", "b", "c", "d"]
    both = Selection(649, 652, segments=("smb",), regions=("APAC",))
    assert rows_of(both) == ["d"]


def test_the_least_mrr_is_of_the_account_and_leaves_out_what_is_not_known() -> None:
    assert rows_of(Selection(649, 652, min_mrr=100)) == ["b", "c"]


def test_the_months_before_are_as_many_and_of_the_same_accounts() -> None:
    chosen = Selection(650, 652, plans=("team",), min_mrr=5)

    assert chosen.previous() == Selection(647, 649, plans=("team",), min_mrr=5)
    assert list(chosen.months) == [650, 651, 652]
