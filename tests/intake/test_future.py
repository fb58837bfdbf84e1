from datetime import date

import polars as pl

from insight.intake.future import too_far_ahead


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
