"""How firm a win-back rate is: first exits only, accounts drawn anew, time until a return."""

from collections.abc import Sequence
from dataclasses import replace

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.returns import return_curves, win_back_rates
from insight.metrics.selection import Selection
from insight.statistics.bootstrap import incidence_at

SHARES = (0.1, 0.25, 0.5)


def first_exit_rates(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The columns of `win_back_rates`, of accounts' first exits alone.

    An account that left twice has two rows among all exits, which are not independent;
    where the rates differ, its second exits matter.
    """
    first = facts.exits.filter(nw.col("spell_no") == 1)
    return win_back_rates(replace(facts, exits=first), selection)


def clustered_rates(
    facts: Facts, selection: Selection, *, seed: int = 1
) -> pl.DataFrame:
    """One row per horizon: the win-back rate with accounts drawn anew.

    Returns:
        `horizon` (days), `share`, `low`, `high` (percentiles of 2,000 draws, exits of
        one account together; null where watching ended before the horizon).

    Source: docs/metrics.md §2.
    """
    exits = polars(selection.within(facts.exits).select("days", "event", "account"))
    sorted_ = exits.sort("account", "days", "event")
    rows = []
    for horizon in facts.choices.horizons:
        found = incidence_at(
            horizon, sorted_["days"], sorted_["event"], sorted_["account"], seed=seed
        )
        rows.append((horizon, found.value, found.low, found.high))
    floats = ["share", "low", "high"]
    schema: dict[str, type[pl.DataType]] = {"horizon": pl.Int64}
    schema |= dict.fromkeys(floats, pl.Float64)
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col(floats).fill_nan(None))


def return_times(
    facts: Facts,
    selection: Selection,
    *,
    by: str | None = None,
    shares: Sequence[float] = SHARES,
) -> pl.DataFrame:
    """After how many days so many of *all* exits were back.

    The mean of those who returned is biased short and not told.

    Args:
        facts: The facts.
        selection: Exits in these months, of these accounts.
        by: As in `return_curves`.
        shares: Shares of all exits, 0-1.

    Returns:
        `group`, `share`, `days`: null where the curve does not reach that share.
    """
    curves = return_curves(facts, selection, by=by)
    reached = [
        curves.group_by("group").agg(
            share=pl.lit(share),
            days=pl.col("day").filter(pl.col("share") >= share - 1e-12).min(),
        )
        for share in shares
    ]
    return pl.concat(reached).sort("group", "share")
