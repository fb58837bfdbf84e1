"""Where the records of ordinary text end, found in all bytes at once."""

from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from insight.intake.tallying import LINE_END, QUOTE, in_each, stretches

Places = npt.NDArray[np.int64]
_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Scan:
    """Every record of a text from byte `start`, blank lines too.

    Attributes:
        start: Where the first record begins.
        ends: Byte behind each record and its line end.
        delimiters: How many delimiters cut it.
        lines: Line it begins in, the first one is 0.
    """

    start: int
    ends: Places
    delimiters: Places
    lines: Places

    def begin(self, place: int) -> int:
        """The first byte of a record."""
        return int(self.ends[place - 1]) if place else self.start


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Ends of records in a part of the text, and what was counted up to each.

    `delimiters` and `lines` count from the start of the stretch; `totals` holds both
    counts at its end.
    """

    ends: Places
    delimiters: Places
    lines: Places
    totals: tuple[int, int]


def scan(text: bytes, mark: int, *, start: int) -> Scan:
    """The records of a text that `tallying.tally` calls ordinary, from byte `start`."""
    *parts, _ = stretches(text, start=start, at_once=_AT_ONCE)
    found = in_each(parts, partial(_scan_stretch, text, mark))
    return _joined(text, start, found)


def _scan_stretch(text: bytes, mark: int, stretch: tuple[int, bool]) -> _Stretch:
    start, is_open = stretch
    part = np.frombuffer(text, np.uint8)[start : start + _AT_ONCE]
    separates, is_quote = (part == LINE_END) | (part == mark), part == QUOTE
    if not is_open and not is_quote.any():
        return _counted(part, start, np.flatnonzero(separates))
    outside = separates & (np.logical_xor.accumulate(is_quote) == is_open)
    counted = _counted(part, start, np.flatnonzero(outside))
    line_ends = np.flatnonzero(part == LINE_END)
    lines = np.searchsorted(line_ends, counted.ends - (start + 1)) + 1
    return replace(counted, lines=lines, totals=(counted.totals[0], len(line_ends)))


def _counted(part: npt.NDArray[np.uint8], start: int, separators: Places) -> _Stretch:
    at = np.flatnonzero(part[separators] == LINE_END)
    lines = np.arange(1, len(at) + 1)
    ends, totals = separators[at] + (start + 1), (len(separators) - len(at), len(at))
    return _Stretch(ends, at - (lines - 1), lines, totals)


def _joined(text: bytes, start: int, found: list[_Stretch]) -> Scan:
    """The stretches as one; a last record without a line end counts like the others."""
    delimiters, lines = (
        [*accumulate((part.totals[place] for part in found), initial=0)]
        for place in (0, 1)
    )
    has_tail = len(text) > start and not text.endswith(b"\n")
    tail = [[len(text)], delimiters[-1:], lines[-1:]] if has_tail else [[], [], []]
    ends = _one([part.ends for part in found], tail[0])
    cut = _one(
        [p.delimiters + d for p, d in zip(found, delimiters, strict=False)], tail[1]
    )
    line = _one([p.lines + n for p, n in zip(found, lines, strict=False)], tail[2])
    begun = np.concatenate([[0], line])[:-1]
    return Scan(start, ends, np.diff(cut, prepend=0), begun)


def _one(parts: list[Places], tail: list[int]) -> Places:
    return np.concatenate([*parts, np.array(tail, dtype=np.int64)])
