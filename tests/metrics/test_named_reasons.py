from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.named_reasons import named_counts
from insight.metrics.reasons import Basis


def _exit(number: int, reason: str, also: str | None) -> dict[str, Any]:
    return {
        "exit_id": f"X{number}",
        "account_id": f"A{number}",
        "exit_date": "2025-06-01",
        "reason_code": reason,
        "contributing_reason_codes": also,
    }


@pytest.fixture
def named(world: Any, facts_of: Any) -> Any:
    exits = [
        _exit(0, "merger", "price_rise|low_usage"),
        _exit(1, "price_rise", "price_rise| merger "),
        _exit(2, "price_rise", ""),
        _exit(3, "not_asked", None),
    ]
    accounts = [{"account_id": f"A{number}"} for number in range(4)]
    return facts_of(world(accounts=accounts, exits=exits), as_of="2026-01-31")


@pytest.mark.parametrize("basis", list(Basis))
def test_a_reason_counts_once_per_exit_that_names_it(named: Any, basis: Basis) -> None:
    counts = named_counts(named, everything(named), basis=basis)

    assert counts.select("code", "exits", "primary", "contributing", "n").rows() == [
        ("price_rise", 3, 2, 1, 4),
        ("merger", 2, 1, 1, 4),
        ("not_asked", 1, 1, 0, 4),
        ("low_usage", 1, 0, 1, 4),
    ]
    assert counts["label"].to_list()[0] == "Price rise"
    assert counts["share"].to_list()[0] == pytest.approx(0.75)


def test_every_primary_reason_of_the_mini_world_is_named(mini_facts: Any) -> None:
    counts = named_counts(mini_facts, everything(mini_facts))

    assert counts["exits"].sum() == counts["primary"].sum() == 11


def test_no_exits_name_no_reasons(world: Any, facts_of: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")

    assert named_counts(facts, everything(facts)).is_empty()
