"""One detector of changed rates: is what happened lately more or less than usual?"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from insight.statistics.rate_windows import LEAST_BEFORE, Windows
from insight.statistics.survival import Counts, Floats
from insight.statistics.variation import MONTHS, Past, dispersion, divided, seasonal

FACTOR, FINEST_FACTOR = 1.5, 1.2
INFORMATION = 3.0
QUIET = 8
UNKNOWN_SEASON = 0.01
SEASON_YEARS, DIRECTION = 2, 3


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often one looks, in periods.

    Attributes:
        year: Periods of a year.
        baseline: Periods before a change that say what is usual, at most.
        least: The same, at least.
        longest: Periods that a change is added up over, at most.
        recent: The last periods that have to be unusual still.
        gap: The last periods that say nothing of how much rates vary.
        threshold: The log-likelihood ratio from which a change is told.
        quiet_threshold: The same where fewer than `QUIET` events a period are usual.
    """

    year: int
    baseline: int
    least: int
    longest: int
    recent: int
    gap: int
    threshold: float
    quiet_threshold: float


WEEKLY = Cadence(52, 104, 26, 26, recent=4, gap=13, threshold=4.3, quiet_threshold=3.8)
MONTHLY = Cadence(12, 24, 12, 6, recent=1, gap=3, threshold=3.0, quiet_threshold=3.0)
NOTICED = {
    WEEKLY.year: ((5, 13, 0.8), (12, 8, 0.9)),
    MONTHLY.year: ((10, 3, 0.4), (20, 3, 0.7), (50, 2, 0.9)),
}


@dataclass(frozen=True, slots=True)
class Detection:
    """What each period says as of its own day, (..., periods) each.

    Attributes:
        usual: The events that are usual in the period; nan where nothing tells.
        low: Fewer than so many in this period alone are a signal.
        high: More than so many in this period alone are a signal.
        direction: 1 where it is a signal of more, -1 of fewer, else 0.
        since: The first period of the change that is told, an index.
        observed: The events from there to the period.
        expected: The events that were usual in these periods.
        volume: The usual events, of independent ones: the more, the sooner a change is seen.
    """

    usual: Floats
    low: Floats
    high: Floats
    direction: Floats
    since: Floats
    observed: Floats
    expected: Floats
    volume: Floats


@dataclass(frozen=True, slots=True)
class _Series:
    """Counts and exposures with running sums, and the seasons exposures are weighted by."""

    counts: Floats
    exposure: Floats
    season_variance: Floats
    events_before: Floats
    exposure_before: Floats

    def between(self, start: int | Counts, stop: int | Counts) -> tuple[Floats, Floats]:
        """Events and exposure of the periods from `start` up to, not with, `stop`."""
        return (
            self.events_before[..., stop] - self.events_before[..., start],
            self.exposure_before[..., stop] - self.exposure_before[..., start],
        )


def detect(
    counts: ArrayLike,
    exposure: ArrayLike,
    *,
    months: ArrayLike,
    cadence: Cadence,
    least_dispersion: float = 1.0,
) -> Detection:
    """Every period judged by what was known when it ended; later ones change nothing.

    A cumulative sum of log-likelihood ratios, two-sided: the last 1 to `longest` periods
    against the `baseline` before them, with the rate of both unknown (conditional on
    their sum), so that a short baseline tells less. It looks for `FACTOR` times the rate,
    and for finer changes where many events tell them. The ratios are divided by the
    dispersion that earlier periods show, correlated from one to the next (as the limits
    of Laney's charts), and by what is not known of the season: from two years on each
    month has a factor, shrunk by how far the months differ.

    Args:
        counts: Events per period, (..., periods).
        exposure: What they were counted over, such as days of customers.
        months: The calendar month of each period, 0 to 11, (periods,).
        cadence: How often one looks.
        least_dispersion: The variance of a count over its mean where nothing but chance
            varies: 1 for counts, 1 less the share for shares.

    Source: Page, Biometrika 41 (1954) 100-115; Laney, Quality Engineering 14 (2002)
    531-537; the thresholds by simulation, docs/metrics.md.
    """
    k = np.asarray(counts, dtype=float)
    e = np.broadcast_to(np.asarray(exposure, dtype=float), k.shape)
    month = np.asarray(months)
    found = np.full((len(fields(Detection)), *k.shape), np.nan)
    found[DIRECTION] = 0
    noise = np.full(k.shape[:-1], least_dispersion)
    factors = np.ones((*k.shape[:-1], MONTHS))
    series = _series(k, e, factors, factors * UNKNOWN_SEASON, month)
    for at in range(cadence.least, k.shape[-1]):
        if at >= SEASON_YEARS * cadence.year and at % cadence.year == 0:
            past = Past(k[..., :at], e[..., :at], month[:at], cadence.year)
            series = _series(k, e, *seasonal(past, noise), month)
        rate, noise = _usual(series, at, cadence, least_dispersion)
        found[..., at] = _judged(series, at, cadence, rate, noise)
    return Detection(*found)


