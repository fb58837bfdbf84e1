from typing import Any

import polars as pl

from insight.metrics.files import exits_file, monthly_file

MERGED = {"merged_into_account_id": "B", "merged_date": "2025-08-01"}


def test_a_merge_into_a_later_self_is_a_return(
    world: Any, facts_of: Any, phase: Any
) -> None:
    facts = facts_of(
        world(
            accounts=[{"account_id": "A"} | MERGED, {"account_id": "B"}],
            subscriptions=[
                phase("A", "2025-01-01", "2025-03-15", 100),
                phase("B", "2025-08-01", None, 120),
            ],
            exits=[
                {
                    "exit_id": "X",
                    "account_id": "A",
                    "exit_date": "2025-03-15",
                    "reason_code": "merger",
                }
            ],
        ),
        as_of="2025-12-31",
    )

    left = exits_file(facts).select(
        "account_id", pl.col("exit_date", "return_date").cast(pl.String), "reason_code"
    )
    assert left.rows() == [("B", "2025-03-15", "2025-08-01", "merger")]
    assert monthly_file(facts)["reactivation"].sum() == 120


def test_a_merge_into_a_customer_of_the_time_is_none(
    world: Any, facts_of: Any, phase: Any
) -> None:
    facts = facts_of(
        world(
            accounts=[{"account_id": "A"} | MERGED, {"account_id": "B"}],
            subscriptions=[
                phase("A", "2025-01-01", "2025-03-15", 100),
                phase("B", "2025-03-01", None, 120),
            ],
        ),
        as_of="2025-12-31",
    )

    left = exits_file(facts).select("account_id", "event")
    assert left.rows() == [("A", 2)]
