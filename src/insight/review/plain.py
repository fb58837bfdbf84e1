"""Text from files as other programs may read it: nothing hidden, nothing that runs."""

import re

from insight.formulas import guarded_text

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_BREAKS = re.compile(r"[ \t\n]+")


def plain(text: str) -> str:
    r"""Text without control characters, surrogates and marks that turn its direction.

    Examples:
        >>> plain("a\x00b\ud800\u202ec")
        'a b  c'
    """
    return _HIDDEN.sub(" ", text)


def one_line(text: str) -> str:
    r"""Plain text on a single line.

    Examples:
        >>> one_line(" Weekly\r\nBcc: x ")
        'Weekly Bcc: x'
    """
    return _BREAKS.sub(" ", plain(text)).strip()


def harmless_cell(text: str) -> str:
    """Plain text that no spreadsheet runs as a formula.

    Examples:
        >>> harmless_cell("=1+1"), harmless_cell("-3.5"), harmless_cell("Q1")
        ("'=1+1", '-3.5', 'Q1')
    """
    return guarded_text(one_line(text))
