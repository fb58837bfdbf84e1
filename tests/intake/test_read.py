from unicodedata import normalize

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from insight.errors import UnreadableFileError
from insight.intake import bytes_gate
from insight.intake.read import read

EXITS = "exit_id,account_id,exit_date\nX1,A1,2025-01-31\nX2,A2,2025-02-28\n"
EXIT_ROWS = pl.DataFrame(
    {
        "exit_id": ["X1", "X2"],
        "account_id": ["A1", "A2"],
        "exit_date": ["2025-01-31", "2025-02-28"],
    }
)


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        (EXITS.encode(), "utf-8", ","),
        (b"\xef\xbb\xbf" + EXITS.encode(), "utf-8", ","),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + EXITS.encode(), "utf-8", ","),
        (b"\xff\xfe" + EXITS.encode("utf-16-le"), "utf-16-le", ","),
        (b"\xfe\xff" + EXITS.encode("utf-16-be"), "utf-16-be", ","),
        (EXITS.encode("utf-16-le"), "utf-16-le", ","),
        (EXITS.encode("utf-16-be"), "utf-16-be", ","),
        (EXITS.replace(",", ";").encode(), "utf-8", ";"),
        (EXITS.replace(",", "\t").encode(), "utf-8", "\t"),
        (EXITS.replace(",", "|").encode(), "utf-8", "|"),
        (b"sep=;\r\n" + EXITS.replace(",", ";").encode(), "utf-8", ";"),
        (EXITS.replace("\n", "\r\n").encode(), "utf-8", ","),
        (EXITS.replace("\n", "\r").encode(), "utf-8", ","),
        (EXITS.removesuffix("\n").encode(), "utf-8", ","),
        (EXITS.replace("A1", ' "A1"').replace("X1", "X1 ").encode(), "utf-8", ","),
    ],
)
def test_the_same_rows_come_out_of_every_spelling_of_a_file(
    content: bytes, encoding: str, delimiter: str
) -> None:
    table = read("exits.csv", content)

    assert_frame_equal(table.rows, EXIT_ROWS)
    assert (table.encoding, table.delimiter) == (encoding, delimiter)
    assert (table.rows_in, table.refused.height, dict(table.skipped)) == (2, 0, {})


def test_a_row_keeps_the_line_it_starts_in() -> None:
    table = read("a.csv", b'id,note\n1,"two\nlines"\n\n2,"a, b"\n3,say ""no""\n')

    assert table.lines.to_list() == [2, 5, 6]
    assert table.rows["note"].to_list() == ["two\nlines", "a, b", 'say ""no""']
    assert dict(table.skipped) == {"blank lines": 1}


def test_windows_1252_is_read_with_a_note() -> None:
    table = read("a.csv", "id,name\n1,Café Zürich\n".encode("cp1252"))

    assert table.rows["name"].to_list() == ["Café Zürich"]
    assert table.encoding == "windows-1252"
    assert table.notes == (
        "Read as Windows-1252: check that names with accents look right.",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n\t\n", "The file is empty."),
        (b"\x00" * 100, "The file is empty."),
        (
            b"PK\x03\x04rest",
            "The archive is damaged. Pack the file again.",
        ),
        (b"\x1f\x8b\x08", "The archive is damaged. Pack the file again."),
        (b"%PDF-1.7", "The file is a PDF document. Export the table as CSV."),
        (
            b" <html><table>",
            "The file is a web page, as some tools export it under a name such as "
            ".xls. Open it in a spreadsheet program, save it as CSV and drop that file.",
        ),
        (
            b'[\n  {"id": 1}]',
            "The file is JSON, as programs exchange it, not a table of rows and columns. "
            "Choose CSV where the tool exports, or let it fill a database and fetch from "
            "there.",
        ),
        (
            b"id,name\n1,a\x00b\n",
            "Line 2 holds NUL characters: the file is damaged. Export it again.",
        ),
        (
            "id,name\n1,Łódź\n2,Kraków".encode() + b"\xff\n",
            "Line 3 is not valid UTF-8, as most of the file is: it may be damaged. Export it "
            "again, or choose the encoding.",
        ),
        (
            b"\xef\xbb\xbfid,name\n1,Krak\xc3\xb3w\xff\n",
            "Line 2 is not valid UTF-8: the file is damaged. Export it again.",
        ),
        (
            b"id,name\n1,\x81\x8d\n",
            "Line 2 is neither UTF-8 nor Windows-1252. Choose the encoding, or save it "
            "as UTF-8.",
        ),
        (
            b"id,name\n" + b'1,"a"b\n' * 60,
            "50 lines or more cannot be read, the last one is line 51. Expected nothing "
            "between a closing quotation mark and the next delimiter.",
        ),
        (
            ",".join(map(str, range(600))).encode() + b"\n1\n",
            "The header names 600 columns; at most 512 are read.",
        ),
        (
            b"a,b\n" + b"1\n" * 30_000,
            "20,000 lines or more do not have the 2 values of the header; line 20001 "
            "has 1. Export the file again, with quotation marks around its cells.",
        ),
        (
            b'a,b\n"1" ,2\n' + b"1\n" * 30_000,
            "20,000 lines or more do not have the 2 values of the header; line 20002 "
            "has 1. Export the file again, with quotation marks around its cells.",
        ),
    ],
)
def test_what_is_no_table_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        read("a.csv", content)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize("content", [b"id,name", b"Exits of May\n\nid,name\r\n\r\n"])
def test_a_header_alone_is_an_empty_table_with_a_note(content: bytes) -> None:
    table = read("a.csv", content)

    assert (table.columns, table.rows.height) == (("id", "name"), 0)
    assert table.notes[-1] == "The file has a header but no rows."


