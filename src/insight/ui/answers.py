"""The sentence under each page's question. Only our own words and numbers, no file text."""

import polars as pl

from insight.formats import count, plural
from insight.metrics.reasons import Basis, Meanings
from insight.remembered import remembered

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
