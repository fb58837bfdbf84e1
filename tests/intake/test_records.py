"""Every record of a text is cut as strict csv cuts it, and none is stored in another width."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from insight.errors import UnreadableFileError
from insight.intake import read as reading
from insight.intake import sorting
from insight.intake.read import read
from insight.intake.records import LONGEST_CELL, BadRecord, Punctuation, Record, records

FAULTS = Path(__file__).resolve().parents[1] / "faults" / "intake"
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
CELL = st.text(st.sampled_from('ab1é ,;|\t"\n\r#'), max_size=4)
PIECES = st.sampled_from(["a", "é", ",", ",", '"', '"', "\n", "\r\n", "\r", " ", "\\"])


def written(
    rows: Sequence[Sequence[str]], delimiter: str, line_end: str, last: str
) -> bytes:
    """Rows with quotes where they are needed; `last` is behind the last of them."""
    lines = [delimiter.join(map(quoted, row)) for row in rows]
    return (line_end.join(lines) + last.replace("\n", line_end)).encode()


def quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if set(cell) & set(' ,;|\t"\n\r') else cell


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=9),
    delimiter=DELIMITERS,
    line_end=LINE_ENDS,
    last=st.sampled_from(["", "\n", "\n\n", "\n\n\n"]),
)
def test_records_are_those_of_the_csv_module(
    rows: list[list[str]], delimiter: str, line_end: str, last: str
) -> None:
    content = written(rows, delimiter, line_end, last)
    lines = io.StringIO(content.decode(), newline="")
    reference = csv.reader(
        lines, delimiter=delimiter, strict=True, skipinitialspace=True
    )

    found = [*records(content, Punctuation(delimiter))]

    expected = [(reference.line_num, cells) for cells in reference]
    begins = [1, *(end + 1 for end, _ in expected)]
    assert found == [
        (begin, cells) for begin, (_, cells) in zip(begins, expected, strict=False)
    ]


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(
        st.lists(CELL.map(str.strip), min_size=1, max_size=5), min_size=1, max_size=9
    ),
    delimiter=DELIMITERS,
    line_end=LINE_ENDS,
    last=st.sampled_from(["", "\n", "\n\n", "\n\n\n"]),
)
@example(rows=[["1", "2"]], delimiter=",", line_end="\n", last="\n\n")
@example(rows=[["1"], ["2", "3", ""], ["a", ""]], delimiter=",", line_end="\r", last="")
def test_a_row_is_kept_only_if_it_is_as_wide_as_the_header(
    rows: list[list[str]], delimiter: str, line_end: str, last: str
) -> None:
    header = [["one", "two", "three"]]
    padding = [["#1", "#2", "#3"]] * (len(rows) + 2)
    content = written([*header, *padding, *rows], delimiter, line_end, last)

    table = read("a.csv", content)

    def filled(cells: list[str]) -> list[str]:
        return [cell for cell in cells if cell.strip()]

    fitting = [r[:3] for r in rows if len(r) >= 3 and not filled(r[3:])]
    kept = [tuple(cell or None for cell in row) for row in fitting if filled(row)]
    assert table.delimiter == delimiter
    assert table.rows.rows()[len(padding) :] == kept
    blank = sum(not filled(row) for row in rows)
    others = len(rows) - len(kept) - blank
    told = table.refused.height + sum(
        count for why, count in table.skipped.items() if why != "blank lines"
    )
    assert told == others
    begins = table.lines.to_list() + table.refused["line"].to_list()
    assert len(set(begins)) == len(begins)


def one_by_one(text: str, punctuation: Punctuation) -> Iterator[Record]:
    """What records are, each read by a csv reader of its own."""
    lines, at = io.StringIO(text, newline="").readlines(), 0
    while at < len(lines):
        reader = csv.reader(
            iter(lines[at:]),
            escapechar=punctuation.escape,
            strict=True,
            skipinitialspace=True,
        )
        try:
            cells = next(reader)
        except csv.Error:
            yield BadRecord(at + 1, "")
            at += 1
        else:
            yield at + 1, cells
            at += reader.line_num


@settings(max_examples=300, deadline=None)
@given(
    text=st.lists(PIECES, max_size=60).map("".join),
    escape=st.sampled_from([None, "\\"]),
)
def test_behind_a_bad_line_reading_goes_on_with_the_next(
    text: str, escape: str | None
) -> None:
    punctuation = Punctuation(",", escape)
    found = records(text.encode(), punctuation)

    bare = [BadRecord(r.line, "") if isinstance(r, BadRecord) else r for r in found]

    assert bare == [*one_by_one(text, punctuation)]


@pytest.mark.parametrize("end", ["\n", "", "\n\n", "\r\n"])
def test_a_short_row_is_refused_however_the_file_ends(end: str) -> None:
    content = (FAULTS / "short_row_and_blank_last_line.csv").read_bytes()

    table = read("exits.csv", content.rstrip() + end.encode())

    assert table.refused.select("line", "reason").rows() == [
        (3, "Expected 3 values as in the header, found 2")
    ]
    assert table.lines.to_list() == [2]


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ("1,2\n1,2,3,4\n", [2, 3]),
        ('1,2\n1,"2,3",4\n', [2]),
        ('1,\n1,"2,3",4\n', [2]),
        ('1,"2\n3",4\n1,2\n5,6,\n', [4]),
        ("1,2,3\n\n3,4\n", [4]),
    ],
    ids=["too wide", "comma inside", "empty end", "line inside", "blank line"],
)
def test_a_narrow_record_is_told_though_another_makes_up_for_it(
    body: str, refused: list[int]
) -> None:
    table = read("a.csv", f"a,b,c\n7,8,9\n{body}".encode())

    assert table.refused["line"].to_list() == [line + 1 for line in refused]


def test_rows_keep_their_order_over_batches_and_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", 3)
    monkeypatch.setattr(sorting, "_JOINED", 2)
    shares: list[float] = []
    content = "a,b\n" + "".join(f'{n},"x\ny"\n' for n in range(20))

    table = read(
        "a.csv", content.encode(), report=lambda share, _: shares.append(share)
    )

    assert table.rows["a"].to_list() == [str(n) for n in range(20)]
    assert table.lines.to_list() == [*range(2, 42, 2)]
    assert all(earlier <= later for earlier, later in pairwise(shares))
    assert len(shares) == 2 + 7


def test_no_even_record_gives_no_rows() -> None:
    table = read("a.csv", b"a,b\n1\n")

    assert table.rows.schema == {"a": pl.String, "b": pl.String}
    assert table.refused.height == 1


def test_the_longest_cell_is_what_the_csv_module_takes() -> None:
    assert csv.field_size_limit() == LONGEST_CELL


def test_a_file_of_too_many_lines_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "MOST_LINES", 3)

    with pytest.raises(UnreadableFileError, match="more than 3 lines"):
        read("a.csv", b'a,b\n1,"\n\n2"\n')


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2\n3,4\n5,6\n", b"a,b\n1,2\n3,4,\n5,6\n7,8\n", b"a\n1\n2\n3\n"],
    ids=["even", "with an odd one", "one column"],
)
def test_a_file_of_too_many_rows_is_refused(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "MOST_ROWS", 2)

    with pytest.raises(UnreadableFileError, match="more than 2 rows"):
        read("a.csv", content)


def test_a_delimiter_of_several_bytes_cuts_like_any_other() -> None:
    table = read("a.csv", "sep=§\na§b\n1§2\r\n3\n5§“6”\r".encode())

    assert table.rows.rows() == [("1", "2"), ("5", "“6”")]
    assert table.refused["line"].to_list() == [4]


@pytest.mark.parametrize("mark", ['"', " ", "\r"])
def test_a_mark_that_cannot_separate_is_no_named_delimiter(mark: str) -> None:
    table = read("a.csv", f"sep={mark}\na,b\n1,2\n".encode())

    assert table.delimiter == ","


def test_a_blank_before_a_windows_line_end_is_no_part_of_the_cell() -> None:
    table = read("a.csv", b"a,b\r\n1,2 \r\n")

    assert table.rows.rows() == [("1", "2")]
