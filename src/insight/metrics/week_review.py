"""Everything a weekly review counts, for one week."""

from dataclasses import dataclass, replace

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.promises import broken_promises, promises_due
from insight.metrics.quarterly_signals import quarterly_signals
from insight.metrics.selection import Selection
from insight.metrics.signals import monthly_signals, return_signals, weekly_signals
from insight.metrics.week import Week, up_to
from insight.metrics.week_exits import week_exits, week_offers, week_returns


@dataclass(frozen=True, slots=True)
class WeekReview:
    """The signals up to a week, and what happened in it; frames as their makers say.

    `requests` is of `weekly_signals`, `churn` of `monthly_signals`, `won_back` of
    `return_signals`, `nps` and `ease` of `quarterly_signals`; `broken` counts older open promises; the others are named after the functions that make them.
    """

    requests: pl.DataFrame
    churn: pl.DataFrame
    won_back: pl.DataFrame
    nps: pl.DataFrame
    ease: pl.DataFrame
    exits: pl.DataFrame
    offers: pl.DataFrame
    returns: pl.DataFrame
    due: pl.DataFrame
    broken: int = 0

    def without_comments(self) -> "WeekReview":
        """The same without the customers' own words, which may speak of people."""
        nothing = pl.lit(None, dtype=pl.String)
        return replace(self, exits=self.exits.with_columns(comment=nothing))


def week_review(facts: Facts, selection: Selection, *, week: Week) -> WeekReview:
    """What `facts` know of a week and of as many months before it as are selected."""
    chosen = up_to(selection, week, facts=facts)
    weeks = weekly_signals(facts, chosen).filter(pl.col("week") <= week.monday)
    exits = week_exits(facts, chosen, week=week)
    return WeekReview(
        requests=weeks,
        churn=monthly_signals(facts, chosen),
        won_back=return_signals(facts, chosen),
        nps=quarterly_signals(facts, chosen, question="nps"),
        ease=quarterly_signals(facts, chosen, question="ease"),
        exits=exits,
        offers=week_offers(facts, exits),
        returns=week_returns(facts, chosen, week=week),
        due=promises_due(facts, chosen),
        broken=broken_promises(facts, chosen),
    )
