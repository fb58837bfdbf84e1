"""Bytes to UTF-8: byte order marks, UTF-8, UTF-16, else Windows-1252 with a note."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from insight.errors import UnknownEncodingError, UnreadableFileError

WINDOWS_NOTE = "Read as Windows-1252: check that names with accents look right."
WINDOWS = "windows-1252"
_CHOOSE = "Choose the encoding, or save it as UTF-8."
_ASCII = re.compile("[\x00-\x7f]+")
_ODD_SIGNS = "¤¥¦¨ª¬\xad¯±²³´µ¶¸¹º¼¾×÷Þþðƒ‚„†‡ˆ‰‹›˜"
_MOST_ODD = 0.2
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 4096
_HALF_IS_NUL = 0.4
_AT_ONCE = 1 << 24


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text as UTF-8 and how it was encoded."""

    text: bytes
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes, *, encoding: str | None = None) -> Decoded:
    """The text of a file, by its byte order mark, else by what decodes whole.

    Args:
        content: The whole file.
        encoding: What a person says it is in, where no byte proves it.

    Raises:
        UnreadableFileError: Damaged.
        UnknownEncodingError: Only a person can tell the encoding.
    """
    if told := _told_at_its_start(content):
        return _without_nul(_strictly(content, told))
    bad = _first_bad_byte(content)
    if bad is None:
        return _without_nul(Decoded(content, "utf-8"))
    if encoding:
        return _without_nul(_as_told(content, encoding))
    if _is_mostly_utf8(content):
        raise _damaged_or_other(content, bad)
    return _without_nul(_as_windows(content))


def _told_at_its_start(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    return _unmarked_utf16(content)


def _strictly(content: bytes, encoding: str) -> Decoded:
    if encoding == "utf-8":
        bad = _first_bad_byte(content)
        if bad is not None:
            raise _damaged(content, bad, encoding)
        return Decoded(_unmarked(content), encoding)
    try:
        return Decoded(_unmarked(content.decode(encoding).encode()), encoding)
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise _damaged(content, at, encoding) from None


def _unmarked(text: bytes) -> bytes:
    while text.startswith(codecs.BOM_UTF8):
        text = text.removeprefix(codecs.BOM_UTF8)
    return text


def _first_bad_byte(content: bytes) -> int | None:
    """Where UTF-8 ends; looked at in stretches, so that no second copy is held."""
    start = len(content) if content.isascii() else 0
    while start < len(content):
        end = content.find(b"\n", start + _AT_ONCE) + 1 or len(content)
        try:
            content[start:end].decode("utf-8")
        except UnicodeDecodeError as error:
            return start + error.start
        start = end
    return None


def _unmarked_utf16(content: bytes) -> str | None:
    start = content[:_LOOKED_AT]
    pairs = len(start) // 2
    if not pairs:
        return None
    if start[1::2].count(0) > _HALF_IS_NUL * pairs:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > _HALF_IS_NUL * pairs else None


def _as_told(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding).encode(), encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    message = f"Line {line} is not {encoding}. Choose another encoding."
    raise UnknownEncodingError(message)


def _as_windows(content: bytes) -> Decoded:
    try:
        text = content.decode(WINDOWS)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"Line {line} is neither UTF-8 nor Windows-1252."
        raise UnknownEncodingError(f"{found} {_CHOOSE}") from None
    if not _is_western(text):
        raise UnknownEncodingError(f"The file is not UTF-8. {_CHOOSE}")
    return Decoded(text.encode(), WINDOWS, (WINDOWS_NOTE,))


def _is_western(text: str) -> bool:
    """Are most characters beyond ASCII letters or typography, not odd signs?"""
    counts = Counter(_ASCII.sub("", text))
    odd = sum(counts[sign] for sign in _ODD_SIGNS)
    return odd <= _MOST_ODD * counts.total()


def _is_mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    bad = text.count("\ufffd")
    return beyond_ascii - bad > bad


def _damaged_or_other(content: bytes, at: int) -> UnknownEncodingError:
    line = content.count(b"\n", 0, at) + 1
    return UnknownEncodingError(
        f"Line {line} is not valid UTF-8, as most of the file is: it may be damaged. "
        "Export it again, or choose the encoding."
    )


def _damaged(content: bytes, at: int, encoding: str) -> UnreadableFileError:
    unit = "\n".encode(encoding)
    line = content.count(unit, 0, at) + 1
    return UnreadableFileError(
        f"Line {line} is not valid {encoding.upper()}: the file is damaged. Export it again."
    )


def _without_nul(decoded: Decoded) -> Decoded:
    at = decoded.text.find(b"\0")
    if at < 0:
        return decoded
    line = decoded.text.count(b"\n", 0, at) + 1
    message = f"Line {line} holds NUL characters: the file is damaged. Export it again."
    raise UnreadableFileError(message)
