from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from insight.metrics.festering_hazard import festering_hazard, stretches_at_risk
from insight.metrics.festering_rates import festering_ratio
from insight.metrics.files import everything
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Refusal


def test_each_stretch_runs_on_the_clock_of_the_spell_up_to_the_request(
    facts_of: Any, world: Any, phase: Any
) -> None:
    # Opened on day 10 of the spell the issue festers from day 41; request on day 60.
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2025-01-01", None, 10)],
        issues=[
            {
                "issue_id": "I",
                "account_id": "A",
                "severity": "high",
                "opened_date": "2025-01-11",
                "resolved_date": "2025-04-01",
            }
        ],
        cancellation_requests=[
            {
                "request_id": "R",
                "account_id": "A",
                "scope": "account",
                "requested_date": "2025-03-02",
                "outcome": "open",
            }
        ],
    )
    facts = facts_of(tables, as_of="2025-12-31", first_month=655)

    rows = stretches_at_risk(facts, everything(facts))

    expected = pl.DataFrame(
        {
            "festering": [0, 1],
            "asked": [False, True],
            "since": [0, 41],
            "until": [41, 60],
        }
    )
    assert_frame_equal(rows.drop("account", "alike"), expected, check_dtypes=False)


def test_the_same_requests_are_counted_as_in_the_plain_rate_ratio(
    mini_facts: Any,
) -> None:
    chosen = everything(mini_facts)

    rows = stretches_at_risk(mini_facts, chosen)

    plain = festering_ratio(mini_facts, chosen).row(0, named=True)
    asked = rows.group_by("festering").agg(pl.col("asked").sum()).sort("festering")
    assert asked["asked"].to_list() == [plain["other_requests"], plain["requests"]]


def test_the_planted_ratio_is_found_at_the_same_age(sample_facts: Any) -> None:
    found = festering_hazard(sample_facts, everything(sample_facts))

    assert isinstance(found, HazardRatio)
    assert found.ratio.low < 3 < found.ratio.high


def test_customers_of_the_same_age_differ_more_than_all_together(
    sample_facts: Any,
) -> None:
    chosen = everything(sample_facts)

    found = festering_hazard(sample_facts, chosen)

    assert isinstance(found, HazardRatio)
    assert found.ratio.value > festering_ratio(sample_facts, chosen)["ratio"].item()


def test_few_requests_give_no_ratio(facts_of: Any, world: Any, phase: Any) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2025-01-01", None, 10)],
    )
    facts = facts_of(tables, as_of="2025-12-31")

    assert isinstance(festering_hazard(facts, everything(facts)), Refusal)
