from datetime import date

import polars as pl

from insight.intake.future import announced, too_far_ahead


def test_what_was_done_cannot_lie_years_ahead_but_a_planned_end_can() -> None:
    rows = pl.DataFrame(
        {
            "line": [2, 3],
            "start_date": [date(2026, 1, 1), date(2062, 1, 1)],
            "end_date": [date(2029, 1, 1), None],
        }
    )

    found = {
        fields[0]: refused.rows()
        for fields, refused in too_far_ahead(
            rows, table="subscriptions", today=date(2026, 1, 1)
        )
    }

    assert found == {"start_date": [(3, "Expected a day up to 2028-01-02")]}


def test_exits_that_lie_ahead_are_told() -> None:
    days = [date(2025, 12, 1), date(2026, 3, 5), date(2026, 2, 1)]
    rows = pl.DataFrame({"exit_date": days})

    told = list(announced(rows, table="exits", today=date(2026, 1, 1)))

    assert told == [
        "2 exits lie ahead, the first on 1 Feb 2026: announced, and counted from that "
        "day on."
    ]
    assert not list(announced(rows.head(1), table="exits", today=date(2026, 1, 1)))
