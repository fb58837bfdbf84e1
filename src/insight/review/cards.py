"""Each exit of the week in words: who, what was said, what was promised and offered."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from insight.charts.style import CONTROL_WORDS
from insight.formats import count, day_words, money, plural
from insight.metrics.experience import PROMISE_WORDS
from insight.metrics.week_review import WeekReview
from insight.taxonomy import reason_of

RESPONSES = {"accepted": "accepted", "declined": "declined", "no_answer": "no answer"}


@dataclass(frozen=True, slots=True)
class Card:
    """One exit; every text but the headings may come from files.

    `lines` are (heading, text) in the order of reading.
    """

    account_id: str
    name: str
    mrr: str
    provisional: bool
    lines: tuple[tuple[str, str], ...]


def cards(found: WeekReview, *, currency: str) -> tuple[Card, ...]:
    """The exits of the week, the one who paid most first."""
    return tuple(
        _card(row, found.offers, currency=currency)
        for row in found.exits.iter_rows(named=True)
    )


def _card(row: dict[str, Any], offers: pl.DataFrame, *, currency: str) -> Card:
    said = (
        ("Left", _left(row)),
        ("They said", _stated(row)),
        ("We recorded", _recorded(row)),
        ("Promises", _promises(row)),
        ("Issues open", _issues(row)),
        ("Offered", _offered(offers.filter(exit_id=row["exit_id"] or ""))),
    )
    return Card(
        account_id=row["account_id"],
        name=row["account_name"] or row["account_id"],
        mrr=money(row["mrr"], currency=currency),
        provisional=row["provisional"],
        lines=said,
    )


def _left(row: dict[str, Any]) -> str:
    young = ["provisional"] if row["provisional"] else []
    parts = [day_words(row["exit_date"]), row["segment"], row["plan"], *young]
    return ", ".join(part for part in parts if part)


def _stated(row: dict[str, Any]) -> str:
    code, comment = row["stated_reason"], row["comment"]
    said = [
        *([reason_of(code).label] if code else []),
        *([f"“{comment}”"] if comment else []),
    ]
    return ": ".join(said) or "nothing recorded"


def _recorded(row: dict[str, Any]) -> str:
    hands = CONTROL_WORDS[row["control"]].lower()
    by = f", by {row['recorded_by']}" if row["recorded_by"] else ""
    return f"{reason_of(row['reason']).label} ({hands}){by}"


def _promises(row: dict[str, Any]) -> str:
    kept, broken = (
        [words.lower() for name, words in PROMISE_WORDS.items() if row[name] == flag]
        for flag in (1, 0)
    )
    if not kept + broken:
        return "no offboarding record"
    said = [("broken", broken), ("kept", kept)]
    by = f". Handled by {row['handled_by']}" if row["handled_by"] else ""
    return (
        "; ".join(f"{word}: {', '.join(names)}" for word, names in said if names) + by
    )


def _issues(row: dict[str, Any]) -> str:
    if not row["issues"]:
        return "none"
    old = f", {count(row['festering'])} festering" if row["festering"] else ""
    days = row["oldest_days"]
    since = f"for {plural(days, 'day')}" if days else "since the day before"
    return f"{count(row['issues'])}{old}, the oldest {since}"


def _offered(offers: pl.DataFrame) -> str:
    if offers.is_empty():
        return "nothing"
    return "; ".join(
        f"{row['offer_type'] or 'an offer'}, shown {_times(row['times_presented'])}, "
        f"{RESPONSES[row['response']]}"
        for row in offers.iter_rows(named=True)
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{count(number)} times"
