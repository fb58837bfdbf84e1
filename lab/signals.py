"""Do signals keep their word? Worlds in which nothing changes, and in which a rate does.

python lab/signals.py [worlds]

Counts of weeks and of months over days of customers, judged by the product's detector.
Prints, per setting, the share of years with a false alarm and how often a rise by half is
noticed in time, each with how many worlds it rests on and a 95% interval.
"""

import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from insight.statistics.detector import MONTHLY, WEEKLY, Cadence, Detection, detect
from insight.statistics.proportions import wilson

START = date(2019, 1, 7)
FALSE, YEARS = 0.20, 5
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """What is the same in every world of a setting.

    Attributes:
        rate: Events of a period at the start.
        growth: Of the customers in a year, for example .1.
        winter: What December and January are multiplied by.
        varying: The coefficient of variation of the rate from period to period.
        correlation: Of the rate with that of the period before.
    """

    rate: float
    growth: float = 0.0
    winter: float = 1.0
    varying: float = 0.0
    correlation: float = 0.0


def periods(cadence: Cadence, years: int) -> tuple[list[date], Floats]:
    """The first day of each period, and how many days it has."""
    if cadence is WEEKLY:
        days = [START + timedelta(weeks=at) for at in range(years * cadence.year)]
        return days, np.full(len(days), 7.0)
    ends = [date(START.year + at // 12, at % 12 + 1, 1) for at in range(years * 12 + 1)]
    lengths = [(after - day).days for day, after in pairwise(ends)]
    return ends[:-1], np.array(lengths, dtype=float)


def judged(
    world: World,
    *,
    cadence: Cadence,
    worlds: int,
    rng: Generator,
    years: int = YEARS,
    rise: tuple[int, float] | None = None,
) -> Detection:
    """What the detector says of so many worlds; from `rise[0]` on the rate is another."""
    days, lengths = periods(cadence, years)
    grown = np.exp(np.log1p(world.growth) * np.arange(len(days)) / cadence.year)
    exposure = lengths * grown
    usual = exposure * world.rate / lengths.mean() * _winter(world, days, lengths)
    rates = usual * _varying(world, (worlds, len(days)), rng)
    if rise:
        rates[:, rise[0] :] *= rise[1]
    months = np.array([day.month - 1 for day in days])
    return detect(rng.poisson(rates), exposure, months=months, cadence=cadence)


def false_alarms(
    world: World, *, cadence: Cadence, worlds: int, rng: Generator
) -> tuple[int, int]:
    """Years with any signal, of all from the second on."""
    found = judged(world, cadence=cadence, worlds=worlds, rng=rng)
    years = found.direction.reshape(worlds, YEARS, cadence.year)[:, 1:]
    return int((years != 0).any(axis=-1).sum()), worlds * (YEARS - 1)


def noticed_rises(
    world: World, *, cadence: Cadence, within: int, worlds: int, rng: Generator
) -> tuple[int, int]:
    """Worlds in which a rise by half after three years is a signal in time."""
    at = 3 * cadence.year + cadence.year // 12
    found = judged(world, cadence=cadence, worlds=worlds, rng=rng, rise=(at, 1.5))
    seen = (found.direction[:, at : at + within] > 0).any(axis=-1)
    return int(seen.sum()), worlds


def settings(rate: float) -> dict[str, World]:
    """The worlds of one rate in which nothing changes."""
    plain = World(rate)
    return {
        "nothing else": plain,
        "customers grow by 10% a year": replace(plain, growth=0.1),
        "customers shrink by 10% a year": replace(plain, growth=-0.1),
        "December and January × 1.3": replace(plain, winter=1.3),
        "varies by 20%": replace(plain, varying=0.2),
        "varies by 20%, correlated .6": replace(plain, varying=0.2, correlation=0.6),
    }


def told(name: str, k: int, n: int, bar: str) -> str:
    """One line of the table."""
    low, high = (float(limit[0]) for limit in wilson(k, n))
    return f"| {name} | {k / n:.1%} | {low:.1%} to {high:.1%} | {n} | {bar} |"


def _winter(world: World, days: list[date], lengths: Floats) -> Floats:
    """The mean factor of each period's days."""
    return np.array(
        [
            np.mean(
                [
                    world.winter if (day + timedelta(days=at)).month in (1, 12) else 1
                    for at in range(int(length))
                ]
            )
            for day, length in zip(days, lengths, strict=True)
        ]
    )


def _varying(world: World, shape: tuple[int, int], rng: Generator) -> Floats:
    spread = np.sqrt(np.log1p(world.varying**2))
    new = rng.normal(size=shape)
    states = new.copy()
    kept, r = np.sqrt(1 - world.correlation**2), world.correlation
    for at in range(1, shape[1]):
        states[:, at] = r * states[:, at - 1] + kept * new[:, at]
    factors: Floats = np.exp(spread * states - spread**2 / 2)
    return factors


def main() -> None:
    """Prints both tables."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rng = default_rng(17)
    print("| nothing changes | years with a false alarm | 95% | years | at most |")
    print("|---|---|---|---|---|")
    for cadence, rates in (
        (WEEKLY, (2, 5, 12, 20, 200, 5_000)),
        (MONTHLY, (4, 20, 60, 1_000, 20_000)),
    ):
        every = "week" if cadence is WEEKLY else "month"
        for rate in rates:
            for name, world in settings(rate).items():
                found = false_alarms(world, cadence=cadence, worlds=worlds, rng=rng)
                print(told(f"{rate} a {every}, {name}", *found, "20%"), flush=True)
    print("\n| rises by half | noticed | 95% | worlds | at least |")
    print("|---|---|---|---|---|")
    for cadence, rate, within, bar in (
        (WEEKLY, 2, 13, ""), (WEEKLY, 5, 8, ""), (WEEKLY, 5, 13, "85%"),
        (WEEKLY, 12, 8, "90%"), (WEEKLY, 20, 5, ""), (WEEKLY, 60, 3, ""),
        (MONTHLY, 10, 3, ""), (MONTHLY, 20, 3, ""), (MONTHLY, 50, 2, ""), (MONTHLY, 100, 1, ""),
    ):  # fmt: skip
        every = "week" if cadence is WEEKLY else "month"
        found = noticed_rises(
            World(rate), cadence=cadence, within=within, worlds=worlds, rng=rng
        )
        print(
            told(f"{rate} a {every}, within {within} {every}s", *found, bar), flush=True
        )


if __name__ == "__main__":
    main()
