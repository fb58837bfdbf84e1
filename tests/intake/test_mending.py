"""Refused rows come back as a file that can be mended and read again."""

import json

import polars as pl
from polars.testing import assert_frame_equal

from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import header_shape, propose
from insight.intake.mending import (
    mendable,
    whole_rows,
    without_raw_rows,
    without_reasons,
)
from insight.intake.read import read
from insight.intake.text_table import refused_frame

ACCOUNTS = read("accounts.csv", b"account_id,account_name\nA1,Acme\n")
EXITS = (
    "account_id,exit_date,reason,remark\n"
    'A1,2025-03-04,pricing,"he said ""no"""\n'
    "A9,never,pricing,\n"
    "A1,2025-03-05,pricing,x,one too many\n"
)


def refused_of(content: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    text = without_reasons(read("exits.csv", content.encode()))
    files = [MappedFile(t, propose(t)) for t in (ACCOUNTS, text)]
    checked = validate_drop(files)[1]
    return whole_rows(text, checked.refused), checked.refused


def test_refused_rows_are_told_whole_with_every_reason() -> None:
    rows, refused = refused_of(EXITS)

    told = mendable(rows, refused)

    assert told.columns == [
        "account_id", "exit_date", "reason", "remark", "Refused line", "Refused because",
    ]  # fmt: skip
    assert told.drop("Refused because").rows() == [
        ("A9", "never", "pricing", None, 3),
        (None, None, None, None, 4),
    ]
    first, second = told["Refused because"]
    assert "exit_date: Expected a date" in first
    assert "found “never”" in first
    assert "one too many" in second


def test_mended_rows_go_in_under_the_mapping_of_their_file() -> None:
    told = mendable(*refused_of(EXITS)).head(1)
    mended = told.with_columns(
        account_id=pl.lit("A1"), exit_date=pl.lit("2025-06-07")
    ).write_csv(include_bom=True)

    rows, refused = refused_of(mended)
    text = without_reasons(read("mended.csv", mended.encode()))

    assert refused.is_empty()
    assert rows.is_empty()
    assert text.columns == ("account_id", "exit_date", "reason", "remark")
    assert header_shape(text) == header_shape(read("exits.csv", EXITS.encode()))


def test_a_file_without_refusals_has_nothing_to_mend() -> None:
    rows, refused = refused_of("account_id,exit_date\nA1,2025-03-04\n")

    told = mendable(rows, refused)

    expected = pl.DataFrame(
        schema={"Refused line": pl.Int64, "Refused because": pl.String}
    )
    assert_frame_equal(told, expected)


def test_of_a_row_that_is_stored_only_mapped_cells_are_told() -> None:
    text = read("exits.csv", EXITS.encode())
    refused = refused_frame([(3, "exit_date", "never", "is no date")])

    rows = whole_rows(text, refused, kept=("account_id", "exit_date"))

    assert [json.loads(cells) for cells in rows["cells"]] == [
        {"account_id": "A9", "exit_date": "never", "reason": None, "remark": None}
    ]


def test_a_row_that_no_column_can_be_told_of_is_not_stored() -> None:
    refused = refused_frame(
        [(3, "exit_date", "never", "is no date"), (4, None, "A1 · x", "one too many")]
    )

    assert without_raw_rows(refused)["value"].to_list() == ["never", None]
