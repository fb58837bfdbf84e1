"""The sentence under each page's question. Only our own words and numbers, no file text."""

from typing import Any

import polars as pl

from insight.formats import count, money, percent, plural, span
from insight.metrics.reasons import Basis, Meanings
from insight.remembered import remembered
from insight.settings import Choices

NAMED = 3


@remembered
def reconciled(months: pl.DataFrame) -> str:
    """Customers at the start, who came, who left, customers at the end."""
    first, last = months.row(0, named=True), months.row(-1, named=True)
    new, back, left, merged = (
        count(int(months[column].sum()))
        for column in (
            "new_customers", "returned_customers", "exited_events", "merged_customers",
        )
    )  # fmt: skip
    return (
        f"Customers: {count(first['customers_start_unmerged'])} at the start + {new} new "
        f"+ {back} came back − {left} left − {merged} merged = "
        f"**{count(last['customers_end'])}** at the end."
    )


def meanings_line(meant: Meanings, *, basis: Basis) -> str:
    """What this page counts, and what else could be meant by "left"."""
    records = (
        f"{plural(meant.exit_records, 'exit record')} of "
        f"{plural(meant.accounts_with_record, 'account')}"
    )
    lost = (
        f"{plural(meant.customers_lost, 'exit')} of {plural(meant.accounts_lost, 'account')} "
        "that stopped paying altogether"
    )
    counted, other = (records, lost) if basis is Basis.RECORDS else (lost, records)
    ended = plural(meant.accounts_with_ended_subscription, "account")
    return (
        f"Counted here: **{counted}**. Not the same: {other}; {ended} with a subscription, "
        f"or a phase of one, that ended; {plural(meant.unconfirmed_records, 'record')} of accounts that went on "
        f"paying; {plural(meant.reversed_records, 'record')} taken back within the grace; "
        f"{plural(meant.inferred, 'exit')} without a record."
    )


def returns_answer(rate: dict[str, Any], *, horizon: int, choices: Choices) -> str:
    """The share that came back within the horizon, and the check anybody can redo."""
    n, mature = plural(rate["n"], "exit"), plural(rate["mature_n"], "exit")
    by_hand = f"{count(rate['mature_returned'])} of {mature} at least that old"
    if rate["n"] < choices.counts_only_below:
        few = f"{n} are too few for a share"
        return f"**{by_hand} came back within {horizon} days**; {few}."
    if rate["share"] is None:
        return f"Of **{n}** none has been watched for {horizon} days yet."
    return (
        f"**{percent(rate['share'])} of those who leave come back within {horizon} days** "
        f"({span(rate['low'], rate['high'])}, {n}). To check by hand: {by_hand} did."
    )


def regained_answer(again: dict[str, Any], *, currency: str) -> str:
    """How much MRR came back with the returned, and the median time where it is known."""
    back = f"{count(again['returned'])} of {plural(again['exits'], 'exit')} back so far"
    if again["ratio"] is None:
        return back
    median = again["median_days"]
    half = (
        f"half were back after {count(median)} days" if median else "half not reached"
    )
    return (
        f"{back}, with {money(again['return_mrr'], currency=currency)} of the "
        f"{money(again['last_mrr'], currency=currency)} MRR they left with "
        f"({percent(again['ratio'])}); {half}"
    )
