from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from insight.errors import MissingColumnsError, OpenQuestionError
from insight.intake import rules
from insight.intake.mapping import Mapping, propose
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.intake.validate import validate
from insight.schema import TABLES


def table(*lines: str) -> TextTable:
    return read("file.csv", "\n".join(lines).encode())


def refusals(
    text: TextTable, mapping: Mapping | None = None
) -> list[tuple[object, ...]]:
    return validate(text, mapping or propose(text)).refused.rows()


def test_accepted_rows_are_typed_by_their_fields() -> None:
    text = table(
        "exit_id;account_id;exit_date;voluntary;last_mrr;currency;comment",
        "007;00042;27/10/2024;yes;1.234,50;EUR;N/A",
        "008;1E5;01.02.2024;;n/a;;",
    )

    checked = validate(text, propose(text))

    columns = [
        "exit_id",
        "account_id",
        "exit_date",
        "voluntary",
        "last_mrr",
        "currency",
    ]
    assert checked.accepted.schema == TABLES["exits"].create_empty().schema
    assert checked.accepted.select(*columns, "comment", "reason_code").rows() == [
        (
            "007",
            "00042",
            date(2024, 10, 27),
            True,
            Decimal("1234.5000"),
            "EUR",
            "N/A",
            "not_asked",
        ),
        ("008", "1E5", date(2024, 2, 1), None, None, None, None, "not_asked"),
    ]
    assert checked.notes == ()


def test_every_cell_that_does_not_fit_is_refused_with_what_was_expected() -> None:
    text = table(
        "account_id,exit_date,last_mrr,voluntary",
        "A1,2024-02-30,1.5,yes",
        "A2,2024-01-02,lots,perhaps",
        "A3,2024-01-02,1.5,no",
    )

    checked = validate(text, propose(text))

    assert_frame_equal(
        checked.refused,
        pl.DataFrame(
            {
                "line": [2, 3, 3],
                "column": ["exit_date", "voluntary", "last_mrr"],
                "value": ["2024-02-30", "perhaps", "lots"],
                "reason": [
                    "Expected a date from 1990 to 2099 such as 2024-10-27",
                    "Expected yes or no (also true or false, 1 or 0)",
                    "Expected an amount such as 1234.50",
                ],
            }
        ),
    )
    assert (checked.rows_in, checked.accepted.height, checked.rows_refused) == (3, 1, 2)


@pytest.mark.parametrize(
    ("header", "row", "refusal"),
    [
        (
            "account_id,exit_date,notice_date",
            "A1,2024-01-02,2024-03-04",
            (
                2,
                "exit_date, notice_date",
                "2024-01-02, 2024-03-04",
                "Expected that a notice is not after its exit",
            ),
        ),
        (
            "account_id,exit_date,last_mrr",
            "A1,2024-01-02,-5",
            (2, "last_mrr", "-5", "Expected that last_mrr is at least 0"),
        ),
        (
            "account_id,gone",
            "A1,n/a",
            (2, "gone", "n/a", "Expected that exit_date is not empty"),
        ),
        (
            "account_id,exit_date,control_override,control_note",
            "A1,2024-01-02,nobody,why",
            (
                2,
                "control_override",
                "nobody",
                "Expected that control_override is one of ours, mixed, not_ours",
            ),
        ),
        (
            "account_id,exit_date,last_mrr,currency",
            "A1,2024-01-02,€5,USD",
            (2, "last_mrr", "€5", "Expected an amount in USD"),
        ),
    ],
)
def test_a_broken_rule_is_told_as_a_sentence(
    header: str, row: str, refusal: tuple[object, ...]
) -> None:
    text = table(header, row)
    columns = {name: name for name in text.columns if name != "gone"}
    renamed = {"exit_date": "gone"} if "gone" in text.columns else {}

    found = refusals(text, Mapping("exits", columns | renamed))

    assert found == [refusal]


def test_any_dollar_may_be_written_with_the_dollar_sign() -> None:
    text = table("account_id,exit_date,last_mrr,currency", "A1,2024-01-02,$5,CAD")

    assert refusals(text) == []


def test_copies_count_once_and_a_key_with_two_contents_is_refused() -> None:
    text = table(
        "exit_id,account_id,exit_date,fee",
        "X1,A1,2024-01-02,1",
        "X1,A1,2024-01-02,1",
        "X2,A2,2024-01-02,1",
        "X2,A2,2024-01-02,9",
        "X3,A3,2024-01-02,1",
        "X3,A3,2024-05-06,1",
    )

    checked = validate(text, propose(text))

    assert checked.accepted["exit_id"].to_list() == ["X1", "X2"]
    assert dict(checked.skipped) == {"exact copies of an earlier row": 2}
    assert checked.notes == (
        "1 row repeats an earlier one except in columns that are not imported.",
    )
    assert checked.refused["reason"].to_list() == [
        "Expected this key once: line 7 has it with other values",
        "Expected this key once: line 6 has it with other values",
    ]


