"""What happened on each distinct day, counted once from one row per watch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from insight.statistics.proportions import Floats
from insight.statistics.survival import Counts, at_risk

_WIDEST = 1_000_000


@dataclass(frozen=True, slots=True)
class EventCounts:
    """Counts on each distinct day, in day order; every array is (days,).

    `events` are of the cause asked for, `others` of competing ones, `censored` are ends
    of watch without an event, `entered` starts of watch (None: all before day one).
    """

    days: Floats
    events: Counts
    others: Counts
    censored: Counts
    entered: Counts | None = None

    @property
    def at_risk(self) -> Counts:
        """How many are watched just before the events of each day."""
        left = self.events + self.others + self.censored
        return at_risk(left, entered=self.entered)


def count_events(
    days: ArrayLike, event: ArrayLike, *, cause: int = 1, entry: ArrayLike | None = None
) -> EventCounts:
    """One row per watch, counted per day.

    Args:
        days: Day each watch ended, (n,).
        event: What ended it, (n,): 0 nothing (censored), else the number of a cause.
        cause: The cause whose events are counted apart from the others.
        entry: Day each watch began, (n,); at risk are those with entry < day <= end.

    Raises:
        ValueError: A watch ends on or before the day it begins.
    """
    ends, codes = np.asarray(days, dtype=float), np.asarray(event)
    starts = None if entry is None else _checked(np.asarray(entry, dtype=float), ends)
    grid, at = _placed(ends if starts is None else np.concatenate([ends, starts]))
    ended = at[: len(ends)]
    all_ends = _count(ended, len(grid))
    events = _count(ended[codes == cause], len(grid))
    censored = _count(ended[codes == 0], len(grid))
    return EventCounts(
        grid,
        events=events,
        others=all_ends - events - censored,
        censored=censored,
        entered=None if starts is None else _count(at[len(ends) :], len(grid)),
    )


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Events and people at risk of each group on each day with any event.

    `groups` are the labels, (groups,); `events` and `at_risk` are (groups, days).
    """

    groups: NDArray[np.generic]
    events: Counts
    at_risk: Counts


def count_groups(
    days: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    *,
    cause: int = 1,
    entry: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
) -> list[GroupCounts]:
    """One row per watch, counted per stratum, group and day.

    Args:
        days: Day each watch ended, (n,).
        event: What ended it, (n,); every cause but `cause` ends the watch only.
        group: Label of the group, (n,).
        cause: The cause that is compared.
        entry: Day each watch began, (n,).
        stratum: Label of the stratum, (n,); None for a single one.

    Returns:
        One entry per stratum, all with the same groups; none without rows.
    """
    ends, hit = np.asarray(days, dtype=float), np.asarray(event) == cause
    labels = np.asarray(group)
    starts = None if entry is None else np.asarray(entry, dtype=float)
    strata = np.zeros(len(ends)) if stratum is None else np.asarray(stratum)
    found = []
    for rows in (strata == name for name in np.unique(strata)):
        began = None if starts is None else starts[rows]
        at = np.unique(ends[rows & hit])
        parts = [
            _part(ends[rows], hit[rows], began, at=at, rows=labels[rows] == label)
            for label in np.unique(labels)
        ]
        found.append(_grouped(np.unique(labels), parts, days=len(at)))
    return found


def _part(
    ends: Floats,
    hit: NDArray[np.bool_],
    began: Floats | None,
    *,
    at: Floats,
    rows: NDArray[np.bool_],
) -> tuple[Counts, Counts]:
    watched = rows.sum() - np.searchsorted(np.sort(ends[rows]), at, side="left")
    if began is not None:
        starts = np.sort(_checked(began[rows], ends[rows]))
        watched = watched - (len(starts) - np.searchsorted(starts, at, side="left"))
    return _count(np.searchsorted(at, ends[rows & hit]), len(at)), watched


def _grouped(
    groups: NDArray[np.generic], parts: Sequence[tuple[Counts, Counts]], *, days: int
) -> GroupCounts:
    events, watched = (
        np.array([part[i] for part in parts], dtype=np.int64).reshape(-1, days)
        for i in (0, 1)
    )
    return GroupCounts(groups, events, watched)


def _checked(starts: Floats, ends: Floats) -> Floats:
    if (starts >= ends).any():
        raise ValueError("a watch ends on or before the day it begins")
    return starts


def _placed(days: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """The distinct days in order, and the place of each day among them.

    Whole days are counted into their places; sorting a million of them takes ten times
    as long.
    """
    whole = days.astype(np.int64)
    first, last = (int(whole.min()), int(whole.max())) if len(days) else (0, 0)
    if last - first > _WIDEST or not np.array_equal(whole, days):
        grid, places = np.unique(days, return_inverse=True)
        return grid, places
    seen = np.bincount(whole - first) > 0
    grid = (np.flatnonzero(seen) + first).astype(float)
    return grid, (np.cumsum(seen) - 1)[whole - first]


def _count(index: NDArray[np.int64], size: int) -> Counts:
    return np.bincount(index, minlength=size).astype(np.int64)
