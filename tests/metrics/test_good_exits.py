from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.files import everything
from insight.metrics.good_exits import (
    GoodExits,
    compared_returns,
    good_exits,
    good_exits_by_reason,
)
from insight.metrics.judged_exits import Compared, crude, judged_exits, within_reasons
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Refusal
from insight.statistics.share_difference import ShareDifference

WELL = {"closed_date": "2024-01-03", "contacts_needed": 1}
BADLY = {"closed_date": "2024-02-20", "contacts_needed": 5}


@pytest.fixture
def left(facts_of: Any, world: Any) -> Any:
    """Facts of exits on 2024-01-10, as (reason, good, exits, of them returned)."""

    def build(*cells: tuple[str, bool, int, int], **answers: int) -> Any:
        rows = [
            (f"A{cell}-{number}", reason, good, number < returned)
            for cell, (reason, good, exits, returned) in enumerate(cells)
            for number in range(exits)
        ]
        tables = world(
            accounts=[{"account_id": account} for account, *_ in rows],
            exits=[
                {
                    "exit_id": f"X{account}",
                    "account_id": account,
                    "exit_date": "2024-01-10",
                    "reason_code": reason,
                }
                for account, reason, *_ in rows
            ],
            win_backs=[
                {
                    "win_back_id": account,
                    "account_id": account,
                    "return_date": "2024-06-01",
                }
                for account, _, _, returned in rows
                if returned
            ],
            offboarding=[
                {
                    "exit_id": f"X{account}",
                    "cancel_requested_date": "2024-01-01",
                    "export_requested": "0",
                    "surprise_fee": "0",
                    **(WELL if good else BADLY),
                    **answers,
                }
                for account, _, good, _ in rows
            ],
        )
        return facts_of(tables, as_of="2026-01-31")

    return build


def _ratio(compared: Compared) -> HazardRatio:
    assert isinstance(compared.ratio, HazardRatio)
    return compared.ratio


def _said(compared: Compared) -> str:
    assert isinstance(compared.ratio, Refusal)
    return compared.ratio.reason


def _of(facts: Any) -> GoodExits:
    return good_exits(facts, everything(facts))


def test_more_come_back_after_good_exits_or_fewer(left: Any) -> None:
    more = _of(left(("merger", True, 50, 30), ("merger", False, 50, 6)))
    fewer = _of(left(("merger", True, 50, 6), ("merger", False, 50, 30)))

    for found, side in ((more, 1), (fewer, -1)):
        assert isinstance(found.shares, ShareDifference)
        assert side * found.shares.more.value == pytest.approx(0.48)
    assert (more.exits, more.good, more.returns) == (100, 50, 36)
    assert _ratio(more.adjusted).ratio.low > 1
    assert more.e_value is not None
    assert more.e_value.limit > 1


def test_the_mini_world_cannot_tell_yet(mini_facts: Any) -> None:
    found = _of(mini_facts)

    assert (found.exits, found.good, found.returns, found.unjudged) == (10, 6, 2, 1)
    assert _said(found.adjusted) == "2 of the 10 returns it takes for a ratio."
    assert isinstance(found.shares, Refusal)
    assert found.e_value is None


def test_a_side_without_returns_is_refused_in_words(left: Any) -> None:
    found = _of(left(("merger", True, 20, 12), ("merger", False, 20, 0)))

    assert "None of the 20 others had the event" in _said(found.crude)


def test_the_reason_can_turn_the_comparison_around(left: Any) -> None:
    # Good exits go to the merged, who return: 45 of 90 against 8 of 10 (Simpson).
    found = _of(
        left(
            ("merger", True, 90, 45),
            ("merger", False, 10, 8),
            ("no_roi", True, 10, 0),
            ("no_roi", False, 90, 9),
        )
    )

    assert _ratio(found.crude).ratio.value > 1
    assert _ratio(found.adjusted).ratio.value < 1
    assert found.reverses


