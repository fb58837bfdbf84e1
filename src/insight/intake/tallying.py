"""How often a text has the bytes that cut it, counted in all of them at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Found = TypeVar("Found")
QUOTE, LINE_END, RETURN, TAB, BLANK = b'"\n\r\t '
WORKERS = 4
_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class Tally:
    """What a text of ordinary lines and quotes consists of.

    Attributes:
        line_ends: How many there are, those inside quotes too.
        delimiters: How many there are, those inside quotes too.
        is_tight: No cell begins or ends with a blank or a tab.
    """

    line_ends: int
    delimiters: int
    is_tight: bool

    @classmethod
    def total(cls, parts: Iterable["Tally"]) -> "Tally":
        """The tally of a text by those of its parts."""
        ends, delimiters, tight = zip(
            *((part.line_ends, part.delimiters, part.is_tight) for part in parts),
            strict=True,
        )
        return cls(sum(ends), sum(delimiters), all(tight))


def tally(text: bytes, mark: int, *, start: int) -> Tally | None:
    """The tally of a text from byte `start`; None where it is out of the ordinary.

    Ordinary are lines that end in LF or CRLF, and quotes around whole cells in which a
    quote is doubled: there a delimiter (`mark`) separates where the quotes before it
    are even.
    """
    *parts, (_, is_open) = stretches(text, start=start, at_once=_AT_ONCE)
    if is_open or not parts:
        return None
    found = in_each(parts, partial(_tally, text, mark))
    counted = [part for part in found if part is not None]
    return Tally.total(counted) if len(counted) == len(found) else None


def in_each(
    parts: Sequence[tuple[int, bool]], way: Callable[[tuple[int, bool]], Found]
) -> list[Found]:
    """What comes of each stretch; several are looked at side by side."""
    if len(parts) == 1:
        return [way(parts[0])]
    with ThreadPoolExecutor(WORKERS) as pool:
        return [*pool.map(way, parts)]


def stretches(text: bytes, *, start: int, at_once: int) -> Iterator[tuple[int, bool]]:
    """Where each stretch begins, the end as well, and whether that is inside quotes."""
    begins = range(start, len(text), at_once)
    quotes = accumulate(
        (text.count(b'"', at, at + at_once) for at in begins), initial=0
    )
    for at, before in zip((*begins, len(text)), quotes, strict=True):
        yield at, before % 2 == 1


def _tally(text: bytes, mark: int, stretch: tuple[int, bool]) -> Tally | None:
    at, is_open = stretch
    seen = _with_neighbours(text, at, mark)
    is_end, is_mark = seen == LINE_END, seen == mark
    is_blank = seen == BLANK if mark == TAB else (seen == BLANK) | (seen == TAB)
    beside = is_end | is_mark
    if (is_return := seen == RETURN).any():
        beside |= is_return
        if (is_return[:-1] & ~is_end[1:]).any():
            return None
    if (is_quote := seen == QUOTE).any():
        beside |= is_quote
        if not _are_whole(is_quote, beside, is_open=is_open):
            return None
    is_loose = (is_blank[1:] & beside[:-1]) | (is_blank[:-1] & beside[1:])
    line_ends, delimiters = (np.count_nonzero(w[1:-1]) for w in (is_end, is_mark))
    return Tally(int(line_ends), int(delimiters), not is_loose.any())


def _with_neighbours(text: bytes, at: int, mark: int) -> Bytes:
    """A stretch with the byte before and behind it; delimiters are around the text."""
    seen = np.frombuffer(text, np.uint8)[max(at - 1, 0) : at + _AT_ONCE + 1]
    around = (int(at == 0), int(at + _AT_ONCE >= len(text)))
    return np.pad(seen, around, constant_values=mark) if any(around) else seen


def _are_whole(is_quote: Flags, beside: Flags, *, is_open: bool) -> bool:
    """Does every quote open or close a whole cell, or is it doubled inside one?"""
    quotes = np.flatnonzero(is_quote[1:-1])
    opening, closing = quotes[int(is_open) :: 2], quotes[int(not is_open) :: 2]
    return bool(beside[opening].all() and beside[closing + 2].all())
