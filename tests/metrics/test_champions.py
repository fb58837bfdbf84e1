from datetime import date
from typing import Any

import pytest

from insight.metrics.champions import champion_carry_over
from insight.metrics.files import everything
from insight.metrics.selection import Selection


def test_a_champion_brought_one_customer_in_the_mini_world(mini_facts: Any) -> None:
    moved = champion_carry_over(mini_facts, everything(mini_facts))

    assert moved.rows(named=True) == [
        {
            "contact_id": "C01", "from_account": "A02", "to_account": "A21",
            "from_name": "Expander", "to_name": "ChampionNew",
            "left": date(2025, 7, 10), "began": date(2025, 12, 1), "days": 144,
            "had_left": True, "mrr": 160.0,
        }
    ]  # fmt: skip
    assert champion_carry_over(mini_facts, Selection(660, 670)).is_empty()


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ({"left_date": "2025-02-01"}, [("old", False)]),
        ({"left_date": "2025-06-01"}, [("old", False)]),
        ({"left_date": "2025-06-02"}, []),  # there before the champion came
        ({"left_date": "2025-02-01", "is_champion": False}, []),
        ({"left_date": "2025-02-01", "moved_to_account_id": None}, []),
        ({"left_date": "2025-02-01", "account_id": "gone"}, [("gone", True)]),
    ],
)
def test_a_carry_over_is_a_new_customer_after_a_champion_left_another(
    world: Any,
    facts_of: Any,
    phase: Any,
    contact: dict[str, Any],
    expected: list[tuple[str, bool]],
) -> None:
    usual = {"contact_id": "C", "account_id": "old", "is_champion": True}
    tables = world(
        accounts=[{"account_id": name} for name in ("old", "new", "gone")],
        subscriptions=[
            phase("old", "2025-01-01", None, 100),
            phase("gone", "2025-01-01", "2025-04-01", 100),
            phase("new", "2025-06-01", None, 100),
        ],
        contacts=[usual | {"moved_to_account_id": "new"} | contact],
    )
    facts = facts_of(tables, as_of="2025-12-31", first_month=660)

    moved = champion_carry_over(facts, everything(facts))

    assert moved.select("from_account", "had_left").rows() == expected
