"""Which delimiter a file uses: the one that cuts its first records most evenly."""

import contextlib
import csv
import io
import re
from collections import Counter
from itertools import islice

from insight.intake.records import Punctuation

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200
_LOOKED_AT = 1_000_000
_NAMED = re.compile(r'"?sep=([^\s"]|\t)"?[\r\n]', re.IGNORECASE)


def punctuation_of(text: bytes) -> Punctuation:
    """The delimiter that cuts the first records into the most even rows."""
    start = text[:_LOOKED_AT].decode(errors="ignore")
    named = _named_delimiter(start)
    if named:
        return Punctuation(named, lines_before=1)
    best = max(DELIMITERS, key=lambda mark: _evenness(start, mark))
    return Punctuation(best)


def _named_delimiter(text: str) -> str | None:
    named = _NAMED.match(text)
    return named[1] if named else None


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    widths = [width for width in _sample_widths(text, delimiter) if width]
    width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
    return (count / len(widths), width) if width > 1 else (0.0, 1)


def _sample_widths(text: str, delimiter: str) -> list[int]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    widths: list[int] = []
    with contextlib.suppress(csv.Error):
        widths.extend(len(cells) for cells in islice(reader, _SAMPLE))
    return widths
