"""Bytes to text: byte order marks, UTF-8, UTF-16, else Windows-1252 with a note."""

import codecs
from dataclasses import dataclass

from insight.errors import UnreadableFileError

WINDOWS_NOTE = "Read as Windows-1252: check that names with accents look right."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 4096
_HALF_IS_NUL = 0.4


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and how it was decoded."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes) -> Decoded:
    """The text of a file, by its byte order mark, else by what decodes whole.

    Raises:
        UnreadableFileError: Damaged, or in an encoding that is none of these.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _without_nul(_strictly(content[len(mark) :], encoding))
    if unmarked := _unmarked_utf16(content):
        return _without_nul(_strictly(content, unmarked))
    return _without_nul(_utf8_or_windows(content))


def _strictly(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding).lstrip("\ufeff"), encoding)
    except UnicodeDecodeError as error:
        raise _damaged(content, error.start, encoding) from None


def _unmarked_utf16(content: bytes) -> str | None:
    start = content[:_LOOKED_AT]
    pairs = len(start) // 2
    if not pairs:
        return None
    if start[1::2].count(0) > _HALF_IS_NUL * pairs:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > _HALF_IS_NUL * pairs else None


def _utf8_or_windows(content: bytes) -> Decoded:
    try:
        return Decoded(content.decode("utf-8").lstrip("\ufeff"), "utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(content):
            raise _damaged(content, error.start, "utf-8") from None
    try:
        return Decoded(content.decode("cp1252"), "windows-1252", (WINDOWS_NOTE,))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"Line {line} is neither UTF-8 nor Windows-1252. Save it as UTF-8."
        raise UnreadableFileError(message) from None


def _is_mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    beyond_ascii = sum(not character.isascii() for character in text)
    bad = text.count("\ufffd")
    return beyond_ascii - bad > bad


def _damaged(content: bytes, at: int, encoding: str) -> UnreadableFileError:
    unit = "\n".encode(encoding)
    line = content.count(unit, 0, at) + 1
    return UnreadableFileError(
        f"Line {line} is not valid {encoding.upper()}: the file is damaged. Export it again."
    )


def _without_nul(decoded: Decoded) -> Decoded:
    at = decoded.text.find("\0")
    if at < 0:
        return decoded
    line = decoded.text.count("\n", 0, at) + 1
    message = f"Line {line} holds NUL characters: the file is damaged. Export it again."
    raise UnreadableFileError(message)
