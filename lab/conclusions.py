"""How often do verdicts err, and how often do they find what is there? Many small worlds.

python lab/conclusions.py [worlds] [days between looks] [setting ...]

Every world is looked at again and again over three years with the functions that pages
use. Writes conclusions.json beside this file, and docs/conclusions.md.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl
from conclusions_worlds import (
    DAYS,
    GRACE,
    YEAR,
    World,
    daily_rate,
    exits,
    looked_at,
    looks,
    stretches,
    stretches_at,
)

from insight.metrics.hypotheses import MOST, NEARLY_ALL
from insight.metrics.judged_exits import known_exits, share_back
from insight.statistics.conclusions import (
    EACH_ESTIMATE,
    Answer,
    Conclusion,
    at_higher_rate,
    less_often,
    more_often,
    share_above,
)
from insight.statistics.effects import hazard_ratio
from insight.statistics.proportions import wilson

HERE = Path(__file__).resolve().parent
TEXT = """# How often verdicts err, and what they find

Worlds in which it is known what goes on, looked at again and again over three years with
the functions that pages use (docs/metrics.md §1.13). Written by
`python lab/conclusions.py [worlds] [days between looks] [setting ...]`; intervals
are 95% (Wilson). Looking more often errs more often, so the days between looks are said.
`a` is how often the limits of one estimate may ever miss: rows of 0.05 were measured before
it was lowered to the 0.03 in force, because all eight together erred in more than 5% of
the largest worlds; they err more often, and find more, than pages do now.

## Nothing happens

All eight verdicts together, at every look: a false yes, or a false no. Shares lie exactly
on the line they are compared with, which is where they err most. The bar is 5% of worlds.
An early sign, beside it, is that of more returns after good exits: it is never a verdict.

| world | returns | worlds and looks | any false verdict | any false early sign |
|---|---|---|---|---|
{nothing}

## Something happens

300 exits over three years, half of them good, and a true ratio of 2.5. The bar is a right
verdict on good exits in 70% of worlds, and never the wrong side. How many come back
decides: where few do, 300 exits are too few, and the page says “cannot tell yet”.

| world | returns | worlds and looks | right verdict within three years | any false verdict |
|---|---|---|---|---|
{something}

## Intervals

Ordinary 95% intervals of how many more of 100 come back within a year after a good exit,
at the last look: they should hold the truth in 93 to 97%.

| world | held |
|---|---|
{covered}