def test_an_id_that_a_file_lacks_is_made_of_what_tells_rows_apart() -> None:
    text = table(
        "subscription_id,account_id,start_date,amount",
        "S1,A1,2/1/24,5",
        "S1,A1,15/1/24,5",
    )

    checked = validate(text, propose(text))

    assert checked.accepted["phase_id"].to_list() == ["S1/2024-01-02", "S1/2024-01-15"]


def test_only_tables_whose_ids_are_given_are_looked_up() -> None:
    text = table("account_id,exit_date", "A1,2024-01-02", "A2,2024-01-02")
    mapping = propose(text)

    with_ids = validate(text, mapping, known_ids={"accounts": frozenset({"A1"})})
    without = validate(text, mapping)

    assert with_ids.refused.rows() == [
        (
            3,
            "account_id",
            "A2",
            "Expected an account that is in the store or in this drop",
        )
    ]
    assert without.refused.height == 0


def test_an_unmapped_required_field_stops_the_file() -> None:
    text = table("account_id,mood", "A1,sad")

    with pytest.raises(MissingColumnsError, match="“exit_date”"):
        validate(text, Mapping("exits", {"account_id": "account_id"}))


def test_an_unanswered_question_stops_the_file_and_its_answer_decides() -> None:
    text = table("account_id,exit_date", "A1,01/02/2024")
    columns = {"account_id": "account_id", "exit_date": "exit_date"}
    answered = Mapping("exits", columns, readings={"exit_date": "month_first"})

    with pytest.raises(OpenQuestionError, match="how “exit_date” is to be read"):
        validate(text, Mapping("exits", columns))
    checked = validate(text, answered)

    assert checked.accepted["exit_date"].to_list() == [date(2024, 1, 2)]


def test_in_a_column_of_both_orders_what_reads_two_ways_is_refused() -> None:
    text = table(
        "account_id,exit_date", "A1,27/10/2024", "A2,10/27/2024", "A3,01/02/2024"
    )

    found = refusals(text)

    assert found == [
        (
            4,
            "exit_date",
            "01/02/2024",
            "Expected a date that reads one way: the column has dates with the day "
            "first and dates with the month first",
        )
    ]


def test_what_typing_changes_is_noted() -> None:
    text = table(
        "subscription_id,account_id,start_date,end_date,amount",
        "S1,A1,2024-01-02T10:00:00Z,45592,33.333333",
    )

    checked = validate(text, propose(text))

    assert checked.notes == (
        "“start_date” has times of day; the date is kept.",
        "“end_date” has numbers; they are read as days the way Excel counts them.",
        "“amount” has more than 4 decimal places; they are rounded.",
    )


MESSY = st.sampled_from(
    [
        "A1",
        "A2",
        "",
        " ",
        "2024-01-02",
        "27/10/2024",
        "01/02/2024",
        "5",
        "-5",
        "n/a",
        "yes",
        '"',
        "x",
    ]
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(MESSY, min_size=0, max_size=6), min_size=1, max_size=15))
def test_every_record_is_accepted_refused_or_counted(rows: list[list[str]]) -> None:
    lines = [",".join(row) for row in rows]
    text = table("account_id,exit_date,notice_date,last_mrr", "A9,2024-01-02,,", *lines)
    columns = {name: name for name in text.columns}
    answers = {"exit_date": "day_first", "notice_date": "day_first"}

    checked = validate(
        text,
        Mapping("exits", columns, readings=answers),
        known_ids={"accounts": frozenset({"A1", "A9"})},
    )

    counted = sum(checked.skipped.values())
    assert checked.rows_in == checked.accepted.height + checked.rows_refused + counted
    assert checked.accepted.height == len(checked.lines)
    assert set(checked.lines).isdisjoint(checked.refused["line"])


def test_rows_that_break_a_rule_far_apart_are_all_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [f"X{n},A{n},2024-02-03,{-1 if n % 3 else 1},USD" for n in range(7)]
    text = table("exit_id,account_id,exit_date,last_mrr,currency", *rows)
    at_once = refusals(text)
    monkeypatch.setattr(rules, "_AT_ONCE", 2)

    assert refusals(text) == at_once
    assert [line for line, *_ in at_once] == [3, 4, 6, 7]
