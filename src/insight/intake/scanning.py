"""Where the records of well-formed text end, found in all bytes at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
_AT_ONCE = 1 << 22
_WORKERS = 4
_QUOTE, _LINE_END, _RETURN = b'"\n\r'
_LAST_ASCII = 127


@dataclass(frozen=True, slots=True)
class Scan:
    """Every record of a text, blank lines too.

    Attributes:
        ends: Byte behind each record and its line end.
        delimiters: How many delimiters cut it.
        lines: Line it begins in.
    """

    ends: Places
    delimiters: Places
    lines: Places

    def start(self, place: int) -> int:
        """The first byte of a record."""
        return int(self.ends[place - 1]) if place else 0


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


def scan(text: bytes, delimiter: str) -> Scan | None:
    """The records of a text; None where a quote or a line end is out of the ordinary.

    Ordinary are lines that end in LF or CRLF, and quotes around whole cells in which a
    quote is doubled: there a delimiter separates where the quotes before it are even.
    """
    mark = ord(delimiter)
    if mark > _LAST_ASCII or text.count(b"\r") != text.count(b"\r\n"):
        return None
    starts = range(0, len(text), _AT_ONCE)
    quotes = [text.count(b'"', start, start + _AT_ONCE) for start in starts]
    before = [count % 2 == 1 for count in accumulate(quotes, initial=0)]
    if before[-1]:
        return None
    with ThreadPoolExecutor(_WORKERS) as pool:
        scanned = partial(_scan_stretch, text, mark)
        stretches = [*pool.map(scanned, starts, quotes, before)]
    found = [stretch for stretch in stretches if stretch is not None]
    return _joined(text, found) if len(found) == len(stretches) else None


def _scan_stretch(
    text: bytes,
    mark: int,
    start: int,
    quotes: int,
    is_open: bool,  # noqa: FBT001
) -> _Stretch | None:
    """One stretch; `is_open` says whether it begins inside quotes."""
    part = np.frombuffer(text, np.uint8)[start : start + _AT_ONCE]
    separates = (part == _LINE_END) | (part == mark)
    line_ends = None
    if quotes or is_open:
        if not _are_ordinary(text, mark, start, is_open=is_open):
            return None
        line_ends = np.flatnonzero(part == _LINE_END)
        separates &= np.logical_xor.accumulate(part == _QUOTE) == is_open
    separators = np.flatnonzero(separates)
    at = np.flatnonzero(part[separators] == _LINE_END)
    ends = separators[at]
    records = np.arange(1, len(at) + 1)
    lines = records if line_ends is None else np.searchsorted(line_ends, ends) + 1
    all_lines = len(ends) if line_ends is None else len(line_ends)
    totals = (len(separators) - len(at), all_lines)
    return _Stretch(ends + (start + 1), at - (records - 1), lines, totals)


def _are_ordinary(text: bytes, mark: int, start: int, *, is_open: bool) -> bool:
    """Does every quote open or close a whole cell, or is it doubled inside one?"""
    everything = np.frombuffer(text, np.uint8)
    part = everything[start : start + _AT_ONCE]
    quotes = np.flatnonzero(part == _QUOTE) + start
    opening, closing = quotes[int(is_open) :: 2], quotes[int(not is_open) :: 2]
    last = len(everything) - 1
    before, after = everything[opening - 1], everything[(closing + 1) % (last + 1)]
    fits_before = (opening == 0) | np.isin(before, (mark, _LINE_END, _QUOTE))
    fits_after = (closing == last) | np.isin(after, (mark, _LINE_END, _RETURN, _QUOTE))
    return bool(fits_before.all() and fits_after.all())


def _joined(text: bytes, found: list[_Stretch]) -> Scan:
    """The stretches as one; a last record without a line end counts like the others."""
    delimiters, lines = (
        [*accumulate((part.totals[place] for part in found), initial=0)]
        for place in (0, 1)
    )
    has_tail = bool(text) and not text.endswith(b"\n")
    tail = [[len(text)], delimiters[-1:], lines[-1:]] if has_tail else [[], [], []]
    ends = _one([part.ends for part in found], tail[0])
    cut = _one(
        [p.delimiters + d for p, d in zip(found, delimiters, strict=False)], tail[1]
    )
    line = _one([p.lines + n for p, n in zip(found, lines, strict=False)], tail[2])
    begun = np.concatenate([[0], line])[:-1] + 1
    return Scan(ends, np.diff(cut, prepend=0), begun)


def _one(parts: list[Places], tail: list[int]) -> Places:
    return np.concatenate([*parts, np.array(tail, dtype=np.int64)])