Not in these tables, because no verdict is ever computed there: a filter or a period (the
verdict of all customers is quoted), blank checks, and pressure without requests on record.
"""
FOUND, PAGE = HERE / "conclusions.json", HERE.parent / "docs" / "conclusions.md"
CALLS = "\n## Whom to call\n"
"""From here on docs/conclusions.md is written by lab/backtest.py."""
WORLDS, EVERY = 300, 7
HORIZONS = (90, 180, 365)
RETURNS = {
    "good": more_often,
    "pushed": less_often,
    "uncontrollable": more_often,
    "poor_fit": less_often,
}
LINES = {"easy": MOST, "tricks": NEARLY_ALL, "saves": MOST}
NOTHING = {name: {Answer.YES} for name in (*RETURNS, "festering")} | {
    name: {Answer.YES, Answer.NO} for name in LINES
}
"""What is false where nothing goes on: a share on its line is neither above nor below."""


@dataclass(frozen=True)
class Setting:
    """A kind of world: what is said of it, which answers are false, and the difference.

    `truth` is the difference of return shares after good exits within a year, or None
    where it is not known in closed form. Where it is another one within fewer days
    (`only_at_a_year`), answers at those horizons are not judged.
    """

    name: str
    world: World
    false: dict[str, set[Answer]]
    truth: float | None = 0.0
    right: Answer | None = None
    only_at_a_year: bool = False


def _times(share: float, other: float) -> float:
    """What a daily rate is multiplied by for one share within a year to be another."""
    ceases = World().ceases / YEAR
    return daily_rate(share, ceases) / daily_rate(other, ceases)


def _truth(other: float, times: float) -> float:
    ceases = World().ceases / YEAR
    total = times * daily_rate(other, ceases) + ceases
    back = times * daily_rate(other, ceases) / total
    return float(back * (1 - np.exp(-total * (YEAR - GRACE)))) - other


HALF_AGAIN = _times(0.3, 0.2)
SETTINGS = (
    Setting("60 exits, few returns", World(60, 0.09), NOTHING),
    Setting("300 exits", World(300, 0.17), NOTHING),
    Setting("1,000 exits", World(1_000, 0.17), NOTHING),
    Setting("rare groups", World(600, 0.17, good=0.08, pushed=0.06), NOTHING),
    Setting("returns cluster (frailty 3)", World(500, 0.17, frailty=3.0), NOTHING),
    Setting(
        "companies cease 3 times as often after good exits",
        World(600, 0.17, ceases=0.15, good_ceases=0.45),
        NOTHING,
        only_at_a_year=True,
    ),
    Setting(
        "the return rate halves on a day, more exits are good",
        World(600, 0.25, changed=500, change=0.5, good=0.3, good_after=0.8),
        NOTHING,
    ),
    Setting(
        "the return rate doubles on a day, more exits are good",
        World(600, 0.15, changed=500, change=2.0, good=0.3, good_after=0.8),
        NOTHING,
    ),
    Setting(
        "reasons matter, and staff are kinder to some",
        World(
            600, 0.15, kinder_to=0.3,
            reason_times={"uncontrollable": 2.0}, fit_times=0.5,
        ),
        NOTHING | {"uncontrollable": {Answer.NO}, "poor_fit": {Answer.NO}},
    ),
    Setting(
        "1.5 times as many come back after a good exit",
        World(1_000, 0.2, times={"good": HALF_AGAIN}),
        NOTHING | {"good": {Answer.NO}},
        truth=0.1,
    ),
    *(
        Setting(
            f"2.5 times the rate after a good exit; of 100 others {others} come back",
            World(300, others / 100, times={"good": 2.5}),
            NOTHING | {"good": {Answer.NO}},
            truth=_truth(others / 100, 2.5),
            right=Answer.YES,
        )
        for others in (20, 15, 7)
    ),
)  # fmt: skip


def history(setting: Setting, *, seed: int, every: int) -> dict[str, Any]:
    """What one world made people say over three years.

    Returns:
        `false` (names of the false verdicts), `early` (of false early signs), `right`
        (day of the right verdict after good exits, or None), `covers` (whether the last
        95% interval of the difference holds the truth, or None), `returns`.
    """
    rng = np.random.default_rng(seed)
    rows = exits(setting.world, rng)
    asked = stretches(setting.world, rng, times=1.0)
    said = _answers(rows.height, rng)
    false, early, right, last = set(), set(), None, None
    for day in looks(every):
        known = looked_at(rows, day)
        told = (
            returns_told(known) | _shares(said, known.height) | _festering(asked, day)
        )
        for name, found in told.items():
            if setting.only_at_a_year and found.horizon not in {None, YEAR}:
                continue
            if found.answer in setting.false[name]:
                false.add(name)
            if found.early_sign in setting.false[name]:
                early.add(name)
        if setting.right and told["good"].answer is setting.right:
            right = right or day
        last = told["good"]
    return {
        "false": sorted(false),
        "early": sorted(early),
        "right": right,
        "covers": _covers(last, setting),
        "returns": rows.filter(pl.col("back") <= DAYS).height,
    }


def _answers(n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Of each exit what was said, 1 or 0, with the share on the line, and -1 unknown."""
    asked = {"easy": 0.7, "tricks": 0.9, "saves": 1.0}
    return {
        name: np.where(rng.random(n) < asked[name], rng.random(n) < line, -1)
        for name, line in LINES.items()
    }


