"""From the numbers of a week to a pack that can be printed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import narwhals as nw
import polars as pl

from insight.formats import NOTHING, count, day_words, money, money_of, plural
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.money import known_sum
from insight.metrics.promises import CLOSING, EXPORT
from insight.metrics.uncounted import uncounted
from insight.metrics.week import Week
from insight.metrics.week_review import WeekReview
from insight.remembered import remembered
from insight.review import definitions
from insight.review.cards import cards
from insight.review.decided import decisions_table
from insight.review.pack import Pack, Table
from insight.review.restatement import restated_table
from insight.review.signals import signals
from insight.store.decisions import Decision
from insight.taxonomy import reason_of

PROMISES = {EXPORT: "Export not delivered", CLOSING: "Closing overdue"}
MOST_DUE = 20


def pack(
    found: WeekReview,
    facts: Facts,
    *,
    week: Week,
    filters: str,
    decisions: Sequence[Decision],
    restated: pl.DataFrame,
    is_sample: bool,
) -> Pack:
    """The review of a week.

    Args:
        found: Its numbers.
        facts: What they were counted from.
        week: Which week.
        filters: The filters in force, in words; empty where there are none.
        decisions: All decisions as they were or are known.
        restated: `restated`: the numbers then and now.
        is_sample: Whether the customers are invented.
    """
    currency = facts.choices.currency
    told = signals(found, week=week, present=facts.present)
    names = account_names(facts, {d.content.subject for d in decisions})
    return Pack(
        label=week.label,
        days=days_words(week),
        as_of=facts.as_of,
        basis=basis(facts, week=week, filters=filters),
        summary=(
            *(signal.finding for signal in told),
            exits_words(found, currency=currency),
            returns_words(found.returns, currency=currency),
            due_words(found.due, broken=found.broken),
        ),
        signals=told,
        cards=cards(found, currency=currency),
        exits_note=exits_words(found, currency=currency),
        tables=(
            decisions_table(decisions, names, week=week),
            _returns(found.returns, currency=currency),
            _due(found.due),
            restated_table(restated, currency=currency),
        ),
        definitions=(
            *((signal.title, signal.limits) for signal in told),
            ("Exits", definitions.EXITS),
            ("Promises due", definitions.DUE),
            ("Then and now", definitions.THEN),
        ),
        is_sample=is_sample,
    )


def with_exits_of(pack: Pack, found: WeekReview, *, currency: str) -> Pack:
    """The same review with other cards, as of one without the customers' words."""
    return replace(pack, cards=cards(found, currency=currency))


def basis(facts: Facts, *, week: Week, filters: str) -> tuple[str, ...]:
    """What the numbers rest on: day, grace, whose knowledge, filters."""
    then = facts.as_of <= week.sunday
    return (
        f"As of {day_words(facts.as_of)}",
        f"grace {facts.choices.grace_days} days",
        "as known then" if then else "as known now",
        filters or "all accounts",
        *filter(None, [uncounted(facts).words()]),
    )


def days_words(week: Week) -> str:
    """Its first and last day.

    Examples:
        >>> days_words(Week(2026, 7))
        '9 Feb – 15 Feb 2026'
    """
    first, last = day_words(week.monday), day_words(week.sunday)
    same_year = week.monday.year == week.sunday.year
    return f"{first[:-5] if same_year else first} – {last}"


def account_names(facts: Facts, ids: set[str]) -> dict[str, str]:
    """The names of accounts by their ids; those without a name are left out."""
    if not ids:
        return {}
    known = facts.accounts.filter(nw.col("account_id").is_in(sorted(ids)))
    rows = polars(known.select("account_id", "account_name")).drop_nulls().rows()
    return {account_id: name for account_id, name in rows}  # noqa: C416


def exits_words(found: WeekReview, *, currency: str) -> str:
    """How many left in the week, with what MRR, and how many may yet be taken back."""
    exits = found.exits
    if exits.is_empty():
        return "Nobody left in this week."
    young = int(exits["provisional"].sum())
    lost = _summed(exits["mrr"], currency=currency)
    later = f", {count(young)} of them provisional" if young else ""
    return f"{plural(exits.height, 'customer')} left with {lost} MRR{later}."


@remembered
def returns_words(returns: pl.DataFrame, *, currency: str) -> str:
    """How many came back in the week, and with what MRR."""
    if returns.is_empty():
        return "Nobody came back in this week."
    again = _summed(returns["return_mrr"], currency=currency)
    return f"{plural(returns.height, 'customer')} came back, with {again} MRR."


def _summed(amounts: pl.Series, *, currency: str) -> str:
    unknown = amounts.null_count()
    return money_of(known_sum(amounts), unknown=unknown, currency=currency)


@remembered
def due_words(due: pl.DataFrame, *, broken: int = 0) -> str:
    """How many promises are due, and how many older ones were broken."""
    older = f" {plural(broken, 'older promise')} broken." if broken else ""
    exports = due.filter(promise=EXPORT).height
    closings = due.height - exports
    if due.is_empty():
        return f"No promise is due, as far as the files say.{older}"
    return (
        f"Promises due: {plural(exports, 'export')} not delivered, "
        f"{plural(closings, 'closing')} overdue.{older}"
    )


def _returns(returns: pl.DataFrame, *, currency: str) -> Table:
    return Table(
        title="Won back",
        note="customers whose first paid day again was in the week",
        columns=("Account", "Back on", "Away", "MRR before", "MRR now", "Had left for"),
        rows=tuple(
            (
                row["account_name"] or row["account_id"],
                day_words(row["return_date"]),
                plural(row["days"], "day"),
                money(row["last_mrr"], currency=currency),
                money(row["return_mrr"], currency=currency),
                reason_of(row["reason"]).label,
            )
            for row in returns.iter_rows(named=True)
        ),
        empty="Nobody came back in this week.",
        finding=returns_words(returns, currency=currency),
    )


def _due(due: pl.DataFrame) -> Table:
    more = due.height - MOST_DUE
    rest = f"; the latest {MOST_DUE} of {count(due.height)}" if more > 0 else ""
    return Table(
        title="Promises due",
        note=f"exports not delivered and closings overdue, the latest asked for first{rest}",
        columns=("Promise", "Account", "Asked for", "Waiting", "Handled by"),
        rows=tuple(
            (
                PROMISES[row["promise"]],
                row["account_name"] or row["account_id"],
                _day(row["asked"]),
                plural(row["days_waiting"], "day"),
                row["handled_by"] or NOTHING,
            )
            for row in due.head(MOST_DUE).iter_rows(named=True)
        ),
        empty="No promise is due, as far as the files say.",
        finding=due_words(due),
    )


def _day(day: date | None) -> str:
    return day_words(day) if day else NOTHING
