from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.files import everything
from insight.metrics.traps import (
    CHECKS,
    audit,
    check_counts,
    check_trend,
    coverage,
    failing_exits,
)


def test_the_mini_world_fails_three_exits_by_hand(mini_facts: Any) -> None:
    failing = failing_exits(mini_facts, everything(mini_facts))

    assert failing.select("exit_id", "failed").rows() == [
        ("X01", 3),  # a fee, no export, no directions
        ("X05", 1),  # an export without directions
        ("X09", 1),  # a fee
    ]


def test_counts_keep_what_does_not_apply_and_what_nobody_knows_apart(
    mini_facts: Any,
) -> None:
    counts = check_counts(mini_facts, everything(mini_facts))

    expected = pl.DataFrame(
        {
            "check": CHECKS,
            "passed": [9, 0, 0, 0, 6, 0, 5],
            "failed": [2, 0, 0, 0, 1, 0, 2],
            "not_applicable": [0, 0, 0, 0, 4, 5, 4],
            "not_known": [0, 11, 11, 11, 0, 6, 0],
            "n": [11, 0, 0, 0, 7, 0, 7],
        }
    )
    assert_frame_equal(counts.drop("share", "low", "high"), expected)
    assert counts["share"].to_list()[:2] == [pytest.approx(2 / 11), None]


def test_a_month_without_exits_has_no_share(mini_facts: Any) -> None:
    trend = check_trend(mini_facts, everything(mini_facts))

    any_failed = trend.filter(pl.col("check") == "any", pl.col("month") >= "2025-07")

    assert any_failed.select("failed", "n").rows() == [
        (0, 0), (1, 1), (0, 0), (1, 1), (1, 1), (0, 0), (0, 0), (0, 0),
    ]  # fmt: skip
    assert any_failed["share"].to_list()[:2] == [None, 1.0]


def test_every_record_is_audited_once(mini_facts: Any) -> None:
    everyone = everything(mini_facts)

    assert audit(mini_facts, everyone)["exit_id"].n_unique() == 11
    assert coverage(mini_facts, everyone) == (3, 11)


@pytest.mark.parametrize(
    ("told", "check", "outcome"),
    [
        ({"forced_call": True}, "no_forced_call", "fail"),
        ({"forced_call": False}, "no_forced_call", "pass"),
        ({}, "no_forced_call", "not known"),
        ({"end_date_met": False}, "end_date_met", "fail"),
        ({"charged_after_end": True}, "not_charged_after_end", "fail"),
        ({"surprise_fee": True}, "no_surprise_fee", "fail"),
        ({"export_requested": False}, "export_delivered", "not applicable"),
        ({"export_requested": True}, "export_delivered", "not known"),
        ({}, "export_delivered", "not known"),
        ({"export_delivered": True, "export_format": "CSV"}, "export_usable", "pass"),
        ({"export_delivered": True, "export_format": ".xlsx"}, "export_usable", "pass"),
        ({"export_delivered": True, "export_format": "pdf"}, "export_usable", "fail"),
        ({"export_delivered": True}, "export_usable", "not known"),
        ({"export_delivered": False}, "export_usable", "not applicable"),
        ({"export_instructions": False}, "export_directions", "fail"),
        ({"export_requested": False}, "export_directions", "not applicable"),
    ],
)
def test_a_check_says_what_is_known(
    facts_of: Any, world: Any, told: dict[str, Any], check: str, outcome: str
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        exits=[{"exit_id": "X", "account_id": "A", "exit_date": "2025-06-01"}],
        offboarding=[{"exit_id": "X"} | told],
    )
    facts = facts_of(tables, as_of="2026-01-31")

    found = audit(facts, everything(facts))

    assert found[check].to_list() == [outcome]


def test_no_exits_give_counts_of_nothing(facts_of: Any, world: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")

    counts = check_counts(facts, everything(facts))

    assert counts["n"].to_list() == [0] * len(CHECKS)
    assert failing_exits(facts, everything(facts)).is_empty()
    assert coverage(facts, everything(facts)) == (0, 0)
