"""An OpenDocument spreadsheet, made here of its parts as LibreOffice writes them."""

import io
import zipfile

from insight.intake.read import read

KIND = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "style", "text")
)
MANIFEST = (
    f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<m:file-entry m:full-path="/" m:media-type="{KIND}"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)
HIDDEN = (
    '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles>"
)
EMPTY = '<table:table-cell table:number-columns-repeated="2"/>'
BELOW = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
)
FAILED = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
    'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
    "</table:table-cell>"
)


def cell(shown: str, *, kind: str = "string", **said: str) -> str:
    values = "".join(f' office:{name}="{value}"' for name, value in said.items())
    lines = "".join(f"<text:p>{line}</text:p>" for line in shown.splitlines())
    return f'<table:table-cell office:value-type="{kind}"{values}>{lines}</table:table-cell>'


def sheet(name: str, *rows: list[str], style: str = "") -> str:
    cells = "".join(
        f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows
    )
    return f'<table:table table:name="{name}"{style}>{cells}{BELOW}</table:table>'


def ods(*sheets: str) -> bytes:
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"<office:document-content {NAMES} {calc}>{HIDDEN}<office:body>"
        f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return kept.getvalue()


def test_cells_are_read_by_what_they_hold_not_by_how_they_are_shown() -> None:
    header = list(map(cell, ["exit_id", "exit_date", "mrr", "voluntary", "comment"]))
    exits = sheet(
        "Exits",
        header,
        [
            cell("001"),
            cell("31.01.25", kind="date", **{"date-value": "2025-01-31"}),
            cell("1.200,50 €", kind="currency", value="1200.5"),
            cell("WAHR", kind="boolean", **{"boolean-value": "true"}),
            cell("two\nlines"),
        ],
        [
            cell("002"),
            EMPTY,
            cell("no"),
            cell("1,2E+16", kind="float", value="12345678901234567"),
        ],
    )

    table = read("exits.csv", ods(exits))

    assert table.rows.rows() == [
        ("001", "2025-01-31", "1200.5", "true", "two lines"),
        ("002", None, None, "no", "1.23456789012346E+16"),
    ]
    assert (table.encoding, table.lines.to_list()) == ("workbook", [2, 3])


def test_a_hidden_sheet_is_not_read() -> None:
    old = sheet(
        "Old",
        [cell("a"), cell("b")],
        [cell("1"), cell("2")],
        style=' table:style-name="hidden"',
    )
    new = sheet("New", [cell("a"), cell("b")], [cell("3"), cell("4")])

    table = read("a.ods", ods(old, new))

    assert (table.sheet, table.sheets) == ("New", ("New",))
    assert table.rows.rows() == [("3", "4")]


def test_a_formula_that_failed_is_seen_and_no_empty_cell() -> None:
    table = read(
        "a.ods", ods(sheet("One", [cell("a"), cell("b")], [FAILED, cell("2")]))
    )

    assert table.rows.rows() == [("#DIV/0!", "2")]


def test_other_cells_are_as_they_were_where_a_formula_failed() -> None:
    odd = cell("", **{"string-value": ""})
    rows = [[cell("a"), cell("b"), cell("c")], [FAILED, odd, cell("é &amp; &lt;x&gt;")]]

    table = read("a.ods", ods(sheet("One", *rows)))

    assert table.rows.rows() == [("#DIV/0!", None, "é & <x>")]
