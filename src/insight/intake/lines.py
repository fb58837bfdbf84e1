"""The lines of a text, found in all bytes at once and decoded one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from insight.intake.tallying import LINE_END, RETURN, Flags

_AT_ONCE = 1 << 22
_LINES_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines with their endings, be they LF, CRLF or CR.

    Attributes:
        text: All of them, in UTF-8.
        ends: Byte behind each line.
    """

    text: bytes
    ends: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, text: bytes) -> "Lines":
        """The lines of a text."""
        parts = [_ends(text, at) for at in range(0, len(text), _AT_ONCE)]
        tail = [len(text)] if text and not text.endswith((b"\n", b"\r")) else []
        return cls(text, np.concatenate([*parts, np.array(tail, np.uint32)]))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, place: int) -> str:
        """A line; a character that the end of the text cuts in two is left out."""
        whole = self.text[self.begin(place) : int(self.ends[place])]
        return whole.decode(errors="ignore")

    def begin(self, place: int) -> int:
        """The first byte of a line."""
        return int(self.ends[place - 1]) if place else 0

    def lengths(self) -> npt.NDArray[np.uint32]:
        """The bytes of each line, its ending too."""
        lengths = self.ends.copy()
        lengths[1:] -= self.ends[:-1]
        return lengths

    def counts(self, marks: bytes) -> npt.NDArray[np.int32]:
        """How many of these bytes are in each line."""
        counts = np.zeros(len(self), np.int32)
        seen = np.frombuffer(self.text, np.uint8)
        for at in range(0, len(self.text), _AT_ONCE):
            part = seen[at : at + _AT_ONCE]
            is_mark = np.logical_or.reduce([part == mark for mark in marks])
            edges = np.array([at, at + len(part)], self.ends.dtype)
            first, last = np.searchsorted(self.ends, edges, "right")
            begins = np.concatenate([[0], self.ends[first:last] - at])
            begins = begins[begins < len(part)]
            found = np.add.reduceat(is_mark, begins, dtype=np.int32)
            counts[first : first + len(begins)] += found
        return counts


def _ends(text: bytes, at: int) -> npt.NDArray[np.uint32]:
    """Where the lines end whose last byte is in the stretch from `at`."""
    seen = np.frombuffer(text, np.uint8)[at : at + _AT_ONCE + 1]
    part, following = seen[:_AT_ONCE], seen[1:]
    is_end = part == LINE_END
    if (is_return := part == RETURN).any():
        is_return[: len(following)] &= following != LINE_END
        is_end |= is_return
    ends = np.flatnonzero(is_end) + (at + 1)
    return ends.astype(np.uint32)


def places(which: Flags) -> Iterator[int]:
    """The places of the true ones, looked for as they are asked for."""
    for at in range(0, len(which), _LINES_AT_ONCE):
        yield from (np.flatnonzero(which[at : at + _LINES_AT_ONCE]) + at).tolist()


def joined(
    text: bytes, ends: npt.NDArray[Any], which: Flags, *, start: int = 0
) -> bytes:
    """Some of the records of a text; those that follow each other are taken in one go.

    Args:
        text: The whole text.
        ends: Byte behind each record.
        which: The records to take.
        start: Where the first record begins.
    """
    edges = np.flatnonzero(np.diff(which.view(np.int8), prepend=0, append=0))
    view = memoryview(text)
    taken = (
        view[int(ends[first - 1]) if first else start : int(ends[behind - 1])]
        for first, behind in edges.reshape(-1, 2).tolist()
    )
    return b"".join(taken)