def _shares(said: dict[str, np.ndarray], n: int) -> dict[str, Conclusion]:
    told = {}
    for name, line in LINES.items():
        so_far = said[name][: n // (5 if name == "saves" else 1)]
        k, known = int((so_far == 1).sum()), int((so_far >= 0).sum())
        told[name] = share_above(k, known=known, n=len(so_far), line=line)
    return told


def returns_told(exits_: pl.DataFrame) -> dict[str, Conclusion]:
    """The conclusion on how many come back, for each exposure."""
    told = {}
    for name, concluded in RETURNS.items():
        known = known_exits(exits_, exposure=name)
        found = share_back(known, exposure=name, horizons=HORIZONS)
        told[name] = concluded(found, known=known.height, n=exits_.height)
    return told


def _festering(asked: pl.DataFrame, day: int) -> dict[str, Conclusion]:
    rows = stretches_at(asked, day)
    found = hazard_ratio(
        rows["until"], rows["asked"], rows["festering"],
        entry=rows["since"], cluster=rows["account"],
    )  # fmt: skip
    many = int(rows["asked"].sum())
    return {"festering": at_higher_rate(found, known=many, n=many)}


def _covers(last: Conclusion | None, setting: Setting) -> bool | None:
    if last is None or last.horizon != YEAR or setting.truth is None:
        return None
    low, high = last.usual_low, last.usual_high
    return None if low is None or high is None else low <= setting.truth <= high


def study(
    settings: Iterable[Setting], *, worlds: int, every: int
) -> dict[str, dict[str, Any]]:
    """Per setting how many worlds had which outcome."""
    found: dict[str, dict[str, Any]] = {}
    for setting in settings:
        told = [history(setting, seed=s, every=every) for s in range(worlds)]
        covers = [t["covers"] for t in told if t["covers"] is not None]
        found[setting.name] = {
            "worlds": worlds,
            "every": every,
            "a": round(1 - EACH_ESTIMATE, 2),
            "returns": float(np.mean([t["returns"] for t in told])),
            "false": sum(bool(t["false"]) for t in told),
            "which": sorted({n for t in told for n in t["false"]}),
            "early": sum("good" in t["early"] for t in told),
            "right": sum(t["right"] is not None for t in told)
            if setting.right
            else None,
            "covered": sum(covers),
            "intervals": len(covers),
        }
    return found


def main(arguments: list[str]) -> None:
    """Study the settings named by their places, or all, and write what was found."""
    numbers = [int(argument) for argument in arguments]
    worlds, every = [*numbers[:2], *(WORLDS, EVERY)[len(numbers[:2]) :]]
    for place in numbers[2:] or range(len(SETTINGS)):
        started = perf_counter()
        found = study([SETTINGS[place]], worlds=worlds, every=every)
        print(found, f"{perf_counter() - started:.0f} s", flush=True)
        keep(found)


def keep(found: dict[str, dict[str, Any]]) -> None:
    """Puts settings in the place of what was kept of them, and writes the page anew."""
    kept = json.loads(FOUND.read_text()) if FOUND.exists() else {}
    kept |= found
    ordered = {s.name: kept[s.name] for s in SETTINGS if s.name in kept}
    FOUND.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    kept_after = "".join(PAGE.read_text(encoding="utf-8").partition(CALLS)[1:])
    PAGE.write_text(page(ordered) + kept_after, encoding="utf-8")


def page(found: dict[str, dict[str, Any]]) -> str:
    """docs/conclusions.md: what may happen at most, and what must at least."""
    alone = [name for name, row in found.items() if row["right"] is None]
    there = [name for name, row in found.items() if row["right"] is not None]
    return TEXT.format(
        nothing="\n".join(_nothing(name, found[name]) for name in alone),
        something="\n".join(_something(name, found[name]) for name in there),
        covered="\n".join(_covered(name, row) for name, row in found.items()),
    )


def _nothing(name: str, row: dict[str, Any]) -> str:
    which = f" ({', '.join(row['which'])})" if row["which"] else ""
    return (
        f"| {name} | {row['returns']:.0f} | {_looks(row)} "
        f"| {_rate(row['false'], row['worlds'])}{which} "
        f"| {_rate(row['early'], row['worlds'])} |"
    )


def _something(name: str, row: dict[str, Any]) -> str:
    return (
        f"| {name} | {row['returns']:.0f} | {_looks(row)} "
        f"| {_rate(row['right'], row['worlds'])} | {_rate(row['false'], row['worlds'])} |"
    )


def _covered(name: str, row: dict[str, Any]) -> str:
    if not row["intervals"]:
        return f"| {name} | watched too short for a year |"
    return f"| {name} | {_rate(row['covered'], row['intervals'])} |"


def _looks(row: dict[str, Any]) -> str:
    return f"{row['worlds']}, every {row['every']} days, a = {row['a']}"


def _rate(k: int, n: int) -> str:
    (low,), (high,) = wilson(k, n)
    return f"{k} of {n}: {k / n:.0%} ({low:.0%} to {high:.0%})"


if __name__ == "__main__":
    main(sys.argv[1:])
