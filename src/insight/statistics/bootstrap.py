"""Percentile intervals by drawing accounts anew, all draws at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from insight.statistics.estimates import Estimate
from insight.statistics.proportions import wilson
from insight.statistics.survival import Counts, Floats

DRAWS = 2_000
MOST_UNITS = 2_000
CELLS_AT_ONCE = 1_000_000


def incidence_at(
    horizon: float,
    days: ArrayLike,
    event: ArrayLike,
    account: ArrayLike,
    *,
    seed: int,
    cause: int = 1,
    draws: int = DRAWS,
    level: float = 0.95,
) -> Estimate:
    """Aalen-Johansen incidence at a horizon, exits of one account drawn together.

    Args:
        horizon: The day it is read at.
        days: Days from each exit to its event or the end of watching, (exits,).
        event: 0 censored, else the number of the cause, (exits,).
        account: Label of the account, (exits,).
        seed: The same seed gives the same limits.
        cause: The cause whose incidence is wanted.
        draws: How often accounts are drawn.
        level: Coverage of the percentile limits.

    Returns:
        Nan where watching ended before the horizon with exits undecided.

    With more than `MOST_UNITS` accounts random groups of them are drawn, which gives
    limits of the same width.

    Source: Efron & Tibshirani 1993, chapter 13; random groups: Wolter 2007, chapter 2.
    """
    ends, codes = np.asarray(days, dtype=float), np.asarray(event)
    last = ends.max(initial=-np.inf)
    if (last < horizon and (codes[ends == last] == 0).any()) or not len(ends):
        return Estimate(np.nan, np.nan, np.nan)
    rng = np.random.default_rng(seed)
    unit = _unit(np.unique(np.asarray(account), return_inverse=True)[1], rng)
    units = _daily(ends, codes, unit, horizon=horizon, cause=cause)
    drawn = [_incidence(w @ units) for w in _weights(len(units), draws, rng)]
    value = _incidence(units.sum(axis=0)[None, :])
    return _percentiles(float(value[0]), np.concatenate(drawn), level=level)


def clustered_share(
    hits: ArrayLike,
    totals: ArrayLike,
    *,
    seed: int,
    draws: int = DRAWS,
    level: float = 0.95,
) -> Estimate:
    """A share of looks at accounts, all looks at an account drawn together.

    Args:
        hits: How many looks at each account were hits, (accounts,).
        totals: How many looks there were at each, above 0, (accounts,).
        seed: The same seed gives the same limits.
        draws: How often accounts are drawn.
        level: Coverage of the percentile limits.

    Returns:
        Nan without accounts. Where all looks were hits, or none, no draw differs: then
        the limits are Wilson's with as many cases as there are accounts.

    Source: Davison & Hinkley 1997, chapter 3.8.
    """
    k, n = np.asarray(hits, dtype=float), np.asarray(totals, dtype=float)
    if not len(n):
        return Estimate(np.nan, np.nan, np.nan)
    value = float(k.sum() / n.sum())
    if value in {0.0, 1.0}:
        low, high = wilson(value * len(n), len(n), level=level)
        return Estimate(value, float(low[0]), float(high[0]))
    rng = np.random.default_rng(seed)
    unit = _unit(np.arange(len(n)), rng)
    sums = np.column_stack([np.bincount(unit, weights=w) for w in (k, n)])
    drawn = np.concatenate([w @ sums for w in _weights(len(sums), draws, rng)])
    return _percentiles(value, drawn[:, 0] / drawn[:, 1], level=level)


def _unit(account: Counts, rng: np.random.Generator) -> Counts:
    """What is drawn each account number belongs to: itself, or a random group."""
    accounts = int(account.max()) + 1
    if accounts <= MOST_UNITS:
        return account
    return np.asarray(rng.permutation(accounts) % MOST_UNITS)[account]


def _weights(units: int, draws: int, rng: np.random.Generator) -> Iterator[Floats]:
    """How often each unit is in each draw, (some draws, units) at a time."""
    at_once = max(1, CELLS_AT_ONCE // units)
    for start in range(0, draws, at_once):
        rows = min(at_once, draws - start)
        drawn = rng.integers(0, units, (rows, units)) + units * np.arange(rows)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=rows * units)
        yield counts.reshape(rows, units).astype(float)


def _daily(
    ends: Floats, codes: Counts, unit: Counts, *, horizon: float, cause: int
) -> Floats:
    """Per unit: exits, then per event day events of the cause, others, and censored.

    Those censored since the event day before are counted with a day, those watched
    beyond the last one with none.
    """
    at = np.unique(ends[(codes != 0) & (ends <= horizon)])
    size = len(at)
    day = np.searchsorted(at, ends, side="right")
    hit = (codes != 0) & (ends <= horizon)
    places = np.where(codes == cause, day, size + day)
    column = np.where(hit, places, 2 * size + 1 + day)
    told = hit | (day < size)
    width, units = 3 * size + 1, int(unit.max()) + 1
    cells = unit[told] * width + column[told]
    table = np.bincount(cells, minlength=units * width).reshape(units, width)
    table[:, 0] = np.bincount(unit, minlength=units)
    return table.astype(float)


def _incidence(sums: Floats) -> Floats:
    """Incidence of the cause after the last event day, one per row of `_daily` sums."""
    n, rest = sums[:, :1], sums[:, 1:]
    cause, others, censored = np.split(rest, 3, axis=1)
    events = cause + others
    watched = n - np.cumsum(events, axis=1) + events - np.cumsum(censored, axis=1)
    per = np.divide(1, watched, out=np.zeros_like(watched), where=watched > 0)
    left = np.cumprod(1 - events * per, axis=1)
    before = np.hstack([np.ones_like(n), left])[:, :-1]
    return np.asarray((before * cause * per).sum(axis=1))


def _percentiles(value: float, drawn: Floats, *, level: float) -> Estimate:
    told = drawn[~np.isnan(drawn)]
    low, high = np.quantile(told, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(low), float(high))
