from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.files import everything
from insight.metrics.returns import (
    regained,
    return_curves,
    returned_accounts,
    risk_table,
    win_back_rates,
)


def test_the_share_returned_at_120_days_is_twelve_of_thirty_five(
    mini_facts: Any,
) -> None:
    curve = return_curves(mini_facts, everything(mini_facts))

    at_120 = curve.filter(pl.col("day") <= 120).tail(1)

    assert at_120["share"].item() == pytest.approx(12 / 35)
    assert at_120["without_ceasing"].item() == pytest.approx(0.4)
    assert at_120["low"].item() < 12 / 35 < at_120["high"].item()


def test_the_risk_table_accounts_for_every_exit(mini_facts: Any) -> None:
    curve = return_curves(mini_facts, everything(mini_facts))

    table = risk_table(curve, days=[0, 90, 120, 365])

    expected = pl.DataFrame(
        {
            "day": [0, 90, 120, 365],
            "at_risk": [11, 7, 2, 0],
            "returned": [0, 0, 2, 2],
            "ceased": [0, 0, 1, 1],
            "censored": [0, 4, 6, 8],
        }
    )
    assert_frame_equal(table.drop("group"), expected)


def test_a_rate_is_not_told_past_the_last_exit_watched(mini_facts: Any) -> None:
    rates = win_back_rates(mini_facts, everything(mini_facts))

    shares = dict(rates.select("horizon", "share").rows())
    mature = rates.select("horizon", "mature_n", "mature_returned").rows()

    assert shares[90] == 0
    assert shares[180] == pytest.approx(12 / 35)
    assert shares[365] is None
    assert mature == [(90, 7, 0), (180, 2, 1), (365, 0, 0)]


def test_a_group_wholly_decided_keeps_its_rate(mini_facts: Any) -> None:
    rates = win_back_rates(mini_facts, everything(mini_facts), by="reason_group")

    late = rates.filter(pl.col("horizon") == 180, pl.col("n") == 4)

    assert late.select("group", "share").rows() == [("uncontrollable", 0.5)]


def test_regained_mrr_compares_the_returned_with_what_they_paid(
    mini_facts: Any,
) -> None:
    row = regained(mini_facts, everything(mini_facts)).row(0, named=True)

    assert (row["exits"], row["returned"], row["ceased"], row["still_gone"]) == (
        11,
        2,
        1,
        8,
    )
    assert (row["last_mrr"], row["return_mrr"]) == (320, 330)
    assert row["median_days"] is None


def test_the_returned_are_listed_latest_first(mini_facts: Any) -> None:
    listed = returned_accounts(mini_facts, everything(mini_facts))

    assert listed.select("account_id", "days", "last_mrr", "return_mrr").rows() == [
        ("A12", 111, 200, 150),
        ("A11", 108, 120, 180),
    ]


def test_no_exits_give_an_empty_curve(facts_of: Any, world: Any, phase: Any) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2025-01-01", None, 9)],
    )
    facts = facts_of(tables, as_of="2026-01-31")

    assert return_curves(facts, everything(facts)).is_empty()
    assert win_back_rates(facts, everything(facts)).is_empty()
    assert regained(facts, everything(facts))["ratio"].to_list() == [None]


def test_exits_are_grouped_by_how_well_they_were_let_go(mini_facts: Any) -> None:
    by_good = win_back_rates(mini_facts, everything(mini_facts), by="good_exit")
    of_all = win_back_rates(mini_facts, everything(mini_facts))

    assert set(by_good["group"]) == {"good exit", "bad exit", "not known"}
    assert by_good["n"].sum() == of_all["n"].sum()
