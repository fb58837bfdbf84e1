"""Bytes that are no table of text, told apart before anything parses them."""

from insight.errors import UnreadableFileError

LARGEST_BYTES = 200 * 1024 * 1024

_SAVE_AS_CSV = "Save the sheet as CSV and drop that file."
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", f"an Excel workbook or zip archive. {_SAVE_AS_CSV}"),
    (b"\xd0\xcf\x11\xe0", f"an old Excel workbook (.xls). {_SAVE_AS_CSV}"),
    (b"\x1f\x8b", "a gzip archive. Unpack it first."),
    (b"BZh", "a bzip2 archive. Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a zstd archive. Unpack it first."),
    (b"7z\xbc\xaf", "a 7z archive. Unpack it first."),
    (b"%PDF", "a PDF document. Export the table as CSV."),
    (b"\x89PNG", "a picture. Export the table as CSV."),
    (b"\xff\xd8\xff", "a picture. Export the table as CSV."),
    (b"GIF8", "a picture. Export the table as CSV."),
    (b"PAR1", "a Parquet file. Export the table as CSV."),
    (b"SQLite format 3\x00", "a SQLite database. Export the table as CSV."),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<", f"a web page or XML, not a table of text. {_SAVE_AS_CSV}"),
    (b"[{", "JSON, not a table of text. Export it as CSV."),
    (b'{"', "JSON, not a table of text. Export it as CSV."),
)
_NOTHING = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"


def refuse_what_is_no_text(content: bytes) -> None:
    """Stop at bytes that no delimited text begins with.

    Raises:
        UnreadableFileError: Too large, empty, or another kind of file.
    """
    if len(content) > LARGEST_BYTES:
        limit = LARGEST_BYTES // 1024**2
        raise UnreadableFileError(f"The file is larger than {limit} MB. Split it.")
    start = content[:4096]
    if not start.strip(_NOTHING) and not content.strip(_NOTHING):
        raise UnreadableFileError("The file is empty.")
    if found := _kind(start):
        raise UnreadableFileError(f"The file is {found}")


def _kind(start: bytes) -> str | None:
    first = b"".join(start.removeprefix(b"\xef\xbb\xbf").split())
    signed = (what for mark, what in _SIGNATURES if start.startswith(mark))
    marked = (what for mark, what in _MARKUP if first.startswith(mark))
    return next(signed, None) or next(marked, None)
