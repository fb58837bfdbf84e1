"""Who is at risk at each event, and sums over them, for Cox regression."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from insight.statistics.survival import Counts, Floats

Ties: TypeAlias = Literal["efron", "breslow"]


@dataclass(frozen=True)
class RiskSets:
    """Moments (a day with events in a stratum) and the rows at risk in each.

    A row is at risk in the moments `first` to `after` - 1, (n,) each. `rows` are the
    rows with an event in moment order, `moment` their moments and `tie` how many of
    the moment's other events come before each, as a share of them (0 for Breslow);
    all (events,).
    """

    first: Counts
    after: Counts
    rows: Counts
    moment: Counts
    tie: Floats
    moments: int

    def totals(self, values: Floats) -> Floats:
        """Values (n, columns) summed over everyone at risk in each moment."""
        into, out = (
            _grouped(values, at, self.moments + 1) for at in (self.first, self.after)
        )
        return np.asarray(np.cumsum(into - out, axis=0)[:-1])

    def tied(self, values: Floats) -> Floats:
        """Values (n, columns) summed over the rows with the event of each moment."""
        return _grouped(values[self.rows], self.moment, self.moments)

    def at_events(self, values: Floats) -> Floats:
        """Values (n, columns) summed over those at risk for each event, (events, …).

        Of several events in a moment each finds fewer of the others left (Efron).
        """
        whole, own = self.totals(values), self.tied(values)
        return np.asarray(whole[self.moment] - self.tie[:, None] * own[self.moment])

    def so_far(self, values: Floats) -> Floats:
        """Values (events, columns) summed over the moments each row is at risk in."""
        each = _grouped(values, self.moment, self.moments)
        before = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(each, axis=0)])
        return np.asarray(before[self.after] - before[self.first])

    @cached_property
    def informative(self) -> NDArray[np.bool_]:
        """Whether a row is at risk at any event, (n,)."""
        return self.after > self.first


def risk_sets(
    days: Floats,
    event: NDArray[np.bool_],
    *,
    entry: Floats | None,
    strata: NDArray[np.generic] | None,
    ties: Ties,
) -> RiskSets:
    """Risk sets of (entry, day] in each stratum; all arrays are (n,).

    Raises:
        ValueError: A watch ends on or before the day it begins.
    """
    grid, rank = np.unique(days, return_inverse=True)
    began = np.full(len(days), -1)
    if entry is not None:
        if (entry >= days).any():
            raise ValueError("a watch ends on or before the day it begins")
        began = np.searchsorted(grid, entry, side="right") - 1
    base = np.zeros(len(days), dtype=np.int64)
    if strata is not None:
        base = np.unique(strata, return_inverse=True)[1] * (len(grid) + 1)
    key, start = base + rank + 1, base + began + 1
    moments = np.unique(key[event])
    rows = np.flatnonzero(event)[np.argsort(key[event], kind="stable")]
    moment = np.searchsorted(moments, key[rows])
    return RiskSets(
        first=np.searchsorted(moments, start, side="right"),
        after=np.searchsorted(moments, key, side="right"),
        rows=rows,
        moment=moment,
        tie=np.zeros(len(rows)) if ties == "breslow" else _tie(moment, len(moments)),
        moments=len(moments),
    )


def _tie(moment: Counts, moments: int) -> Floats:
    size = np.bincount(moment, minlength=moments)
    start = np.cumsum(size) - size
    return np.asarray((np.arange(len(moment)) - start[moment]) / size[moment])


def _grouped(values: Floats, at: Counts, size: int) -> Floats:
    columns = [np.bincount(at, weights=column, minlength=size) for column in values.T]
    return np.stack(columns, axis=1) if columns else np.zeros((size, 0))
