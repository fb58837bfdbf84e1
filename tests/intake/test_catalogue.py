"""What a file may hold, row by row of one table, and what comes of it."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter

from insight.errors import InsightError
from insight.intake.mapping import Mapping
from insight.intake.questions import READINGS, questions
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.intake.validate import validate

AB = [("1", "2"), ("3", "4")]
ELSEWHERE = {
    68: "test_drop: an account that is neither in the store nor in the drop",
    69: "test_future: days years ahead",
    80: "tests/store: the same file twice",
}


def book(rows: Sequence[Sequence[object]], **options: object) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(
        kept, {"default_date_format": "yyyy-mm-dd", **options}
    ) as made:
        sheet = made.add_worksheet("One")
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(at, place, value)
    return kept.getvalue()


def far_cell() -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1_048_575, 16_383, "far")
    return kept.getvalue()


def broken_cell() -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=1/0", value="#DIV/0!")
        sheet.write(1, 1, 12345678901234567)
    return kept.getvalue()


def zipped(content: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("a.csv", content)
    return kept.getvalue()


@dataclass(frozen=True)
class File:
    """Bytes and what reading them gives; a file that is refused has a sentence."""

    rows_of_table: tuple[int, ...]
    content: bytes
    rows: Sequence[tuple[str | None, ...]] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    note: str = ""
    sentence: str = ""


FILES = [
    File((1,), b"\xef\xbb\xbfa,b\n1,2\n3,4\n", AB),
    File((2,), b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n3,4\n", AB),
    File((3,), "a,b\n1,2\n3,4\n".encode("utf-16"), AB),
    File((3,), "a,b\n1,2\n3,4\n".encode("utf-16-le"), AB),
    File((3,), "a,b\n1,2\n3,4\n".encode("utf-16-be"), AB),
    File((4,), "a,b\n1,Zoë\n".encode("cp1252"), [("1", "Zoë")], note="Windows-1252"),
    File((5,), "a,b\n1,Zoë\n2,é\n3,".encode() + b"\xff\n", sentence="Line 4 is not valid"),
    File((6, 9), b"a,b\n1,2\n3,4\n5,6,7\n", AB, {4: "header, found 3"}),
    File((7,), b"a,b\n1,2\n3\n3,4\n", AB, {3: "header, found 1"}),
    File((8,), b"a,b\n5,6,7\n1,2\n3,4\n", AB, {2: "header, found 3"}),
    File((10,), b'a,b\n1,2\n"5,6\n3,4\n', AB, {3: "opened here and never closed"}),
    File((11,), b'a,b\n1,5" pipe\n', [("1", '5" pipe')]),
    File((12,), b'a,b\n1,2\n"5"6,7\n3,4\n', AB, {3: "between a closing quotation"}),
    File((13,), b'a,b\n1, "2"\n3,4\n', AB),
    File((14,), b'a,b\n1,"say \\"hi\\", ok"\n', [("1", 'say "hi", ok')]),
    File((15,), b'a,b\n1,"x\ny"\n2,"x\r\ny"\n', [("1", "x\ny"), ("2", "x\r\ny")]),
    File((16, 17), b"a,A\n1,2\n3,4\n", AB, note="no name of their own"),
    File((18,), b"a,,c\n1,2,3\n", [("1", "2", "3")], note="“(column 2)”"),
    File((18,), b"a,b,\n1,2,\n3,4,\n", AB),
    File((19,), b" a , b \n1,2\n3,4\n", AB),
    File((20,), "a,b\n \u00a01\u200b,2\n3,4\n".encode(), AB, note="Invisible"),
    File((21,), "a,b\nCafe\u0301,Caf\u00e9\n".encode(), [("Café", "Café")]),
    File((22,), b"a;b\n1;2\n3;4\n", AB),
    File((23,), b"a\tb\n1\t2\n3\t4\n", AB),
    File((23,), b"a|b\n1|2\n3|4\n", AB),
    File((24,), b"sep=;\na;b\n1;2\n3;4\n", AB),
    File((25, 26), b",".join([b"a"] * 100_000) + b"\n1\n", sentence="The header names 100"),
    File((27,), b"a,b\n1,x\0y\n", sentence="Line 2 holds NUL"),
    File((28,), b"a,b\n" + b"1,2\n" * 9 + bytes(9), sentence="Line 11 holds NUL"),
    File((29,), b"a,b\n1," + b"x" * 131_073 + b"\n1,2\n3,4\n", AB, {2: "at most 131,072"}),
    File((30,), b"", sentence="The file is empty."),
    File((31,), b"\r\n \n", sentence="The file is empty."),
    File((32,), b"a,b\n", note="a header but no rows"),
    File((33,), b"a,b\r\n1,2\n3,4", AB),
    File((34,), b"a,b\r1,2\r3,4\r", AB),
    File((35,), b"a,b\n1,2\n\n3,4\n\n", AB, skipped={"blank lines": 2}),
    File((36,), b"a,b\n1,2\n,\n3,4\n", AB, skipped={"blank lines": 1}),
    File((70,), b"a,b\n1,2\n3,4\nTotal,6\n", AB, skipped={"lines below the table": 1}),
    File((70,), b"a,b\n1,2\nTotal Wine,4\n", [("1", "2"), ("Total Wine", "4")]),
    File((70,), b"a,b\n1,2\na,b\n3,4\na,2\n", [*AB, ("a", "2")],
         skipped={"repeats of the header": 1}),
    File((71,), b"Exits of May\nBy: me\n\na,b\n1,2\n3,4\n", AB, note="2 lines above"),
    File(
        (72,),
        b'a,b\n1,2\n3,4\n\n"Grand Totals (2 records)"\n\n"Confidential - do not share"\n',
        AB,
        skipped={"blank lines": 2, "lines below the table": 2},
    ),
    File((73,), b"# made today, by me, for you\na,b\n1,2\n3,4\n", AB, note="1 line above"),
    File((73,), b"a,b\n1,2\n# half time\n3,4\n", AB, skipped={"comment lines": 1}),
    File((73,), b"a,b\n#2,5\n", [("#2", "5")]),
    File((74,), gzip.compress(b"a,b\n1,2\n3,4\n"), AB),
    File((74,), zlib.compress(b"a,b\n1,2\n" * 99), sentence="The file is not UTF-8."),
    File((75,), zipped(b"a,b\n1,2\n3,4\n"), AB),
    File((75,), book([["a", "b"], [1, 2], [3, 4]]), AB),
    File((75,), b"\x89PNG\r\n\x1a\n", sentence="The file is a picture."),
    File((76,), b"<!DOCTYPE html>\n<table><tr><td>1", sentence="The file is a web page"),
    File((76,), b"%PDF-1.7\n", sentence="The file is a PDF document."),
    File((77,), b'[\n {"a": 1}]', sentence="The file is JSON"),
    File((78,), b"a,b\n=cmd|' /C calc'!A0,@SUM(1)\n", [("=cmd|' /C calc'!A0", "@SUM(1)")]),
    File((79,), "a,b\n\u202eevil,👩\u200d🚀\a\n".encode(), [("evil", "👩\u200d🚀")], note="Invisible"),
    File((81,), book([["a", "b"], [1, True], ["x", date(2024, 2, 1)]]),
         [("1", "true"), ("x", "2024-02-01")]),
    File((82,), book([["a", "b"], *[[1, 2]] * 1_100, ["x", 4]]), [("1", "2")] * 1_100 + [("x", "4")]),
    File((83, 84), broken_cell(), [("#DIV/0!", "1.23456789012346E+16")]),
    File((85,), book([["Our exits"], ["a", "b"], [1, 2], [3, 4]]), AB, note="1 line above"),
    File((85,), b"who,,when\nid,name,day\nx1,Ann,2024\n", [("x1", "Ann", "2024")],
         note="Two rows of headings"),
    File((87,), far_cell(), sentence="The workbook cannot be read"),
    File((88,), book([["a", "b"], [date(2024, 2, 1), 2]], date_1904=True), [("2024-02-01", "2")]),
]  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.rows_of_table))
def test_a_file_is_read_as_the_catalogue_says(file: File) -> None:
    outcome = read_or_sentence(file.content)

    if isinstance(outcome, str):
        assert file.sentence
        assert outcome.startswith(file.sentence)
        return
    reasons = dict(outcome.refused.select("line", "reason").iter_rows())
    assert outcome.rows.rows() == list(file.rows)
    assert reasons.keys() == file.refused.keys()
    assert all(part in reasons[line] for line, part in file.refused.items())
    assert dict(outcome.skipped) == file.skipped
    assert file.note in " ".join(outcome.notes)
    assert bool(file.note) == bool(outcome.notes)
    assert outcome.rows_in == len(file.rows) + len(reasons) + sum(file.skipped.values())


def read_or_sentence(content: bytes) -> TextTable | str:
    try:
        return read("a.csv", content)
    except InsightError as refusal:
        return str(refusal)


@dataclass(frozen=True)
class Column:
    """Cells of one field and what they become: values, refused cells, or a question."""

    rows_of_table: tuple[int, ...]
    of: str
    cells: Sequence[str]
    values: Sequence[object] = field(default_factory=list)
    refused: Sequence[str] = field(default_factory=list)
    asks: bool = False
    note: str = ""
    answer: str | None = None


def d(year: int, month: int, day: int) -> date:
    return date(year, month, day)


def m(amount: str) -> Decimal:
    return Decimal(amount)


MAY = d(2024, 5, 13)
COLUMNS = [
    Column((37,), "last_mrr", ["1,234.50", "1,000"], [m("1234.5"), m("1000")]),
    Column((38,), "last_mrr", ["1.234,50", "2,5"], [m("1234.5"), m("2.5")]),
    Column((39,), "last_mrr", ["1.234", "2.500"], asks=True),
    Column((39,), "last_mrr", ["1.234"], [m("1234")], asks=True, answer="comma"),
    Column((40,), "last_mrr", ["$10", "20 USD"], [m("10"), m("20")]),
    Column((40,), "last_mrr", ["$10", "EUR 20"], [m("10"), m("20")]),
    Column((41,), "last_mrr", ["10", "10%"], [m("10")], ["10%"]),
    Column((42, 65), "last_mrr", ["10", "(100)", "-5"], [m("10")], ["(100)", "-5"]),
    Column((43,), "last_mrr", ["+5", "5.", " 5 "], [m("5")] * 3),
    Column((43,), "last_mrr", ["1", "1e3", "0x10", "５"], [m("1")], ["1e3", "0x10", "５"]),
    Column((44, 63), "last_mrr", ["1", "1e309", "inf", "∞"], [m("1")], ["1e309", "inf", "∞"]),
    Column((63, 58), "last_mrr", ["1", "NaN", "N/A", "-"], [m("1"), None, None, None]),
    Column((64,), "last_mrr", ["1"] * 150 + ["free"], [m("1")] * 150, ["free"]),
    Column((45,), "exit_date", ["2024-05-13", "2024/5/13", "20240513"], [MAY] * 3),
    Column((46,), "exit_date", ["13/05/2024", "01/02/2024"], [MAY, d(2024, 2, 1)]),
    Column((47,), "exit_date", ["05/13/2024", "01/02/2024"], [MAY, d(2024, 1, 2)]),
    Column((48,), "exit_date", ["01/02/2024", "03/04/2024"], asks=True),
    Column((48,), "exit_date", ["01/02/2024"], [d(2024, 1, 2)], asks=True, answer="month_first"),
    Column((49,), "exit_date", ["13/05/2024", "05/13/2024", "01/02/2024"], [MAY, MAY],
           ["01/02/2024"]),
    Column((50,), "exit_date", ["2024-05-13", "13/05/2024"], [MAY, MAY]),
    Column((51,), "exit_date", ["2024-05-13", "2024-02-30", "31/04/2024"], [MAY],
           ["2024-02-30", "31/04/2024"]),
    Column((52,), "exit_date", ["13/5/24", "13.05.2024"], [MAY, MAY]),
    Column((52, 69), "exit_date", ["2024-05-13", "1889-05-13"], [MAY], ["1889-05-13"]),
    Column((53,), "exit_date", ["45425", "45425.5"], [MAY, MAY], note="the way Excel counts"),
    Column((54,), "exit_date", ["2024-05-13T10:00:00Z", "2024-05-13 10:00:00+02:00"], [MAY, MAY],
           note="times of day"),
    Column((55,), "exit_date", ["2024-05-13", "2024-05-13garbage"], [MAY], ["2024-05-13garbage"]),
    Column((56, 57), "voluntary", ["true", "Yes", "Y", "1"], [True] * 4),
    Column((57,), "voluntary", ["False", "no", "0", "maybe"], [False] * 3, ["maybe"]),
    Column((58, 59), "comment", ["NA", "Null", ""], ["NA", "Null", None]),
    Column((61, 62), "exit_id", ["00123", "1E5", "98765432109876543210"],
           ["00123", "1E5", "98765432109876543210"]),
    Column((62, 84), "exit_id", ["1", "1.23457E+15"], ["1"], ["1.23457E+15"]),
    Column((67,), "exit_id", ["1", "1"], refused=["1, A0, 2024-05-13", "1, A1, 2024-05-13"]),
    Column((78,), "comment", ["=1+1", "- we moved"], ["=1+1", "- we moved"]),
    Column((83,), "comment", ["x", "#DIV/0!", "#N/A"], ["x", None], ["#DIV/0!"]),
]  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: f"{c.rows_of_table} {c.of}")
def test_a_column_is_typed_as_the_catalogue_says(column: Column) -> None:
    text = read("a.csv", exits_with(column))
    readings = {column.of: column.answer} if column.answer else {}
    same = {name: name for name in text.columns}
    mapping = Mapping("exits", same, constants={"currency": "USD"}, readings=readings)

    asked = [q.key for q in questions(text, mapping) if q.part == READINGS]

    assert asked == [column.of] * column.asks
    if column.asks and not column.answer:
        return
    checked = validate(text, mapping)
    cells = checked.refused.filter(pl.col("column").str.starts_with(column.of))
    assert checked.accepted[column.of].to_list() == list(column.values)
    assert cells["value"].unique(maintain_order=True).to_list() == list(
        dict.fromkeys(column.refused)
    )
    assert column.note in " ".join(checked.notes)
    assert checked.rows_in == len(column.cells)


def exits_with(column: Column) -> bytes:
    """Exits of as many accounts as there are cells, dates apart where none are given."""
    rows = pl.DataFrame(
        {
            "account_id": [f"A{n}" for n in range(len(column.cells))],
            "exit_date": ["2024-05-13"] * len(column.cells),
        }
    ).with_columns(pl.Series(column.of, column.cells))
    return rows.write_csv(quote_style="always").encode()


@pytest.mark.parametrize(
    ("row", "table", "content", "reason"),
    [
        (60, "offboarding", {"exit_id": "1", "steps": "9" * 20}, "a whole number"),
        (
            66,
            "subscriptions",
            {
                "account_id": "A1",
                "start_date": "2024-05-02",
                "end_date": "2024-05-01",
                "amount": "1",
                "currency": "USD",
                "billing_interval": "month",
                "subscription_id": "S1",
            },
            "end_date",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused(
    row: int, table: str, content: dict[str, str], reason: str
) -> None:
    text = read(f"{row}.csv", pl.DataFrame([content]).write_csv().encode())

    checked = validate(text, Mapping(table, {name: name for name in content}))

    assert checked.accepted.height == 0
    assert reason in json.dumps(checked.refused.rows())


def test_every_row_of_the_catalogue_is_tried() -> None:
    tried = {row for file in FILES for row in file.rows_of_table}
    tried |= {row for column in COLUMNS for row in column.rows_of_table}

    missing = set(range(1, 89)) - tried - {60, 66, 86} - ELSEWHERE.keys()
    assert missing == set()
