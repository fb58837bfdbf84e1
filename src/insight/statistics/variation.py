"""How much counts vary while nothing changes: their dispersion and their season."""

from dataclasses import dataclass

import numpy as np

from insight.statistics.survival import Counts, Floats

CORRELATION = 0.6
MOST_YEARS, MONTHS = 4, 12


def dispersion(counts: Floats, exposure: Floats, *, least: float) -> Floats:
    """The variance of sums of counts over their mean, at least `least`.

    That of single periods (Pearson's), and of their correlation with the next, carried
    on with `CORRELATION` from period to period.
    """
    rate = divided(counts.sum(axis=-1), exposure.sum(axis=-1))
    usual = rate[..., None] * exposure
    apart = divided(counts - usual, np.sqrt(usual))
    apart = apart - apart.mean(axis=-1, keepdims=True)
    many = apart.shape[-1] - 1
    variance: Floats = (apart**2).sum(axis=-1) / many
    next_to = (apart[..., 1:] * apart[..., :-1]).sum(axis=-1) / many
    carried: Floats = 2 * np.maximum(0, next_to) / (1 - CORRELATION)
    found: Floats = np.maximum(least, variance) + carried
    return found


@dataclass(frozen=True, slots=True)
class Past:
    """Counts, exposures and calendar months (0 to 11) of whole years of periods."""

    counts: Floats
    exposure: Floats
    month: Counts
    year: int

    def whole_years(self) -> tuple[Floats, Floats, Counts]:
        """Counts, what each year's own rate expects, and months, of the last years."""
        years = min(self.counts.shape[-1] // self.year, MOST_YEARS)
        counts, exposure = (
            values[..., -years * self.year :].reshape(
                *values.shape[:-1], years, self.year
            )
            for values in (self.counts, self.exposure)
        )
        rate = divided(
            counts.sum(axis=-1, keepdims=True), exposure.sum(axis=-1, keepdims=True)
        )
        flat = (*self.counts.shape[:-1], years * self.year)
        month = self.month[-years * self.year :]
        return counts.reshape(flat), (rate * exposure).reshape(flat), month


def seasonal(past: Past, noise: Floats) -> tuple[Floats, Floats]:
    """The factor of each month, and the variance that is left, (..., 12) each.

    Each month's ratio of what came to what its year expects, shrunk towards 1 by how far
    the months differ beyond chance (empirical Bayes, method of moments).
    """
    counts, expected, month = past.whole_years()
    of_month = np.eye(MONTHS)[month]
    came, usual = counts @ of_month, expected @ of_month
    apart = np.where(usual > 0, divided(came, usual) - 1, 0)
    chance = divided(noise[..., None], usual)
    between = (apart**2 - chance).sum(axis=-1, keepdims=True) / (MONTHS - 1)
    between = np.maximum(0, between)
    kept = divided(between, between + chance)
    return 1 + kept * apart, kept * chance


def divided(part: Floats, of: Floats) -> Floats:
    """A quotient, 0 where nothing divides."""
    return np.divide(part, of, out=np.zeros(np.broadcast(part, of).shape), where=of > 0)
