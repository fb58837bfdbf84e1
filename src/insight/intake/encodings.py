"""Encodings that no byte proves, and what the words of a file look like in each."""

import re
import unicodedata
from itertools import islice

from insight.intake.text_table import shortened

ENCODINGS = {
    "windows-1252": "Western Europe, Windows",
    "windows-1250": "Central Europe, Windows",
    "windows-1251": "Cyrillic, Windows",
    "windows-1253": "Greek, Windows",
    "windows-1254": "Turkish, Windows",
    "windows-1257": "Baltic, Windows",
    "mac-roman": "Western Europe, old Mac",
    "cp850": "Western Europe, DOS",
    "big5": "Chinese, Taiwan",
    "gb18030": "Chinese, mainland",
    "cp932": "Japanese, Shift-JIS",
    "cp949": "Korean",
}
_LOOKED_AT = 1_000_000
_LINES, _WORDS = 20, 6
_NO_LETTERS = ("Cn", "Co", "Cc")
_WORD = re.compile(r"[^\s,;|\"]*[^\s\x00-\x7f][^\s,;|\"]*")


def is_unproven(encoding: str) -> bool:
    """May only a person tell whether a file is in this encoding?"""
    return encoding in ENCODINGS


def previews(content: bytes) -> dict[str, str]:
    """Words beyond ASCII in each encoding in which the start of a file has a reading."""
    start, cut, _ = content[:_LOOKED_AT].rpartition(b"\n")
    lines = (start if cut else content[:_LOOKED_AT]).splitlines()
    telling = b"\n".join(islice((ln for ln in lines if not ln.isascii()), _LINES))
    read = {name: _words(telling, name) for name in ENCODINGS}
    return {name: words for name, words in read.items() if words}


def _words(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return ""
    if any(unicodedata.category(c) in _NO_LETTERS and not c.isspace() for c in text):
        return ""
    words = dict.fromkeys(match[0] for match in _WORD.finditer(text))
    return shortened(" ".join(list(words)[:_WORDS]))
