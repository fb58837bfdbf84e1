"""Is this week a signal? XmR charts with locked limits, and run rules."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from insight.statistics.estimates import Refusal
from insight.statistics.survival import Floats

Flags = NDArray[np.bool_]

LIMIT_FACTOR = 2.66
RANGE_FACTOR = 3.268
LEAST_BASELINE, MOST_BASELINE = 26, 52
RUN = 8
NEAR, OF = 3, 4


@dataclass(frozen=True, slots=True)
class XmrLimits:
    """Natural process limits of single values, and of their moving ranges."""

    mean: float
    mean_range: float
    lower: float
    upper: float
    range_upper: float


@dataclass(frozen=True, slots=True)
class Signals:
    """Which points are signals, (n,) each, by the rule that says so.

    `outside` the limits; `run`, part of 8 or more in a row on one side of the mean;
    `near`, part of 3 of 4 in a row nearer the same limit than the mean.
    """

    outside: Flags
    run: Flags
    near: Flags

    @property
    def any(self) -> Flags:
        """Whether a point is a signal by any rule."""
        return self.outside | self.run | self.near


def xmr_limits(
    values: ArrayLike,
    *,
    limit_factor: float = LIMIT_FACTOR,
    range_factor: float = RANGE_FACTOR,
) -> XmrLimits:
    """Limits of all the values given; nan with fewer than two.

    Args:
        values: In order of time, (n,), nan where nothing was measured; the first
            `MOST_BASELINE` weeks or fewer, see `locked_limits`.
        limit_factor: Times the mean moving range, around the mean: 3 / 1.128.
        range_factor: Times the mean moving range, for the ranges themselves.

    Source: Wheeler, Understanding Variation, 1993.
    """
    seen = np.asarray(values, dtype=float)
    ranges = moving_ranges(seen)
    mean, mean_range = mean_of_seen(seen), mean_of_seen(ranges)
    width = limit_factor * mean_range
    return XmrLimits(
        mean, mean_range, mean - width, mean + width, range_factor * mean_range
    )


def locked_limits(
    values: ArrayLike, *, least: int = LEAST_BASELINE, most: int = MOST_BASELINE
) -> XmrLimits | Refusal:
    """Limits of the first weeks, which later points do not move.

    Args:
        values: All weeks in order, (n,).
        least: Fewer measured weeks than this are no baseline.
        most: Weeks after these never count.
    """
    first = np.asarray(values, dtype=float)[:most]
    measured = int((~np.isnan(first)).sum())
    if measured < least:
        return Refusal(f"{measured} of the {least} weeks it takes to set limits.")
    return xmr_limits(first)


def moving_ranges(values: ArrayLike) -> Floats:
    """Distance of each value from the one before, (n - 1,)."""
    return np.abs(np.diff(np.asarray(values, dtype=float)))


def mean_of_seen(values: Floats) -> float:
    """The mean of what was measured; nan where nothing was."""
    seen = values[~np.isnan(values)]
    return float(seen.mean()) if len(seen) else np.nan


def signals(values: ArrayLike, limits: XmrLimits) -> Signals:
    """The run rules applied to every point, before and after the limits were set.

    Source: xmrit.com; Wheeler & Chambers, Understanding Statistical Process Control.
    """
    seen = np.asarray(values, dtype=float)
    outside = (seen > limits.upper) | (seen < limits.lower)
    upper_half = (limits.mean + limits.upper) / 2
    lower_half = (limits.mean + limits.lower) / 2
    run, near = np.zeros(len(seen), dtype=bool), np.zeros(len(seen), dtype=bool)
    for beyond in (seen > limits.mean, seen < limits.mean):
        run |= _in_windows(beyond, width=RUN, at_least=RUN)
    for beyond in (seen > upper_half, seen < lower_half):
        near |= _in_windows(beyond, width=OF, at_least=NEAR)
    return Signals(outside, run, near)


def _in_windows(flags: Flags, *, width: int, at_least: int) -> Flags:
    """The flagged points of every window with enough of them."""
    marked = np.zeros(len(flags), dtype=bool)
    if len(flags) >= width:
        hits = np.convolve(flags, np.ones(width, dtype=int), mode="valid")
        for start in np.flatnonzero(hits >= at_least):
            marked[start : start + width] = True
    return marked & flags
