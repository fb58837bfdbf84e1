import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.ui.columns import column_config, column_order, head, in_words, rounded
from insight.ui.stories import NAMED, linked


def test_flags_are_said_in_words_and_unknown_ones_stay_unknown() -> None:
    rows = pl.DataFrame({"closed_late": [True, False, None], "n": [1, 0, 2]})

    said = in_words(rows)

    assert said["closed_late"].to_list() == ["yes", "no", None]
    assert said["n"].to_list() == [1, 0, 2]


def test_codes_are_said_in_words_and_unknown_codes_stay() -> None:
    rows = pl.DataFrame(
        {
            "reason": ["merger", "from_a_file", None],
            "control": ["ours", "not_ours", "unknown"],
            "step": ["churn", "closing", "merged"],
            "mrr": [1.0, 2.0, 3.0],
        }
    )

    expected = pl.DataFrame(
        {
            "reason": ["Merger or acquisition", "from_a_file", None],
            "control": ["Fully within our control", "Outside our control", "Not known"],
            "step": ["Churn", "Closing", "Merged in or out"],
            "mrr": [1.0, 2.0, 3.0],
        }
    )
    assert_frame_equal(in_words(rows), expected)


def test_money_columns_name_their_currency() -> None:
    assert head("mrr", currency="EUR") == "MRR, EUR"
    assert head("exits", currency="EUR") == "Exits"
    assert head("paying_customers_end", currency="EUR") == "Paying customers end"


@pytest.mark.parametrize(
    ("column", "kind", "shown"),
    [
        ("share", pl.Float64, "percent"),
        ("mrr", pl.Float64, "localized"),
        ("day", pl.Int64, "localized"),
    ],
)
def test_numbers_are_formatted_by_what_they_are(
    column: str, kind: pl.DataType, shown: str
) -> None:
    rows = pl.DataFrame(schema={column: kind})

    config = column_config(rows, currency="USD")

    assert config[column]["type_config"]["format"] == shown


def test_shares_have_one_decimal_and_money_two() -> None:
    rows = pl.DataFrame(schema={"share": pl.Float64, "mrr": pl.Float64})

    config = column_config(rows, currency="USD")

    steps = [config[column]["type_config"]["step"] for column in ("share", "mrr")]
    assert steps == [0.001, 0.01]


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [("share", 44 / 205, 0.215), ("share", 0.08282, 0.083), ("mrr", 12.3456, 12.35)],
)
def test_numbers_are_rounded_before_the_browser_cuts_their_digits_off(
    column: str, value: float, shown: float
) -> None:
    rows = pl.DataFrame({column: [value, None]})

    assert rounded(rows)[column].to_list() == [shown, None]


def test_words_in_a_column_that_elsewhere_holds_numbers_stay() -> None:
    rows = pl.DataFrame({"high": ["up to 8"]})

    assert rounded(rows).equals(rows)


@pytest.mark.parametrize(
    ("names", "order"),
    [(["Acme", "Beta"], ["Acme", "Beta"]), (["Acme", None], ["Acme", "A2"])],
)
def test_an_account_without_a_name_is_called_by_its_id(
    names: list[str | None], order: list[str]
) -> None:
    rows = pl.DataFrame({"account_id": ["A1", "A2"], "account_name": names, "mrr": 1.0})

    shown = linked(rows)

    assert column_order(shown) == ["account_name", "mrr"]
    assert shown["account_name"].str.extract(NAMED).to_list() == order


def test_a_sentence_stays_narrow_where_rows_are_high_enough_to_wrap_it() -> None:
    rows = pl.DataFrame(schema={"why": pl.String, "account_name": pl.String})

    config = column_config(rows, currency="USD", is_wrapped=True)

    assert [config[column]["width"] for column in rows.columns] == [240, None]
