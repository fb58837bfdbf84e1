"""What became of the accounts that people judged."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from insight.metrics.judgements import judgement_score, latest, outcomes

DAY = date(2025, 4, 1)
COLUMNS = {
    "account_id": pl.String,
    "judged_on": pl.Date,
    "by": pl.String,
    "risk": pl.Int64,
    "note": pl.String,
    "within_days": pl.Int64,
    "chance": pl.Float64,
}


def judged(*rows: tuple[str, date, int, float | None]) -> pl.DataFrame:
    full = [(who, on, "ann", risk, None, 30, chance) for who, on, risk, chance in rows]
    return pl.DataFrame(full, schema=COLUMNS, orient="row")


@pytest.fixture
def two(world: Any, facts_of: Any, phase: Any) -> Any:
    """One account that asks to leave on 20 April 2025, one that never does."""
    tables = world(
        accounts=[{"account_id": name} for name in ("asks", "stays")],
        subscriptions=[
            phase(name, "2025-01-01", None, 9) for name in ("asks", "stays")
        ],
        cancellation_requests=[
            {"request_id": "R", "account_id": "asks", "scope": "account"}
            | {"requested_date": "2025-04-20", "outcome": "open"}
        ],
    )
    return facts_of(tables, as_of="2025-06-30")


@pytest.mark.parametrize(
    ("account", "on", "told"),
    [
        ("asks", date(2025, 4, 1), True),
        ("asks", date(2025, 3, 21), True),
        ("asks", date(2025, 3, 20), False),
        ("asks", date(2025, 4, 20), False),
        ("stays", date(2025, 5, 31), False),
        ("stays", date(2025, 6, 1), None),
        ("unheard of", date(2025, 4, 1), None),
    ],
)
def test_what_happened_is_told_once_the_days_are_over(
    two: Any, account: str, on: date, *, told: bool | None
) -> None:
    found = outcomes(two, judged((account, on, 4, None)))

    assert found["asked"].to_list() == [told]


def test_a_judgement_is_counted_beside_what_the_model_expected(two: Any) -> None:
    rows = judged(
        ("asks", DAY, 5, 0.2),
        ("stays", DAY, 5, 0.1),
        ("stays", date(2025, 6, 9), 1, 0.1),
    )

    score = judgement_score(two, rows)

    assert (score.judged, score.young, score.repeated) == (2, 1, 0)
    five = score.by_risk.row(0, named=True)
    assert (five["risk"], five["judged"], five["asked"]) == (5, 2, 1)
    assert five["expected"] == pytest.approx(0.3)
    assert score.by_risk["judged"].to_list() == [2, 0, 0, 0, 0]
    assert (score.people, score.model) == (None, None)


def test_who_asked_before_the_days_are_over_is_not_counted_yet(
    two: Any,
) -> None:
    rows = judged(("asks", DAY, 5, 0.2))

    early, late = (
        judgement_score(replace(two, as_of=DAY + timedelta(days=days)), rows)
        for days in (29, 30)
    )

    assert (early.judged, early.young) == (0, 1)
    assert (late.judged, late.young) == (1, 0)


def test_an_account_judged_again_too_soon_counts_once(two: Any) -> None:
    rows = judged(
        ("asks", DAY, 2, None),
        ("asks", DAY, 4, None),
        ("asks", DAY + timedelta(days=29), 1, None),
        ("asks", DAY + timedelta(days=30), 3, None),
    )

    score = judgement_score(two, rows)

    assert (score.judged, score.repeated) == (2, 2)
    assert score.by_risk.filter(pl.col("judged") > 0)["risk"].to_list() == [4, 3]
    assert score.by_risk["expected"].drop_nulls().is_empty()


def test_people_and_model_are_told_by_whom_they_put_first(
    world: Any, facts_of: Any, phase: Any
) -> None:
    names = [f"A{number:02}" for number in range(20)]
    tables = world(
        accounts=[{"account_id": name} for name in names],
        subscriptions=[phase(name, "2025-01-01", None, 9) for name in names],
        cancellation_requests=[
            {"request_id": name, "account_id": name, "scope": "account"}
            | {"requested_date": "2025-04-20", "outcome": "open"}
            for name in names[:10]
        ],
    )
    facts = facts_of(tables, as_of="2025-06-30")
    rows = judged(*((name, DAY, 4 if name < "A10" else 2, 0.1) for name in names))

    score = judgement_score(facts, rows)

    assert (score.people, score.model, score.compared) == (1.0, 0.5, 20)


def test_the_latest_judgement_of_an_account_is_the_last_one_made() -> None:
    rows = judged(("A", DAY, 2, None), ("B", DAY, 3, None), ("A", DAY, 5, None))

    assert latest(rows).select("account_id", "risk").rows() == [("B", 3), ("A", 5)]
