"""Data of leavers only: customers who are still here are missing from it."""

import narwhals as nw

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars

FEWEST = 3
LEAVERS_ONLY = (
    "Every customer in the subscriptions has left, so those who stayed are missing: "
    "there are no rates, no MRR and no tenure, only exits and returns. Bring the "
    "subscriptions of all customers to see them."
)


def is_of_leavers(spells: Frame) -> bool:
    """Whether several accounts were customers and every one of them is gone.

    Rates of leavers among leavers say nothing of customers, so none is told.

    Args:
        spells: `account`, `end_kind` of every tenure spell, "" while running.
    """
    running = nw.when(nw.col("end_kind") == "").then(nw.lit(1)).otherwise(nw.lit(0))
    counts = spells.select(accounts=nw.col("account").n_unique(), running=running.sum())
    accounts, still = polars(counts).row(0)
    return accounts >= FEWEST and not still


def words_on_leavers(facts: Facts) -> str:
    """What data of leavers only lacks; empty where customers are in it."""
    return LEAVERS_ONLY if facts.of_leavers else ""
