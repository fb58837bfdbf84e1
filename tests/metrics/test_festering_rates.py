from typing import Any

import pytest

from insight.metrics.festering_rates import (
    festering_ratio,
    festering_shares,
    festering_total,
)
from insight.metrics.files import everything
from insight.metrics.selection import Selection


def test_two_of_eleven_leavers_of_the_mini_world_had_a_festering_issue(
    mini_facts: Any,
) -> None:
    total = festering_total(mini_facts, everything(mini_facts))

    row = total.row(0, named=True)

    assert (row["notices"], row["festering"]) == (11, 2)  # A02, A14
    assert (row["active"], row["active_festering"]) == (201, 5)
    assert row["share"] == pytest.approx(2 / 11)
    assert row["active_share"] == pytest.approx(5 / 201)


def test_shares_stand_in_the_month_of_the_notice(mini_facts: Any) -> None:
    shares = festering_shares(mini_facts, Selection(665, 669))

    columns = ("month", "notices", "festering", "active", "active_festering")
    assert shares.select(columns).rows() == [
        ("2025-06", 1, 0, 17, 1),
        ("2025-07", 1, 1, 17, 1),
        ("2025-08", 0, 0, 16, 1),
        ("2025-09", 1, 0, 15, 1),
        ("2025-10", 2, 1, 13, 0),
    ]
    assert shares["share"].to_list() == [0, 1, None, 0, 0.5]


def test_the_ratio_counts_days_up_to_the_request(mini_facts: Any) -> None:
    # Festering days before a request: A02 1 Jun-19 Jul 49, A13 2-9 May 8 and, after its
    # save, 12-19 May 8, A14 15 Aug-30 Sep 47, A20 10-27 Feb 18. Requests: A02, A13, A14.
    row = festering_ratio(mini_facts, everything(mini_facts)).row(0, named=True)

    assert (row["requests"], row["other_requests"]) == (3, 13)
    assert row["years"] == pytest.approx(130 / 365.25)
    assert row["rate"] == pytest.approx(3 / (130 / 365.25) * 100)
    assert row["ratio"] == pytest.approx(row["rate"] / row["other_rate"])
    assert row["low"] > 1


@pytest.fixture
def asked(world: Any, facts_of: Any, phase: Any) -> Any:
    def build(*issues: dict[str, Any], requests: Any, as_of: str = "2025-04-10") -> Any:
        tables = world(
            accounts=[{"account_id": "A", "fit": "good"}],
            subscriptions=[phase("A", "2025-01-01", None, 100)],
            issues=[
                {"issue_id": f"I{n}", "account_id": "A", "severity": "high"} | issue
                for n, issue in enumerate(issues)
            ],
            cancellation_requests=[
                {"request_id": f"R{n}", "account_id": "A", "outcome": "open"}
                | {"scope": "account"}
                | request
                for n, request in enumerate(requests)
            ],
        )
        return facts_of(tables, as_of=as_of)

    return build


def _days(facts: Any) -> tuple[int, int, int, int]:
    row = festering_ratio(facts, everything(facts)).row(0, named=True)
    years = [round(row[name] * 365.25) for name in ("years", "other_years")]
    return row["requests"], years[0], row["other_requests"], years[1]


def test_day_thirty_is_not_festering_yet(asked: Any) -> None:
    # open since 1 January: day 31 is 1 February, so 31 January is the last without
    open_since = {"opened_date": "2025-01-01"}

    before = asked(open_since, requests=[{"requested_date": "2025-02-01"}])
    after = asked(open_since, requests=[{"requested_date": "2025-02-02"}])

    assert _days(before) == (0, 0, 1, 31)
    assert _days(after) == (1, 1, 0, 31)


def test_days_between_a_request_and_its_end_are_nobodys(asked: Any) -> None:
    facts = asked(
        requests=[
            {
                "requested_date": "2025-01-11",
                "outcome": "withdrawn",
                "outcome_date": "2025-01-21",
            }
        ]
    )

    # 1-10 January, and 21 January to 9 April
    assert _days(facts) == (0, 0, 1, 10 + 79)


def test_overlapping_issues_are_one_stretch(asked: Any) -> None:
    facts = asked(
        {"opened_date": "2025-01-01", "resolved_date": "2025-03-01"},
        {"opened_date": "2025-01-15", "resolved_date": "2025-03-11"},
        {"opened_date": "2025-01-01", "severity": "low"},
        requests=[],
    )

    # 1 February to 10 March
    assert _days(facts) == (0, 28 + 10, 0, 99 - 38)


def test_only_requests_of_the_selected_months_count(asked: Any) -> None:
    facts = asked(requests=[{"requested_date": "2025-02-15"}])

    february = festering_ratio(facts, Selection(661, 661)).row(0, named=True)
    march = festering_ratio(facts, Selection(662, 662))

    assert february["other_requests"] == 1
    assert round(february["other_years"] * 365.25) == 15  # 31 January to 14 February
    assert march.is_empty()


def test_groups_add_up_to_everybody(mini_facts: Any) -> None:
    whole = festering_ratio(mini_facts, everything(mini_facts))

    parts = festering_ratio(mini_facts, everything(mini_facts), by="fit")

    for name in ("requests", "years", "other_requests", "other_years"):
        assert parts[name].sum() == pytest.approx(whole[name].sum())


def test_the_interval_covers_the_planted_ratio(sample_facts: Any) -> None:
    row = festering_ratio(sample_facts, everything(sample_facts)).row(0, named=True)

    assert 1 < row["low"] < 3 < row["high"]


@pytest.mark.parametrize("by", ["region", "segment"])
def test_a_region_or_segment_does_not_change_the_ratio(
    sample_facts: Any, by: str
) -> None:
    whole = everything(sample_facts)

    parts = festering_ratio(sample_facts, whole, by=by)
    ratio = festering_ratio(sample_facts, whole)["ratio"].item()

    assert (parts["low"] < ratio).all()
    assert (parts["high"] > ratio).all()


def test_leavers_festered_more_often_than_those_who_stayed(sample_facts: Any) -> None:
    row = festering_total(sample_facts, everything(sample_facts)).row(0, named=True)

    assert row["low"] > row["active_share"]
