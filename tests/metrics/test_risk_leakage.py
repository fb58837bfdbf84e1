from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.build import build_facts
from insight.metrics.calendar import day_of
from insight.metrics.frame import polars
from insight.metrics.risk_rows import known_on, sources
from insight.settings import Choices

Tables = dict[str, pl.DataFrame]


def _as_stored_on(tables: Tables, day: date) -> Tables:
    """The tables as they stood that day: nothing later, and nothing closed later."""

    def past(column: str) -> pl.Expr:
        return pl.col(column) <= day

    def hidden(*columns: str, after: str) -> list[pl.Expr]:
        late = ~past(after).fill_null(value=True)
        return [pl.when(late).then(None).otherwise(pl.col(c)).alias(c) for c in columns]

    merge = hidden("merged_into_account_id", "merged_date", after="merged_date")
    settled = past("outcome_date").fill_null(value=False)
    answered = past("responded_date").fill_null(value=False)
    return tables | {
        "accounts": tables["accounts"].with_columns(
            *merge, *hidden("entity_ceased_date", after="entity_ceased_date")
        ),
        "subscriptions": tables["subscriptions"]
        .filter(past("start_date"))
        .with_columns(*hidden("end_date", after="end_date")),
        "cancellation_requests": tables["cancellation_requests"]
        .filter(past("requested_date"))
        .with_columns(
            *hidden("outcome_date", "exit_id", after="outcome_date"),
            outcome=pl.when(settled).then("outcome").otherwise(pl.lit("open")),
        ),
        "exits": tables["exits"].filter(pl.coalesce("notice_date", "exit_date") <= day),
        "save_offers": tables["save_offers"]
        .filter(past("offered_date"))
        .with_columns(
            *hidden("responded_date", after="responded_date"),
            response=pl.when(answered).then("response").otherwise(pl.lit("no_answer")),
        ),
        "issues": tables["issues"]
        .filter(past("opened_date"))
        .with_columns(*hidden("resolved_date", after="resolved_date")),
        "contacts": tables["contacts"].with_columns(
            *hidden("left_date", "moved_to_account_id", after="left_date")
        ),
        "win_backs": tables["win_backs"].filter(past("return_date")),
    }


def _known(tables: Tables, *, as_of: date, on: date) -> pl.DataFrame:
    """What is known on a day, by id: numbers of accounts depend on later merges."""
    facts = build_facts(tables, as_of=as_of, choices=Choices())
    ids = polars(facts.accounts.select("account", "account_id"))
    rows = known_on(sources(facts), day=day_of(on))
    return rows.join(ids, on="account").drop("account").sort("account_id")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("mini_world", "2025-06-30"),
        ("mini_world", "2025-09-30"),
        ("mini_world", "2025-10-31"),
        ("sample_tables", "2023-06-30"),
        ("sample_tables", "2025-01-31"),
        ("sample_tables", "2025-12-31"),
    ],
)
def test_nothing_that_came_later_changes_what_was_known(
    request: pytest.FixtureRequest, name: str, day: str
) -> None:
    tables, on = request.getfixturevalue(name), date.fromisoformat(day)
    last = date(2026, 2, 28)

    actual = _known(tables, as_of=last, on=on)
    assert actual.height > 5
    assert_frame_equal(actual, _known(_as_stored_on(tables, on), as_of=on, on=on))