def test_records_of_another_width_and_bad_quotes_are_refused_by_line() -> None:
    content = b'a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n1,"x"y,3\n"4,5,6\n7,8,9\n'

    table = read("a.csv", content)

    assert table.rows.rows() == [("1", "2", "3"), ("1", "2", "3"), ("7", "8", "9")]
    assert_frame_equal(
        table.refused,
        pl.DataFrame(
            {
                "line": [3, 4, 6, 7],
                "column": pl.Series([None] * 4, dtype=pl.String),
                "value": ["1 · 2", "1 · 2 · 3 · 4", None, None],
                "reason": [
                    "Expected 3 values as in the header, found 2",
                    "Expected 3 values as in the header, found 4",
                    "Expected nothing between a closing quotation mark and the "
                    "next delimiter",
                    "Expected a second quotation mark: one is opened here and "
                    "never closed",
                ],
            }
        ),
    )
    assert table.rows_in == 7


def test_backslash_escaped_quotes_are_read_when_every_row_then_fits() -> None:
    table = read("a.csv", b'id,note\n1,"say \\"hi\\", ok"\n2,"fine"\n')

    assert table.rows["note"].to_list() == ['say "hi", ok', "fine"]
    assert table.refused.height == 0


def test_many_backslash_escaped_quotes_are_read_too() -> None:
    table = read("a.csv", b"id,note\n" + b'1,"say \\"hi\\", ok"\n' * 60)

    assert table.rows["note"].unique().to_list() == ['say "hi", ok']
    assert table.rows.height == 60


def test_titles_blank_lines_totals_and_footers_are_left_out_and_counted() -> None:
    content = (
        b"Churn report\n\nid,mrr\n1,10\n,\n2,20\nTotal,30\n"
        b"\nConfidential - do not distribute\n"
    )

    table = read("a.csv", content)

    assert table.rows.rows() == [("1", "10"), ("2", "20")]
    assert dict(table.skipped) == {"blank lines": 2, "lines below the table": 2}
    assert table.notes == ("1 line above the header left out.",)
    assert table.rows_in == 6


def test_a_cut_off_last_row_is_refused_and_not_taken_for_a_footer() -> None:
    table = read("a.csv", b"id,mrr,note\n1,10,x\n2,20")

    assert table.refused["line"].to_list() == [3]
    assert dict(table.skipped) == {}


def test_columns_that_share_a_name_or_have_none_are_called_by_their_place() -> None:
    table = read("a.csv", b"id, ID ,,name,\n1,2,3,x,\n")

    assert table.columns == ("id (column 1)", "ID (column 2)", "(column 3)", "name")
    assert table.rows.rows() == [("1", "2", "3", "x")]


def test_cells_lose_outer_blanks_and_invisible_marks_but_nothing_else() -> None:
    content = "id,name\n 001 ,\u200bCafe\u0301\u00a0 \n1E5,=SUM(A1)\n".encode()

    table = read("a.csv", content)

    assert table.rows.rows() == [("001", "Café"), ("1E5", "=SUM(A1)")]
    assert table.notes == ("Invisible characters were removed.",)


def test_a_cell_beyond_the_limit_is_refused_with_its_line() -> None:
    content = b"id,note\n1," + b"x" * 200_000 + b"\n2,ok\n"

    table = read("a.csv", content)

    assert table.rows.rows() == [("2", "ok")]
    assert table.refused.rows() == [
        (2, None, None, "Expected cells of at most 131,072 characters")
    ]


DOUBLE = chr(34)
CELLS = st.text(
    st.characters(exclude_categories=("C", "Z", "M")) | st.sampled_from(' ",;\n|\t'),
    max_size=8,
).map(lambda cell: normalize("NFC", cell).strip())


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    inside=st.sampled_from(["", "\n", "\r\n"]),
)
def test_quoted_files_come_back_exactly(
    rows: list[tuple[str, str, str]],
    delimiter: str,
    encoding: str,
    ending: str,
    inside: str,
) -> None:
    written = [("#", f"a{inside}b", *row[2:]) for row in rows]
    records = (
        delimiter.join(f'"{cell.replace(DOUBLE, DOUBLE * 2)}"' for cell in record)
        for record in [("one", "two", "three"), *written]
    )
    content = "".join(f"{record}{ending}" for record in records).encode(encoding)

    table = read("a.csv", content)

    assert table.delimiter == delimiter
    assert table.rows.fill_null("").rows() == written
    assert table.rows_in == len(rows)


def test_a_file_without_a_named_or_filled_column_is_no_table() -> None:
    with pytest.raises(UnreadableFileError, match="No column"):
        read("odd.csv", b"\x1a\nTotal")


def test_a_file_of_as_many_bytes_as_are_read_is_read_and_no_larger_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = EXITS.encode()
    monkeypatch.setattr(bytes_gate, "LARGEST_BYTES", len(content))

    assert read("a.csv", content).rows.height == 2
    with pytest.raises(UnreadableFileError, match=r"larger than 0 MB\. Split it"):
        read("a.csv", content + b"\n")
