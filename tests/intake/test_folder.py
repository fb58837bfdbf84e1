from pathlib import Path

import pytest

from insight.errors import InvalidRowsError, UnreadableFileError
from insight.intake.folder import read_folder
from insight.schema import TABLES

CODE_OF_OUR_OWN = "exit_id,account_id,exit_date,reason_code,ours\nX1,A1,2025-03-04,ours,1\n"  # fmt: skip


def test_a_folder_gives_every_table_and_those_without_a_file_are_empty(
    tmp_path: Path,
) -> None:
    (tmp_path / "exits.csv").write_text(CODE_OF_OUR_OWN, encoding="utf-8")

    found = read_folder(tmp_path)

    assert found.keys() == TABLES.keys()
    assert {table for table, rows in found.items() if rows.height} == {"exits"}
    assert {table: rows.schema for table, rows in found.items()} == {
        table: schema.create_empty().schema for table, schema in TABLES.items()
    }
    assert found["exits"].select("exit_id", "reason_code").rows() == [("X1", "ours")]


def test_a_folder_without_a_table_says_what_it_looked_for(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(UnreadableFileError, match=r"no accounts\.csv, exits\.csv or"):
        read_folder(tmp_path)


def test_a_refused_row_of_a_folder_is_named_with_its_file_line_and_column(
    tmp_path: Path,
) -> None:
    rows = CODE_OF_OUR_OWN + "X2,A2,soon,ours,1\nX3,A3,later,ours,1\n"
    (tmp_path / "exits.csv").write_text(rows, encoding="utf-8")

    with pytest.raises(InvalidRowsError) as refusal:
        read_folder(tmp_path)

    told = str(refusal.value)
    assert told.startswith("exits.csv, line 3, column exit_date: ")
    assert told.endswith("(2 lines refused). Mend them and run this again.")
