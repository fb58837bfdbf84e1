"""What a file holds as text, be it packed, a workbook or in another encoding."""

from dataclasses import dataclass

from insight.intake.archives import unpacked
from insight.intake.bytes_gate import refuse_what_is_no_text, refuse_what_is_too_large
from insight.intake.decoding import decode
from insight.intake.workbook import is_workbook, sheet_of


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text as UTF-8, and where in the file it stands.

    Attributes:
        text: UTF-8 without a byte order mark.
        encoding: How the bytes were decoded; `workbook` for one.
        sheet: The sheet of a workbook, else None.
        sheets: The sheets of a workbook that may be chosen.
        notes: What a person should know, in sentences.
    """

    text: bytes
    encoding: str
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def source_of(content: bytes, *, sheet: str | None, encoding: str | None) -> Source:
    """The text in a file's bytes.

    Raises:
        UnreadableFileError: Another kind of file, damaged, too large, or empty.
        UnknownEncodingError: Only a person can tell the encoding.
    """
    refuse_what_is_too_large(content)
    content = unpacked(content)
    if is_workbook(content):
        return _sheet(content, sheet)
    refuse_what_is_no_text(content)
    decoded = decode(content, encoding=encoding)
    return Source(decoded.text, decoded.encoding, notes=decoded.notes)


def _sheet(content: bytes, name: str | None) -> Source:
    found = sheet_of(content, name=name)
    others = [other for other in found.sheets if other != found.name]
    told = f"Sheet “{found.name}” is read; the workbook also has {', '.join(others)}."
    text = found.text.encode()
    return Source(text, "workbook", found.name, found.sheets, (told,) if others else ())
