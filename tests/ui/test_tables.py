import polars as pl
import pytest
from polars.testing import assert_frame_equal
from streamlit.testing.v1 import AppTest

from insight.ui.columns import column_config, column_order, head, in_words, rounded
from insight.ui.home.headline import headline_figures
from insight.ui.stories import linked


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
            "control": ["Ours to mend", "Not in our hands", "Not known"],
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
    [(["Acme", "Beta"], ["account_name", "story", "mrr"]),
     (["Acme", None], ["account_id", "account_name", "story", "mrr"])],
)  # fmt: skip
def test_an_id_is_shown_where_an_account_has_no_name(
    names: list[str | None], order: list[str]
) -> None:
    rows = pl.DataFrame({"account_id": ["A1", "A2"], "account_name": names, "mrr": 1.0})

    assert column_order(linked(rows)) == order


def test_a_sentence_stays_narrow_where_rows_are_high_enough_to_wrap_it() -> None:
    rows = pl.DataFrame(schema={"why": pl.String, "account_name": pl.String})

    config = column_config(rows, currency="USD", is_wrapped=True)

    assert [config[column]["width"] for column in rows.columns] == [240, None]


def test_headline_figures_say_what_they_rest_on_and_what_was_before() -> None:
    headline = pl.DataFrame(
        {
            "measure": ["logo_churn", "nrr", "exits", "reactivated_mrr"],
            "value": [0.2, None, 12.0, 4_100.0],
            "k": [20, None, 12, None],
            "n": [100, 90, None, None],
            "low": [0.13, None, None, None],
            "high": [0.29, None, None, None],
            "previous": [0.25, 1.01, 8.0, None],
            "is_running": [False] * 4,
        }
    )
    months = pl.DataFrame(
        {
            "month": ["2026-01", "2026-02"],
            "logo_churn_rate": [None, 0.02],
            "nrr": [1.0, 1.1],
            "reactivation": [0.0, 4_100.0],
            "paying_customers_end": [0, 90],
        }
    )
    moves = pl.DataFrame(
        {"month": ["2026-01", "2026-02"], "exits": [5, 7], "provisional": [0, 3]}
    )

    figures = headline_figures(headline, months, moves, currency="USD")

    shown = [
        (
            f.value.replace("\u202f", " "),
            f.rests_on.replace("\u202f", " "),
            f.before.replace("\u202f", " "),
            f.course,
        )
        for f in figures
    ]
    assert shown == [
        ("20.0%", "20 of 100  \n13.0–29.0%", "before: 25.0%", [0.02]),
        ("–", "90 accounts", "before: 101.0%", []),
        ("12", "3 of them provisional", "before: 8", [5.0, 7.0]),
        ("$4.1k", "a month, on return", "before: not known", [0.0, 4_100.0]),
    ]


def test_where_nobody_pays_only_exits_and_returns_are_figures() -> None:
    headline = pl.DataFrame(
        {
            "measure": ["returned", "reactivated_mrr"],
            "value": [70.0, 0.0],
            "k": [70, None],
            "n": [None, None],
            "low": [None, None],
            "high": [None, None],
            "previous": [57.0, 0.0],
            "is_running": [False] * 2,
        }
    )
    months = pl.DataFrame(
        {
            "month": ["2026-01", "2026-02"],
            "reactivation": [0.0, 0.0],
            "paying_customers_end": [0, 0],
        }
    )
    moves = pl.DataFrame(
        {"month": ["2026-01", "2026-02"], "returned": [30, 40], "provisional": [0, 0]}
    )

    figures = headline_figures(headline, months, moves, currency="USD")

    assert [(f.value, f.before, f.course) for f in figures] == [
        ("70", "before: 57", [30.0, 40.0]),
        ("–", "before: not known", []),
    ]


def long_card() -> None:
    import polars as pl  # noqa: PLC0415

    from insight.ui.components import Note, table_card  # noqa: PLC0415

    rows = pl.DataFrame({"day": range(2_500)})
    table_card("Days", rows, note=Note("Days.", "2,500 days", "", "USD"))


def test_a_long_table_sends_its_first_rows_and_says_so() -> None:
    app = AppTest.from_function(long_card).run()

    assert not app.exception
    assert len(app.dataframe[0].value) == 2_000
    assert [caption.value for caption in app.caption] == [
        "2,500 days",
        "The first 2,000 of 2,500 rows; the CSV holds them all.",
    ]
