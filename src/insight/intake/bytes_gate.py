"""Bytes that are no table of text, told apart before anything parses them."""

from insight.errors import UnreadableFileError

LARGEST_BYTES = 200 * 1024 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "an archive inside an archive. Unpack it first."),
    (b"PK\x05\x06", "an empty zip archive. Pack the file again."),
    (b"\x1f\x8b", "an archive inside an archive. Unpack it first."),
    (b"BZh", "a bzip2 archive. Unpack it first."),
    (b"\xfd7zXZ", "an xz archive. Unpack it first."),
    (b"Rar!", "a rar archive. Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a zstd archive. Unpack it first."),
    (b"7z\xbc\xaf", "a 7z archive. Unpack it first."),
    (b"{\\rtf", "a text document. Export the table as CSV."),
    (b"%PDF", "a PDF document. Export the table as CSV."),
    (b"\x89PNG", "a picture. Export the table as CSV."),
    (b"\xff\xd8\xff", "a picture. Export the table as CSV."),
    (b"GIF8", "a picture. Export the table as CSV."),
    (b"PAR1", "a Parquet file. Export the table as CSV."),
    (b"SQLite format 3\x00", "a SQLite database. Export the table as CSV."),
)
_WEB_PAGE = (
    "a web page, as some tools export it under a name such as .xls. Open it in a "
    "spreadsheet program, save it as CSV and drop that file."
)
_JSON = (
    "JSON, as programs exchange it, not a table of rows and columns. Choose CSV where "
    "the tool exports, or let it fill a database and fetch from there."
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    *((mark, _WEB_PAGE) for mark in (b"<!doctype", b"<html", b"<table", b"mime-v")),
    (b"<", "XML, not a table of text. Export it as CSV."),
    *((mark, _JSON) for mark in (b"[{", b'{"', b"{}", b"[[", b'["', b"[]")),
)
_NOTHING = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"


def refuse_what_is_too_large(content: bytes) -> None:
    """Stop at more bytes than are read.

    Raises:
        UnreadableFileError: Too large.
    """
    if len(content) > LARGEST_BYTES:
        limit = LARGEST_BYTES // 1024**2
        raise UnreadableFileError(f"The file is larger than {limit} MB. Split it.")


def refuse_what_is_no_text(content: bytes) -> None:
    """Stop at bytes that no delimited text begins with.

    Raises:
        UnreadableFileError: Empty, or another kind of file.
    """
    start = content[:4096]
    if not start.strip(_NOTHING) and not content.strip(_NOTHING):
        raise UnreadableFileError("The file is empty.")
    if found := _kind(start):
        raise UnreadableFileError(f"The file is {found}")


def _kind(start: bytes) -> str | None:
    first = b"".join(start.lstrip(_NOTHING).replace(b"\0", b"").split()).lower()
    signed = (what for mark, what in _SIGNATURES if start.startswith(mark))
    marked = (what for mark, what in _MARKUP if first.startswith(mark))
    return next(signed, None) or next(marked, None)
