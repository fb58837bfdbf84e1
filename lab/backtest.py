"""Does the list of whom to call find those who come back? Past lists against what came.

python lab/backtest.py [worlds]

Ten worlds of the sample generator, in which four facts known at the exit matter, and ten
in which none does, each at two dates. The list is made by the page's own function from
what was known on the date; who came back since is read from the whole world. Prints the
table, and writes it into docs/conclusions.md.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import polars as pl

from insight.metrics.build import build_facts
from insight.metrics.calendar import day_of
from insight.metrics.call_order import FIRST, HALF_YEAR, CallScore, list_on
from insight.metrics.candidates import candidates
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.former import former
from insight.sample import planted, sample_world
from insight.settings import Choices

PAGE = Path(__file__).resolve().parent.parent / "docs" / "conclusions.md"
MARK = "\n## Whom to call\n"
TEXT = """
“Whom to call” as it would have been on a date, made by the page's own function from what
was known then, against who came back in the year after it. Written by
`python lab/backtest.py`. Counted are returns of the first 25: by chance, as the page would
have shown the list, by MRR alone, and at random; those who agreed to be contacted come
first in each. The page orders by chance where that did better than at random on the
half-years before the date, and scores that order. The bar is 1.5 times the returns at
random where facts matter, and no fewer than by MRR where none does. Where too little had
happened to show it the page keeps to MRR, which takes part of the gain from the list as shown.

| worlds | date | shown by chance in | order by chance | as shown | by MRR | at random | shown ÷ at random |
|---|---|---|---|---|---|---|---|
{rows}

The page's own score of the list of a year ago was the one counted here in {same} of
{scored} worlds.
"""
YEAR = 2 * HALF_YEAR
DATES = {"a year before the end": 0, "a year and a half before the end": HALF_YEAR}
NONE = {
    "GOOD_TIMES": 1.0,
    "UNCONTROLLABLE_TIMES": 1.0,
    "PUSHED_TIMES": 1.0,
    "POOR_FIT_RETURN_TIMES": 1.0,
    "RETURN_HAZARDS": {100_000: 0.0004},
}
KINDS = {"facts matter": {}, "none does": NONE}
WORLDS = 10


@dataclass(frozen=True)
class Tried:
    """Returns among the first of one list, by order, and what the page says of it later."""

    by_chance: bool
    chance: int
    shown: int
    mrr: int
    at_random: float
    page: int | None


def tried(seed: int, *, before: int, accounts: int = planted.ACCOUNTS) -> Tried:
    """One world at one date, so many days before the last list that a year has passed for."""
    tables = sample_world(seed=seed, accounts=accounts)
    end = planted.AS_OF - timedelta(days=before)
    then = _facts(tables, end - timedelta(days=YEAR))
    back = _back(_facts(tables, end))
    shown = candidates(then, everything(then))
    ids = shown.rows["account_id"].to_list()
    rows = former(then)
    by_chance = list_on(rows, day=then.as_of_day, choices=then.choices)
    by_mrr = shown.rows.sort(
        pl.col("consent").is_not_null(), "mrr", descending=True, nulls_last=True
    )["account_id"]
    score = candidates(now := _facts(tables, end), everything(now)).score
    told = score.year if isinstance(score, CallScore) else None
    return Tried(
        by_chance=shown.by_chance,
        chance=_hits([] if by_chance is None else by_chance["account_id"], back),
        shown=_hits(ids, back),
        mrr=_hits(by_mrr, back),
        at_random=FIRST * sum(name in back for name in ids) / len(ids),
        page=told.hits if told else None,
    )


def _facts(tables: dict[str, pl.DataFrame], day: date) -> Facts:
    return build_facts(tables, as_of=day, choices=Choices())


def _back(facts: Facts) -> set[str]:
    """Accounts that came back within the last year of the facts."""
    rows = former(facts).filter(
        pl.col("event") == 1,
        pl.col("day") + pl.col("days") > day_of(facts.as_of) - YEAR,
        pl.col("day") <= day_of(facts.as_of) - YEAR,
    )
    return set(rows["account_id"])


def _hits(listed: "list[str] | pl.Series", back: set[str]) -> int:
    return sum(name in back for name in list(listed)[:FIRST])


@contextmanager
def world_with(values: dict[str, object]) -> Iterator[None]:
    """The generator with other truths than its own."""
    before = {name: getattr(planted, name) for name in values}
    for name, value in values.items():
        setattr(planted, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(planted, name, value)


def row(kind: str, date_words: str, found: list[Tried]) -> str:
    """A line of the table: means over worlds."""
    columns = list(zip(*map(astuple, found), strict=True))
    n = len(found)
    chance, shown, mrr, at_random = (sum(c) / n for c in columns[1:5])
    return (
        f"| {kind} | {date_words} | {sum(columns[0])} of {n} | {chance:.1f} | {shown:.1f} "
        f"| {mrr:.1f} | {at_random:.1f} | {shown / at_random:.2f} |"
    )


def main(arguments: list[str]) -> None:
    """Print the table and keep it."""
    worlds, started = int(arguments[0]) if arguments else WORLDS, perf_counter()
    rows, every = [], []
    for kind, values in KINDS.items():
        for words, before in DATES.items():
            with world_with(values):
                found = [tried(seed, before=before) for seed in range(1, worlds + 1)]
            rows.append(row(kind, words, found))
            print(rows[-1], flush=True)
            every += found
    scored = [one for one in every if one.page is not None]
    same = sum(one.page == one.chance for one in scored)
    text = TEXT.format(rows="\n".join(rows), same=same, scored=len(scored))
    PAGE.write_text(PAGE.read_text().partition(MARK)[0] + MARK + text)
    print(f"{same} of {len(scored)}; {perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
