from collections.abc import Callable
from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from insight.metrics.data_quality import data_quality
from insight.metrics.facts import Facts

Tables = dict[str, pl.DataFrame]


def test_what_is_missing_is_counted_of_what_it_could_be_missing_from(
    world: Callable[..., Tables],
    phase: Callable[..., dict[str, object]],
    facts_of: Callable[..., Facts],
) -> None:
    def record(account: str, day: str, **more: object) -> dict[str, object]:
        return {
            "exit_id": f"X{account}",
            "account_id": account,
            "exit_date": date.fromisoformat(day),
        } | more

    tables = world(
        accounts=[{"account_id": name} for name in "ABCDE"],
        subscriptions=[
            phase("A", "2024-01-01", "2025-01-01", 10),
            phase("B", "2024-01-01", "2025-02-01", 10),
            phase("C", "2024-01-01", None, 10),
            phase("D", "2024-01-01", "2025-01-01", 10),
            phase("D", "2025-01-11", None, 10),
            phase("E", "2024-01-01", "2024-06-01", 10),
            phase("E", "2024-09-01", None, 10),
        ],
        exits=[
            record(
                "A", "2025-01-01", reason_code="merger", stated_reason_code="merger"
            ),
            record("C", "2025-01-01", reason_code="from a file"),
            record("D", "2025-01-01", reason_code="not_asked"),
        ],
        offboarding=[{"exit_id": "XA", "ease_1_7": 6}],
        win_backs=[
            {
                "win_back_id": name,
                "account_id": name,
                "return_date": date.fromisoformat(day),
            }
            for name, day in (("A", "2025-06-01"), ("E", "2024-09-05"))
        ],
    )

    quality = data_quality(facts_of(tables, as_of="2025-08-31"))

    expected = pl.DataFrame(
        [
            ("no record", 2, 3),
            ("not confirmed", 1, 3),
            ("back within grace", 1, 3),
            ("recorded twice", 0, 3),
            ("merged", 0, 3),
            ("reason unknown", 1, 3),
            ("reason not mapped", 1, 3),
            ("no stated reason", 2, 3),
            ("no offboarding", 2, 3),
            ("no ease", 0, 1),
            ("no nps", 1, 1),
            ("return not shown", 1, 2),
            ("not counted", 0, 7),
        ],
        schema=["measure", "k", "n"],
        orient="row",
    ).with_columns(share=pl.col("k") / pl.col("n"))
    assert_frame_equal(quality, expected)


def test_without_data_there_are_counts_and_no_shares(
    world: Callable[..., Tables], facts_of: Callable[..., Facts]
) -> None:
    quality = data_quality(facts_of(world(), as_of="2025-08-31"))

    assert quality["n"].sum() == 0
    assert quality["share"].null_count() == quality.height == 13
