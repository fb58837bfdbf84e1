from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.reasons import Basis
from insight.metrics.regrettable import controllable_losses, regrettable


def _cells(frame: Any) -> dict[tuple[str, str], tuple[str, int]]:
    rows = frame.select("wanted", "hands", "kind", "exits").rows()
    return {(w, h): (kind, exits) for w, h, kind, exits in rows if exits}


def test_the_mini_world_lost_five_by_itself(mini_facts: Any) -> None:
    found = regrettable(mini_facts, everything(mini_facts))

    # festering A02, A14; resolvable A10, A11, A12 | uncontrollable A06, A09, A11, A15
    assert _cells(found) == {
        ("wanted", "ours"): ("lost by us", 5),
        ("wanted", "not ours"): ("come-back pool", 4),
        ("not wanted", "a reason of fit"): ("fine", 1),
        ("not wanted", "unknown"): ("fine", 1),
    }
    assert found.height == 12
    assert found["exits"].sum() == found["n"][0] == 11
    assert found["mrr"].to_list()[:2] == [
        300 + 90 + 77 + 200 + 180,
        250 + 60 + 120 + 130,
    ]


@pytest.mark.parametrize(
    ("fit", "exit_", "cell"),
    [
        ("good", {"reason_code": "no_roi"}, ("wanted", "ours")),
        ("good", {"reason_code": "competitor_price"}, ("wanted", "ours")),
        ("good", {"reason_code": "merger"}, ("wanted", "not ours")),
        ("good", {"reason_code": "not_asked"}, ("wanted", "unknown")),
        ("good", {"reason_code": "outgrew"}, ("wanted", "a reason of fit")),
        ("good", {"reason_code": "no_roi", "last_mrr": 0}, ("not wanted", "ours")),
        ("poor", {"reason_code": "merger"}, ("not wanted", "not ours")),
        (None, {"reason_code": "no_roi"}, ("not known", "ours")),
        (
            "good",
            {"reason_code": "no_roi", "control_override": "not_ours"},
            ("wanted", "not ours"),
        ),
        (
            "good",
            {"reason_code": "merger", "control_override": "mixed"},
            ("wanted", "ours"),
        ),
    ],
)
@pytest.mark.parametrize("basis", list(Basis))
def test_an_exit_stands_in_its_cell(
    world: Any,
    facts_of: Any,
    fit: str | None,
    exit_: dict[str, Any],
    cell: tuple[str, str],
    basis: Basis,
) -> None:
    record = {"exit_id": "X", "account_id": "A", "exit_date": "2025-06-01"}
    tables = world(accounts=[{"account_id": "A", "fit": fit}], exits=[record | exit_])
    facts = facts_of(tables, as_of="2026-01-31")

    found = regrettable(facts, everything(facts), basis=basis)

    assert list(_cells(found)) == [cell]


def test_no_exits_have_no_shares(world: Any, facts_of: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")

    found = regrettable(facts, everything(facts))

    assert found["share"].to_list() == [None] * 12


def test_the_largest_losses_in_our_hands_come_first(mini_facts: Any) -> None:
    found = controllable_losses(mini_facts, everything(mini_facts))

    # Not wanted, or outside our control: A06, A09, A11, A15 and the poor fit.
    assert found.select("account_id", "mrr").rows() == [
        ("A02", 300), ("A12", 200), ("A11", 180), ("A14", 90), ("A10", 77),
    ]  # fmt: skip


def test_losses_within_our_control_hold_no_reason_of_fit(
    world: Any, facts_of: Any
) -> None:
    reasons = {"A": "outgrew", "B": "sold_wrong_fit", "C": "no_roi"}
    tables = world(
        accounts=[{"account_id": account, "fit": "good"} for account in reasons],
        exits=[
            {
                "exit_id": account,
                "account_id": account,
                "exit_date": "2025-06-01",
                "reason_code": code,
            }
            for account, code in reasons.items()
        ],
    )
    facts = facts_of(tables, as_of="2026-01-31")

    found = controllable_losses(facts, everything(facts))

    assert found["account_id"].to_list() == ["C"]
