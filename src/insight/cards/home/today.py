"""What needs somebody today: a list that says who, why, what next and whose it is."""

from typing import Any

import polars as pl

from insight.cards.card import Card
from insight.cards.leaving.leaving_now import next_step
from insight.formats import count, day_words, plural
from insight.metrics.facts import Facts
from insight.metrics.promises import CLOSING, EXPORT
from insight.metrics.selection import Selection
from insight.metrics.today import UNDER_WAY, waiting
from insight.taxonomy import reason_of

_NEXT = {
    EXPORT: "Send the export",
    CLOSING: "Close the account",
}
_WHY = {EXPORT: "Export not delivered", CLOSING: "Closing overdue"}


def needs_today(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`waiting` in words: `account_name`, `why`, `next_step`, `owner`, `mrr`, `account_id`."""
    rows = waiting(facts, selection)
    why = [_why(row) for row in rows.iter_rows(named=True)]
    steps = [
        _NEXT.get(kind) or next_step(ends, facts.as_of)
        for kind, ends in rows.select("kind", "ends").rows()
    ]
    return rows.select(
        "account_name",
        pl.Series("why", why, dtype=pl.String),
        pl.Series("next_step", steps, dtype=pl.String),
        "owner",
        "mrr",
        "kind",
        "account_id",
    )


def _why(row: dict[str, Any]) -> str:
    kind, since, ends, reason = (
        row[name] for name in ("kind", "since", "ends", "reason")
    )
    if kind != UNDER_WAY:
        return f"{_WHY[kind]}, asked for on {day_words(since)}"
    words = reason_of(reason).label if reason else "no reason recorded"
    until = f", ends {day_words(ends)}" if ends else ""
    return f"Asked to leave on {day_words(since)}{until}: {words}"


def _finding(rows: pl.DataFrame) -> str:
    leaving = rows.filter(kind=UNDER_WAY).height
    due = rows.height - leaving
    if rows.is_empty():
        return "Nothing is due, and no customer has asked to leave."
    return (
        f"{plural(leaving, 'customer has', 'customers have')} asked to leave; "
        f"{plural(due, 'promise is', 'promises are')} due."
    )


NEEDS_TODAY = Card(
    title="Needs you today",
    measure=needs_today,
    says=lambda rows, choices: _finding(rows),
    how_to_read=lambda rows, choices: (
        "Promises that are due come first, the longest wait first, then customers who asked "
        "to leave and are still here, most MRR first. A promise asked for more than "
        f"{count(choices.promise_days)} days ago counts as broken and is no longer listed. "
        "Requests to end a part of a contract are not listed."
    ),
    columns={"why": "Why", "next_step": "Next step", "owner": "Owner"},
)
