"""Where the records of well-formed text end, found in all bytes at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate

import numpy as np
import numpy.typing as npt

_Bytes = npt.NDArray[np.uint8]
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
        is_tight: No cell begins or ends with a blank, a tab or a line end.
    """

    ends: Places
    delimiters: Places
    lines: Places
    is_tight: bool

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
    is_tight: bool


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
    if not quotes and not is_open:
        separators = np.flatnonzero(separates)
        return _counted(
            part, start, separators, _is_tight(text, mark, separators + start)
        )
    if not _are_ordinary(text, mark, start, is_open=is_open):
        return None
    is_quote = part == _QUOTE
    outside = separates & (np.logical_xor.accumulate(is_quote) == is_open)
    beside = np.flatnonzero(outside | is_quote) + start
    counted = _counted(
        part, start, np.flatnonzero(outside), _is_tight(text, mark, beside)
    )
    line_ends = np.flatnonzero(part == _LINE_END)
    lines = np.searchsorted(line_ends, counted.ends - (start + 1)) + 1
    is_tight = counted.is_tight and len(line_ends) == len(lines)
    totals = (counted.totals[0], len(line_ends))
    return replace(counted, lines=lines, totals=totals, is_tight=is_tight)


def _counted(part: _Bytes, start: int, separators: Places, is_tight: bool) -> _Stretch:  # noqa: FBT001
    at = np.flatnonzero(part[separators] == _LINE_END)
    lines = np.arange(1, len(at) + 1)
    ends, totals = separators[at] + (start + 1), (len(separators) - len(at), len(at))
    return _Stretch(ends, at - (lines - 1), lines, totals, is_tight)


def _is_tight(text: bytes, mark: int, places: Places) -> bool:
    """Is there no blank beside any of these bytes?"""
    everything = np.frombuffer(text, np.uint8)
    is_blank = _is_one_of(*{*b" \t"} - {mark})
    behind = everything[(places + 1) % len(everything)]
    return not (is_blank[everything[places - 1]].any() or is_blank[behind].any())


def _are_ordinary(text: bytes, mark: int, start: int, *, is_open: bool) -> bool:
    """Does every quote open or close a whole cell, or is it doubled inside one?"""
    everything = np.frombuffer(text, np.uint8)
    part = everything[start : start + _AT_ONCE]
    quotes = np.flatnonzero(part == _QUOTE) + start
    opening, closing = quotes[int(is_open) :: 2], quotes[int(not is_open) :: 2]
    last = len(everything) - 1
    before, after = everything[opening - 1], everything[(closing + 1) % (last + 1)]
    fits_before = (opening == 0) | _is_one_of(mark, _LINE_END, _QUOTE)[before]
    fits_after = _is_one_of(mark, _LINE_END, _RETURN, _QUOTE)[after]
    return bool(fits_before.all() and ((closing == last) | fits_after).all())


def _is_one_of(*bytes_: int) -> npt.NDArray[np.bool_]:
    """For each byte whether it is one of these."""
    told = np.zeros(256, np.bool_)
    told[list(bytes_)] = True
    return told


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
    is_tight = all(p.is_tight for p in found) and not text.endswith((b" ", b"\t"))
    return Scan(ends, np.diff(cut, prepend=0), begun, is_tight)


def _one(parts: list[Places], tail: list[int]) -> Places:
    return np.concatenate([*parts, np.array(tail, dtype=np.int64)])
