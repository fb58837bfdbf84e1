"""The process that parses a workbook: bytes in, one sheet as JSON out.

Run by `workbook`; a crash here costs one file.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from zipfile import ZipFile

import fastexcel

from insight.intake.archives import ZIP

MIDNIGHT = " 00:00:00"
_FAILURES = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
_FAILED = re.compile(r"Expected string but got 'Error\((\w+)\)'")
_DAY = re.compile(r"\d{4}-\d\d-\d\d 00:00:00")
_LONG = re.compile(r"[+-]?\d{16,}(\.0)?")
_NUMBERS = ("Expected date but got 'Float(", "Expected date but got 'Int(")

_CELLS = "content.xml"
_FAILED_CELL = re.compile(
    rb' office:string-value=""(?=[^<>]* calcext:value-type="error")'
)

Places = dict[tuple[int, int], str]


def main() -> None:
    """Reads standard input, writes the answer to standard output."""
    wanted, most_memory = (json.loads(argument) for argument in sys.argv[1:])
    _limit_memory(most_memory)
    json.dump(_answer(sys.stdin.buffer.read(), wanted), sys.stdout)


def _limit_memory(most: int) -> None:
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - where the system has it

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(content: bytes, wanted: str | None) -> dict[str, object]:
    try:
        reader = fastexcel.read_excel(_with_failures_shown(content))
        sheets = {name: _load(reader, name) for name in reader.sheet_names}
    except fastexcel.FastExcelError:
        return {"problem": "The workbook is damaged or locked with a password."}
    visible = {name: s for name, s in sheets.items() if s.visible == "visible"}
    filled = [name for name, sheet in visible.items() if sheet.height > 1]
    name = wanted or next(iter(filled or visible), None)
    if name not in visible:
        return {"problem": "The workbook has no visible sheet of that name."}
    text = _csv(_rows(reader, visible[name]))
    return {"name": name, "text": text, "sheets": filled}


def _with_failures_shown(content: bytes) -> bytes:
    """An OpenDocument spreadsheet in which a failed formula is text, such as #DIV/0!.

    LibreOffice writes an empty value beside it, which would be read instead.
    """
    if not content.startswith(ZIP):
        return content
    kept = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as given:
        if _CELLS not in given.namelist():
            return content
        with ZipFile(kept, "w") as shown:
            for name in given.namelist():
                part = given.read(name)
                shown.writestr(name, _FAILED_CELL.sub(b"", part))
    return kept.getvalue()


def _load(reader: fastexcel.ExcelReader, name: str) -> fastexcel.ExcelSheet:
    return reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")


def _csv(rows: Iterator[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _rows(
    reader: fastexcel.ExcelReader, sheet: fastexcel.ExcelSheet
) -> Iterator[list[str]]:
    if not sheet.height:
        return
    batch, found = sheet.to_arrow_with_errors()
    columns = [column.to_pylist() for column in batch.columns]
    said = _failures(found) | _shortened_numbers(reader, sheet, columns)
    for row, cells in enumerate(zip(*columns, strict=True)):
        yield [
            said.get((row, place)) or _text(cell) for place, cell in enumerate(cells)
        ]


def _failures(found: fastexcel.CellErrors | None) -> Places:
    """The cells that are errors, as a spreadsheet shows them."""
    matches = (
        (error.position, _FAILED.match(error.detail))
        for error in (found.errors if found else ())
    )
    return {
        place: _FAILURES.get(match[1], "#VALUE!") for place, match in matches if match
    }


def _shortened_numbers(
    reader: fastexcel.ExcelReader,
    sheet: fastexcel.ExcelSheet,
    columns: list[list[str | None]],
) -> Places:
    """Whole numbers beyond 15 digits, of which a workbook keeps no more than 15."""
    said: Places = {}
    for place, cells in enumerate(columns):
        long = {row for row, c in enumerate(cells) if c and _LONG.fullmatch(c)}
        for row in long and long & _numbers(reader, sheet.name, place):
            said[row, place] = f"{float(cells[row] or 0):.14E}"
    return said


def _numbers(reader: fastexcel.ExcelReader, name: str, place: int) -> set[int]:
    """Rows of a column that are numbers; read as dates, they say so."""
    sheet = reader.load_sheet(
        name,
        header_row=None,
        skip_rows=0,
        use_columns=[place],
        dtypes={place: "date"},
    )
    found = sheet.to_arrow_with_errors()[1]
    errors = found.errors if found else ()
    return {e.position[0] for e in errors if e.detail.startswith(_NUMBERS)}


def _text(cell: str | None) -> str:
    """A cell on one line; a day without its midnight."""
    if not cell:
        return ""
    one_line = " ".join(cell.splitlines())
    return one_line.removesuffix(MIDNIGHT) if _DAY.fullmatch(one_line) else one_line


if __name__ == "__main__":
    main()
