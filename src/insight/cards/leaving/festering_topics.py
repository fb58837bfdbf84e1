"""What festering issues are about, those open now first."""

import polars as pl

from insight.cards.card import Card
from insight.formats import count, money, plural
from insight.metrics.festering_topics import festering_topics
from insight.settings import Choices

NO_TOPIC = "No topic recorded"


def _finding(rows: pl.DataFrame, choices: Choices) -> str:
    now = rows.filter(pl.col("open_now") > 0)
    if now.is_empty():
        return "No customer has a festering issue now."
    row = now.row(0, named=True)
    who = plural(row["open_now"], "customer has", "customers have")
    pays = (
        f", paying {money(row['mrr'], currency=choices.currency)} a month"
        if row["mrr"]
        else ""
    )
    topic = row["topic"] or NO_TOPIC
    return f"{topic}: {who} one open now{pays}."


TOPICS = Card(
    title="Topics of festering issues",
    measure=festering_topics,
    says=_finding,
    how_to_read=lambda rows, choices: (
        "Customers who have an issue open for more than "
        f"{plural(choices.festering_days, 'day')} today, and customers who left in the "
        f"period with one, by its topic; {count(rows.height)} in all. Most open now come "
        "first: these can still be resolved. A customer with several topics counts in "
        "each, so rows do not add up. Issues of low severity are left out."
    ),
    rows=lambda rows: rows.with_columns(pl.col("topic").fill_null(NO_TOPIC)),
    columns={
        "topic": "Topic",
        "open_now": "Customers with one now",
        "left": "Left with one",
    },
)
