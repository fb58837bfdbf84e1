"""Returns per 100 exits if all of them had been good, or none, at the same mix of reasons."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.survival import Counts, Floats

DRAWS, LEAST_DRAWS = 2_000, 200
MOST_UNITS = 2_000
CELLS_AT_ONCE, CELLS = 4_000_000, 200_000_000
PER = 100


@dataclass(frozen=True, slots=True)
class PerHundred:
    """Returns within `horizon` days per 100 exits, standardised to the mix of reasons.

    `more` is the first minus the second. `covered` of the exits are in reason groups
    that can be compared; only their mix counts.
    """

    horizon: int
    covered: int
    if_all_good: Estimate
    if_none_good: Estimate
    more: Estimate


@dataclass(frozen=True)
class _Cell:
    """Exits of one reason group and one kind, in order of `days`, (n,) each."""

    days: Counts
    event: Counts
    unit: Counts


def returns_per_100(
    rows: pl.DataFrame, *, horizon: int, least: int, seed: int = 0
) -> PerHundred | Refusal:
    """Aalen-Johansen shares of each reason group, averaged with the mix of all exits.

    Limits are percentiles over draws of accounts (random groups of them above
    `MOST_UNITS`), the mix drawn anew as well.

    Args:
        rows: The rows of `JudgedExits`.
        horizon: Days within which a return counts.
        least: Exits of either kind that a reason group needs; others are left out, and
            so are groups of which none was watched that long.
        seed: The same seed gives the same limits.

    Source: direct standardisation; Efron & Tibshirani 1993, chapter 13.
    """
    pairs = _pairs(rows, horizon=horizon, least=least, seed=seed)
    if not pairs:
        return Refusal(
            f"No reason group has {least} good and {least} other exits watched for "
            f"{horizon} days."
        )
    units = 1 + max(int(cell.unit.max()) for pair in pairs for cell in pair)
    covered = sum(len(cell.days) for pair in pairs for cell in pair)
    seen = _rates(pairs, np.ones((1, units)), horizon=horizon)[0]
    drawn = np.vstack(
        [_rates(pairs, w, horizon=horizon) for w in _weights(units, covered, seed=seed)]
    )
    told = drawn[~np.isnan(drawn).any(axis=1)]
    low, high = np.quantile(told, [0.025, 0.975], axis=0)
    good, other, more = (
        Estimate(*(float(PER * value[i]) for value in (seen, low, high)))
        for i in range(3)
    )
    return PerHundred(horizon, covered, good, other, more)


def _pairs(
    rows: pl.DataFrame, *, horizon: int, least: int, seed: int
) -> list[tuple[_Cell, _Cell]]:
    """The good and the other exits of each reason group that can be compared."""
    accounts = rows["account"].to_numpy()
    label = np.unique(accounts, return_inverse=True)[1]
    count = int(label.max(initial=-1)) + 1
    if count > MOST_UNITS:
        order = np.random.default_rng(seed).permutation(count)
        label = order[label] % MOST_UNITS
    placed = rows.with_columns(unit=pl.Series(label)).sort("days")
    pairs = []
    for _, group in placed.group_by("reason_group", maintain_order=True):
        good, other = (_cell(group.filter(pl.col("good") == kind)) for kind in (1, 0))
        if all(_enough(cell, horizon=horizon, least=least) for cell in (good, other)):
            pairs.append((good, other))
    return pairs


def _cell(exits: pl.DataFrame) -> _Cell:
    return _Cell(*(exits[name].to_numpy() for name in ("days", "event", "unit")))


def _enough(cell: _Cell, *, horizon: int, least: int) -> bool:
    if len(cell.days) < least:
        return False
    return bool(cell.days[-1] >= horizon or (cell.event != 0).all())


def _weights(units: int, exits: int, *, seed: int) -> Iterator[Floats]:
    """How often each unit is in each draw, (some draws, units) at a time."""
    rng = np.random.default_rng(seed)
    draws = int(np.clip(CELLS // max(exits, units), LEAST_DRAWS, DRAWS))
    at_once = max(1, CELLS_AT_ONCE // max(exits, units))
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        yield rng.multinomial(units, np.full(units, 1 / units), size).astype(float)


def _rates(
    pairs: list[tuple[_Cell, _Cell]], weights: Floats, *, horizon: int
) -> Floats:
    """Share if all were good, if none was, and the difference, (draws, 3)."""
    totals, sums = np.zeros(len(weights)), np.zeros((2, len(weights)))
    for pair in pairs:
        shares, sizes = zip(*(_share(c, weights, horizon) for c in pair), strict=True)
        totals += sum(sizes)
        sums += np.stack(shares) * sum(sizes)
    with np.errstate(invalid="ignore"):
        good, other = sums / totals
    return np.column_stack([good, other, good - other])


def _share(cell: _Cell, weights: Floats, horizon: int) -> tuple[Floats, Floats]:
    """Share returned by the horizon and exits in the draw, (draws,) each."""
    each = weights[:, cell.unit]
    ends = np.cumsum(each, axis=1)
    size = ends[:, -1]
    hits = np.flatnonzero((cell.event != 0) & (cell.days <= horizon))
    if not len(hits):
        return np.where(size > 0, 0.0, np.nan), size
    day, first = np.unique(cell.days[hits], return_index=True)
    before = np.searchsorted(cell.days, day)
    gone = np.where(before > 0, ends[:, before - 1], 0)
    per = np.divide(
        1, size[:, None] - gone, where=size[:, None] > gone, out=np.zeros_like(gone)
    )
    events = np.add.reduceat(each[:, hits], first, axis=1)
    back = np.add.reduceat(each[:, hits] * (cell.event[hits] == 1), first, axis=1)
    out = np.cumprod(1 - events * per, axis=1)
    just_before = np.hstack([np.ones((len(out), 1)), out[:, :-1]])
    share = (just_before * back * per).sum(axis=1)
    return np.where(size > 0, share, np.nan), size
