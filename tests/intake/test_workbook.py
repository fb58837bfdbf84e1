import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pytest
import xlsxwriter

from insight.errors import UnreadableFileError
from insight.intake import archives, workbook
from insight.intake.read import read

Rows = Sequence[Sequence[object]]
EXITS: Rows = [["exit_id", "exit_date"], ["X1", date(2025, 1, 31)]]


def book(sheets: Mapping[str, Rows], *, hidden: str = "") -> bytes:
    kept = io.BytesIO()
    options = {"default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(kept, options) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, value in enumerate(row):
                    sheet.write(at, place, value)
            if name == hidden:
                sheet.hide()
    return kept.getvalue()


def test_a_workbook_is_read_whatever_its_name_says() -> None:
    table = read("exits.csv", book({"Exits": EXITS}))

    assert table.rows.rows() == [("X1", "2025-01-31")]
    assert (table.encoding, table.sheet, table.sheets) == (
        "workbook",
        "Exits",
        ("Exits",),
    )


def test_the_first_visible_sheet_with_rows_is_read_and_any_other_on_request() -> None:
    content = book(
        {
            "Cover": [["Our exits"]],
            "Old": [["id", "x"], ["1", "2"]],
            "Exits": EXITS,
            "Accounts": [["account_id", "name"], ["A1", "Acme"]],
        },
        hidden="Old",
    )

    first, other = read("a.xlsx", content), read("a.xlsx", content, sheet="Accounts")

    assert (first.sheet, first.sheets) == ("Exits", ("Exits", "Accounts"))
    assert first.notes == ("Sheet “Exits” is read; the workbook also has Accounts.",)
    assert other.rows.rows() == [("A1", "Acme")]
    assert first.sha256 != other.sha256


def test_a_hidden_sheet_cannot_be_asked_for() -> None:
    content = book({"Exits": EXITS, "Old": EXITS}, hidden="Old")

    with pytest.raises(UnreadableFileError, match="no visible sheet of that name"):
        read("a.xlsx", content, sheet="Old")


def test_cells_come_as_a_spreadsheet_shows_them_and_lines_are_its_rows() -> None:
    rows: Rows = [
        ["Exits of 2025"],
        [],
        ["id", "when", "mrr", "flag", "note"],
        ["001", datetime(2025, 1, 31, 10, 30), 1200.5, True, "two\nlines"],  # noqa: DTZ001
        ["002", date(2025, 2, 1), 100.0, False, "x"],
    ]

    table = read("a.xlsx", book({"Exits": rows}))

    assert table.rows.rows() == [
        ("001", "2025-01-31 10:30:00", "1200.5", "true", "two lines"),
        ("002", "2025-02-01", "100", "false", "x"),
    ]
    assert table.lines.to_list() == [4, 5]


def test_text_far_down_a_column_of_numbers_stays() -> None:
    rows: Rows = [["id", "mrr"], *([n, n] for n in range(1500)), ["x", "free"]]

    table = read("a.xlsx", book({"Exits": rows}))

    assert table.rows.row(-1) == ("x", "free")
    assert table.rows.null_count().row(0) == (0, 0)


def test_errors_and_numbers_cut_to_15_digits_are_told_apart_from_text() -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["account_id", "name"])
        sheet.write_number(1, 0, 12345678901234567)
        sheet.write_string(2, 0, "12345678901234567")
        sheet.write_formula(1, 1, "=1/0", value="#DIV/0!")
        sheet.write_string(2, 1, "Acme")

    table = read("a.xlsx", kept.getvalue())

    assert table.rows.rows() == [
        ("1.23456789012346E+16", "#DIV/0!"),
        ("12345678901234567", "Acme"),
    ]


def test_a_cell_far_outside_the_table_costs_the_file_and_not_the_server() -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as made:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "near")
        sheet.write(1_048_575, 16_383, "far")

    with pytest.raises(UnreadableFileError, match="a cell far outside its table"):
        read("a.xlsx", kept.getvalue())


def test_a_workbook_that_unpacks_to_too_much_is_not_even_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 1024**2)
    content = io.BytesIO(book({"Exits": EXITS}))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", bytes(2 * 1024**2))

    with pytest.raises(UnreadableFileError, match="larger than 1 MB"):
        read("a.xlsx", content.getvalue())


def test_a_workbook_that_takes_too_long_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook, "SECONDS", 0.001)

    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read("a.xlsx", book({"Exits": EXITS}))


@pytest.mark.parametrize(
    "content",
    [
        workbook.OLD_EXCEL + b"\xa1\xb1\x1a\xe1" + bytes(600),
        book({"Exits": EXITS})[:2000],
    ],
    ids=["old", "cut off"],
)
def test_a_damaged_workbook_gets_one_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="damaged"):
        read("a.xls", content)


def test_a_small_workbook_cannot_ask_for_much_memory() -> None:
    content = io.BytesIO(book({"Exits": EXITS}))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/filler.xml", bytes(60 * 1024**2))

    with pytest.raises(UnreadableFileError, match="more than 100 times as large"):
        read("a.xlsx", content.getvalue())