def noticed(volume: float, *, cadence: Cadence) -> tuple[int, float] | None:
    """Within how many periods a rise by half is noticed, and how often (0-1).

    Args:
        volume: As in `Detection`.
        cadence: `WEEKLY` or `MONTHLY`.

    Returns:
        As simulated for the next smaller volume; None below the smallest.
    """
    tried = [found for least, *found in NOTICED[cadence.year] if volume >= least]
    return (int(tried[-1][0]), tried[-1][1]) if tried else None


def _series(
    counts: Floats, exposure: Floats, factors: Floats, variance: Floats, month: Counts
) -> _Series:
    weighted = exposure * factors[..., month]
    start = np.zeros((*counts.shape[:-1], 1))
    sums = (
        np.concatenate([start, np.cumsum(values, axis=-1)], axis=-1)
        for values in (counts, weighted)
    )
    return _Series(counts, weighted, variance[..., month], *sums)


def _usual(
    series: _Series, at: int, cadence: Cadence, least: float
) -> tuple[Floats, Floats]:
    """The rate before the last periods, and the dispersion of its counts."""
    stop = max(cadence.least, at - cadence.gap)
    start = max(0, stop - 2 * cadence.baseline)
    noise = dispersion(
        series.counts[..., start:stop], series.exposure[..., start:stop], least=least
    )
    events, exposure = series.between(max(0, stop - cadence.baseline), stop)
    return divided(events, exposure), noise


def _judged(
    series: _Series, at: int, cadence: Cadence, rate: Floats, noise: Floats
) -> Floats:
    """The values of a `Detection` for one period, (8, ...)."""
    windows, starts = _windows(series, at, cadence)
    usual = rate * series.exposure[..., at]
    volume = usual / noise
    finest = 1 + np.sqrt(divided(np.full_like(volume, INFORMATION), volume))
    factor = np.clip(finest, FINEST_FACTOR, FACTOR)[..., None]
    variance = series.season_variance[..., at, None]
    scale = noise[..., None] + variance * windows.expected
    recent = min(cadence.recent, len(starts)) - 1
    more, fewer = (
        _strongest(windows, times, scale=scale, recent=recent)
        for times in (factor, 1 / factor)
    )
    strength, place = np.where(more[0] >= fewer[0], more, fewer)
    needed = np.where(volume < QUIET, cadence.quiet_threshold, cadence.threshold)
    told = strength >= needed
    sign = np.where(more[0] >= fewer[0], 1, -1)
    chosen = place.astype(int)[..., None]
    observed, expected = (
        np.take_along_axis(values, chosen, axis=-1)[..., 0]
        for values in (windows.events, windows.expected)
    )
    low, high = _alone(windows, factor, needed[..., None] * scale)
    nothing = windows.events_before[..., 0] < LEAST_BEFORE
    values = (
        usual,
        low,
        high,
        told * sign,
        starts[place.astype(int)],
        observed,
        expected,
        volume,
    )
    return np.array(
        [np.where(nothing & (i != DIRECTION), np.nan, v) for i, v in enumerate(values)]
    )


def _windows(series: _Series, at: int, cadence: Cadence) -> tuple[Windows, Counts]:
    """Every window that ends with a period, and where each begins."""
    longest = min(cadence.longest, at + 1 - cadence.least)
    starts = at - np.arange(longest)
    lately = series.between(starts, np.full_like(starts, at + 1))
    before = series.between(np.maximum(0, starts - cadence.baseline), starts)
    return Windows(*lately, *before), starts


def _strongest(
    windows: Windows, factor: Floats, *, scale: Floats, recent: int
) -> Floats:
    """The strongest ratio of all windows and its place, (2, ...); 0 where it is over."""
    ratios = windows.ratios(factor) / scale
    goes_on = (ratios[..., recent] > 0)[..., None]
    told = np.where(windows.are_enough & goes_on, ratios, 0)
    place = told.argmax(axis=-1)
    return np.array([told.max(axis=-1), place])


def _alone(windows: Windows, factor: Floats, needed: Floats) -> tuple[Floats, Floats]:
    """Below and above how many events the last period alone is a signal; 0 without a rate."""
    limits = []
    for times in (1 / factor, factor):
        lately, before = windows.weights(times)
        short = needed - before * windows.events_before
        limit = np.divide(short, lately, out=np.zeros_like(short), where=lately != 0)
        limits.append(np.maximum(0, limit[..., 0]))
    return limits[0], limits[1]
