"""Small worlds of exits and returns in which it is known what goes on: little, or one thing."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
YEARS, YEAR, GRACE = 3, 365, 30
DAYS = YEARS * YEAR
NEVER, MOST_CUSTOMERS = 1e6, 900
REASONS = ("uncontrollable", "resolvable", "festering", "poor_fit")
SEGMENTS = ("smb", "mid", "enterprise")
REASON_SHARES, SEGMENT_SHARES = (0.35, 0.4, 0.1, 0.15), (0.6, 0.3, 0.1)


@dataclass(frozen=True)
class World:
    """What goes on, on average, in `exits` exits over three years.

    `returns` is the share of exits that come back within a year where nothing else is
    said. `times` multiplies the rate of return of an exposure, `reason_times` of a
    reason, `fit_times` of a poor fit. `good` and `pushed` are shares of exits, and
    `kinder_to` adds to the first where the reason is uncontrollable. `ceases` is the
    yearly hazard of ceasing and `good_ceases` that after a good exit; return rates are
    then raised so that as many come back within a year. `frailty` is the variance of a
    gamma factor of the account, which may leave again. On day `changed` the return
    rates are multiplied by `change` and good exits become `good_after`.
    """

    exits: int = 300
    returns: float = 0.2
    times: dict[str, float] = field(default_factory=dict)
    reason_times: dict[str, float] = field(default_factory=dict)
    fit_times: float = 1.0
    good: float = 0.5
    pushed: float = 0.3
    kinder_to: float = 0.0
    ceases: float = 0.05
    good_ceases: float | None = None
    frailty: float = 0.0
    changed: int | None = None
    change: float = 1.0
    good_after: float | None = None
    known: float = 1.0
    pressure_since: int = 0


def exits(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """One row per exit of a world, also of accounts that left again.

    Returns:
        `account`, `exit`, `back` and `gone` (days since the beginning; `NEVER`), and
        what `metrics.judged_exits.comparable_exits` says of an exit.
    """
    first = _first_exits(world, rng)
    rows = _with_ends(first, world, rng)
    if world.frailty:
        rows = pl.concat([rows, _again(rows, world, rng)])
    return rows.sort("exit", "account").drop("frailty")


def looked_at(rows: pl.DataFrame, day: int) -> pl.DataFrame:
    """The exits known by a day with `days` and `event` of the return clock."""
    end = pl.min_horizontal("back", "gone", pl.lit(float(day)))
    event = (
        pl.when(pl.col("back") <= day)
        .then(1)
        .when(pl.col("gone") <= day)
        .then(2)
        .otherwise(0)
    )
    return rows.filter(pl.col("exit") <= day).with_columns(
        days=(end - pl.col("exit")).cast(pl.Int64), event=event
    )  # fmt: skip


def looks(every: int) -> Iterator[int]:
    """The days on which somebody looks, over all of the three years."""
    return iter(range(every, DAYS + 1, every))


def stretches(world: World, rng: np.random.Generator, *, times: float) -> pl.DataFrame:
    """Days of customers with and without a festering issue, each up to its request.

    Returns:
        `account`, `joined`, `since`, `until` (days since the account joined), `asked`
        and `festering`; the rate of requests is multiplied by `times` while it festers.
    """
    many = min(3 * world.exits, MOST_CUSTOMERS)
    rate = world.exits / (many * DAYS)
    joined = rng.uniform(0, DAYS * 0.8, many).round()
    opens = rng.exponential(500, many).round() + 1
    closes = opens + rng.exponential(120, many).round() + 1
    edges = np.stack([np.zeros(many), opens, closes, np.full(many, NEVER)], axis=1)
    parts = []
    alive = np.ones(many, dtype=bool)
    for place, factor in enumerate((1.0, times, 1.0)):
        start, end = edges[:, place], edges[:, place + 1]
        asks = start + np.ceil(rng.exponential(1 / (rate * 1.5 * factor), many))
        parts.append(
            pl.DataFrame(
                {
                    "account": np.arange(many)[alive],
                    "joined": joined[alive],
                    "since": start[alive],
                    "until": np.minimum(asks, end)[alive],
                    "asked": (asks <= end)[alive],
                    "festering": int(place == 1),
                }
            )
        )
        alive = alive & (asks > end)
    return pl.concat(parts)


def stretches_at(rows: pl.DataFrame, day: int) -> pl.DataFrame:
    """The stretches as far as they are known by a day."""
    now = day - pl.col("joined")
    return rows.filter(pl.col("since") < now).with_columns(
        asked=pl.col("asked") & (pl.col("until") <= now),
        until=pl.min_horizontal("until", now),
    )


def _first_exits(world: World, rng: np.random.Generator) -> pl.DataFrame:
    n = world.exits
    day = np.sort(rng.uniform(0, DAYS, n)).round()
    reason = rng.choice(REASONS, n, p=REASON_SHARES)
    poor = (reason == "poor_fit") | (rng.random(n) < 0.1)
    shape = 1 / world.frailty if world.frailty else 1.0
    factor = rng.gamma(shape, 1 / shape, n) if world.frailty else np.ones(n)
    rows = pl.DataFrame(
        {
            "account": np.arange(n),
            "exit": day,
            "frailty": factor,
            "reason_group": reason,
            "segment": rng.choice(SEGMENTS, n, p=SEGMENT_SHARES),
            "fit": np.where(poor, "poor", "good"),
        }
    )
    return _handled(rows, world, rng)


def _handled(
    rows: pl.DataFrame, world: World, rng: np.random.Generator
) -> pl.DataFrame:
    """The exits with how well each was let go and whether it was pushed."""
    day = rows["exit"].to_numpy()
    outside = (rows["reason_group"] == "uncontrollable").to_numpy()
    good = np.full(rows.height, world.good)
    if world.changed is not None and world.good_after is not None:
        good = np.where(day >= world.changed, world.good_after, good)
    good = np.clip(good + world.kinder_to * outside, 0.02, 0.98)
    asked = (day >= world.pressure_since) & (rng.random(rows.height) < world.known)
    pushed = pl.Series((rng.random(rows.height) < world.pushed).astype(int))
    judged = pl.Series(rng.random(rows.height) < world.known)
    well = pl.Series((rng.random(rows.height) < good).astype(int))
    return rows.with_columns(
        good=pl.when(judged).then(well),
        pushed=pl.when(pl.Series(asked)).then(pushed),
        poor_fit=(pl.col("fit") == "poor").cast(pl.Int64),
        uncontrollable=pl.Series(outside.astype(int)),
        half_year=(pl.col("exit") // 182.5).cast(pl.Int64),
    )


def _with_ends(
    rows: pl.DataFrame, world: World, rng: np.random.Generator
) -> pl.DataFrame:
    back, ceased = _rates(rows, world)
    start = rows["exit"].to_numpy() + GRACE
    returns = _time(start, back, world, rng)
    gone = start + np.ceil(rng.exponential(1 / ceased))
    late = gone < returns
    return rows.with_columns(
        back=pl.Series(np.where(late, NEVER, returns)),
        gone=pl.Series(np.where(late, gone, NEVER)),
    )


def _time(
    start: Floats, rate: Floats, world: World, rng: np.random.Generator
) -> Floats:
    """When they come back: at a daily rate, multiplied from the day of the change on."""
    need = rng.exponential(size=len(start))
    if world.changed is None:
        return np.asarray(start + np.ceil(need / rate))
    before = np.maximum(world.changed - start, 0)
    used = np.minimum(need, before * rate)
    rest = (need - used) / (rate * world.change)
    return np.asarray(start + np.ceil(used / rate + rest))


def _rates(rows: pl.DataFrame, world: World) -> tuple[Floats, Floats]:
    """Daily rates of coming back and of ceasing, (n,) each."""
    ceases = world.ceases / YEAR
    rate = daily_rate(world.returns, ceases)
    back = np.full(rows.height, rate) * rows["frailty"].to_numpy()
    for name, times in world.times.items():
        back = np.where((rows[name] == 1).fill_null(value=False), back * times, back)
    for reason, times in world.reason_times.items():
        back = np.where(rows["reason_group"] == reason, back * times, back)
    back = np.where(rows["fit"] == "poor", back * world.fit_times, back)
    ceased = np.full(rows.height, ceases)
    if world.good_ceases is not None:
        after = (rows["good"] == 1).fill_null(value=False).to_numpy()
        other = world.good_ceases / YEAR
        ceased = np.where(after, other, ceased)
        back = np.where(after, back * daily_rate(world.returns, other) / rate, back)
    return np.asarray(back), np.asarray(ceased)


def daily_rate(share: float, ceases: float) -> float:
    """The daily rate at which `share` come back within a year beside `ceases` a day."""
    low, high = 1e-9, 0.1
    for _ in range(80):
        rate = (low + high) / 2
        total = rate + ceases
        back = rate / total * (1 - np.exp(-total * (YEAR - GRACE)))
        low, high = (rate, high) if back < share else (low, rate)
    return rate


def _again(rows: pl.DataFrame, world: World, rng: np.random.Generator) -> pl.DataFrame:
    """Those who came back and left once more, with the frailty they have."""
    returned = rows.filter(pl.col("back") < DAYS)
    leave = returned["back"].to_numpy() + 60 + rng.exponential(300, returned.height)
    kept = leave < DAYS
    left = returned.with_columns(exit=pl.Series(leave.round())).filter(pl.Series(kept))
    if left.is_empty():
        return rows.clear()
    return _with_ends(
        _handled(left.drop("back", "gone"), world, rng), world, rng
    ).select(rows.columns)
