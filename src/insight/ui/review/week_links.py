"""What a decision of a week can be about."""

from collections.abc import Iterable

import polars as pl

from insight.metrics.week_review import WeekReview
from insight.review.signals import Signal
from insight.store.decisions import About
from insight.ui.review.decision_form import Link

MOST_OFFERED = 500


def links(found: WeekReview, signals: Iterable[Signal]) -> dict[str, Link]:
    """The exits of the week, who came back, who waits for a promise, and the metrics.

    Of many exits and accounts the first `MOST_OFFERED`, in the order of the page.
    """
    accounts = (
        pl.concat(
            [
                rows.select("account_id", "account_name")
                for rows in (found.returns, found.due)
            ]
        )
        .unique(maintain_order=True)
        .head(MOST_OFFERED)
    )
    exits = {
        f"exit of {name}": (About.EXIT, account_id)
        for account_id, name in _named(found.exits.head(MOST_OFFERED))
    }
    others = {
        name: (About.ACCOUNT, account_id) for account_id, name in _named(accounts)
    }
    metrics = {signal.key: (About.METRIC, signal.key) for signal in signals}
    return metrics | exits | others


def _named(rows: pl.DataFrame) -> list[tuple[str, str]]:
    """Account ids with a name that tells them apart."""
    label = pl.format("{} · {}", pl.col("account_name").fill_null("?"), "account_id")
    return [tuple(row) for row in rows.select("account_id", label).rows()]