def test_exits_without_a_record_or_a_reason_are_counted_apart(left: Any) -> None:
    facts = left(("merger", True, 3, 1), ("not_asked", True, 2, 1))

    found = judged_exits(facts, everything(facts))

    assert (found.rows.height, found.unjudged, found.unexplained) == (3, 0, 2)


def test_what_customers_said_of_their_exit_changes_nothing(left: Any) -> None:
    cells = (("merger", True, 30, 15), ("merger", False, 30, 6))

    silent = _of(left(*cells))
    asked = _of(left(*cells, ease_1_7=1, exit_nps_0_10=0))

    assert silent == asked


def test_no_exits_are_no_error(facts_of: Any, world: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")

    found = _of(facts)

    assert found.exits == 0
    assert isinstance(found.shares, Refusal)
    assert good_exits_by_reason(facts, everything(facts)).is_empty()


def test_pairs_stand_side_by_side_within_each_reason(left: Any) -> None:
    facts = left(
        ("no_roi", True, 12, 3), ("no_roi", False, 10, 1), ("merger", False, 10, 4)
    )

    pairs = good_exits_by_reason(facts, everything(facts))

    expected = pl.DataFrame(
        {
            "reason_group": ["resolvable", "resolvable", "uncontrollable"],
            "exit": ["good exit", "other exit", "other exit"],
            "n": [12, 10, 10],
            "returned": [3, 1, 4],
            "share": [0.25, 0.1, 0.4],
        }
    )
    assert_frame_equal(pairs.drop("low", "high"), expected)


def test_few_returns_leave_room_for_few_adjusters(left: Any) -> None:
    facts = left(("merger", True, 40, 8), ("merger", False, 40, 4))
    rows = judged_exits(facts, everything(facts)).rows.with_columns(
        segment=pl.Series(["a", "b", "c", "d"] * 20),
        log_mrr=pl.int_range(80) % 7,
        log_tenure=pl.int_range(80) % 5,
    )

    found = within_reasons(rows, exposed=rows["good"])

    assert len(found.adjusted_for) == 2 + 12 // 5


@pytest.fixture(scope="module")
def sample_comparisons(sample_facts: Any) -> dict[str, Any]:
    table = compared_returns(sample_facts, everything(sample_facts))
    return {row["comparison"]: row for row in table.rows(named=True)}


@pytest.mark.parametrize(
    ("comparison", "truth"),
    [("good_exit", 1.8), ("pushed", 0.6), ("uncontrollable", 2.0), ("poor_fit", 0.5)],
)
def test_the_interval_covers_what_was_planted(
    sample_comparisons: dict[str, Any], comparison: str, truth: float
) -> None:
    found = sample_comparisons[comparison]

    assert found["primary"]
    assert found["q"] is None
    assert found["low"] < truth < found["high"]


def test_the_crude_ratio_is_larger_than_the_adjusted_one(sample_facts: Any) -> None:
    rows = judged_exits(sample_facts, everything(sample_facts)).rows

    crude_one = _ratio(crude(rows, exposed=rows["good"]))
    adjusted = _ratio(within_reasons(rows, exposed=rows["good"]))

    assert crude_one.ratio.value > adjusted.ratio.value


def test_regions_and_plans_are_exploratory_with_q_values(
    sample_comparisons: dict[str, Any],
) -> None:
    explored = {k: v for k, v in sample_comparisons.items() if not v["primary"]}

    regions = [row["q"] for name, row in explored.items() if name.startswith("region")]
    assert len(regions) == 3
    assert min(regions) > 0.1
    assert all(row["q"] >= row["p"] for row in explored.values())


def test_few_returns_are_not_compared_and_it_is_said_why(left: Any) -> None:
    facts = left(("price_too_high", True, 3, 1), ("price_too_high", False, 3, 0))

    found = compared_returns(facts, everything(facts))

    names = [
        name
        for name in facts.choices.primary_comparisons
        if name in found["comparison"].to_list()
    ]
    assert found["comparison"].to_list() == names
    assert found["ratio"].null_count() == found["refusal"].count() == len(names) > 1
