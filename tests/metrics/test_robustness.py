from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.robustness import robustness


@pytest.fixture
def exits_with_scores(world: Any, facts_of: Any) -> Any:
    """Forty exits; closing late is one promise of five, so scores are .8 or 1 here."""
    exits, handled, back = [], [], []
    for number in range(40):
        key: dict[str, Any] = {"exit_id": f"X{number:02}"}
        account = {"account_id": f"A{number:02}"}
        exits.append(
            key | account | {"exit_date": "2024-06-01", "reason_code": "merger"}
        )
        good = number % 2 == 0
        handled.append(
            key
            | {
                "cancel_requested_date": "2024-05-01",
                "closed_date": "2024-05-03" if number % 4 < 2 else "2024-05-30",
                "contacts_needed": 1 if good else 3,
                "export_requested": True,
                "export_delivered": True,
                "export_instructions": good,
                "surprise_fee": False,
            }
        )
        if number % 5 == 0 or (good and number % 3 == 0):
            back.append(
                account | {"win_back_id": f"W{number}", "return_date": "2024-09-01"}
            )
    accounts = [{"account_id": f"A{number:02}"} for number in range(40)]
    tables = world(accounts=accounts, exits=exits, offboarding=handled, win_backs=back)
    return facts_of(tables, as_of="2025-06-30")


def test_each_threshold_makes_other_exits_good(exits_with_scores: Any) -> None:
    found = robustness(exits_with_scores, everything(exits_with_scores), weightings=20)

    # scores: good ones .8 or 1, others .4 or .6
    assert found.thresholds.select("good_score", "good").rows() == [
        (0.6, 30),
        (0.8, 20),
        (1.0, 10),
    ]
    by_threshold = found.thresholds["ratio"].to_list()
    assert by_threshold[1] > 1
    assert found.weightings == 20
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.high


def test_the_same_seed_draws_the_same_weights(exits_with_scores: Any) -> None:
    everyone = everything(exits_with_scores)

    one = robustness(exits_with_scores, everyone, weightings=5)
    same = robustness(exits_with_scores, everyone, weightings=5)

    assert (one.low, one.high) == (same.low, same.high)


def test_too_few_returns_give_no_band(mini_facts: Any) -> None:
    found = robustness(mini_facts, everything(mini_facts), weightings=3)

    assert found.thresholds["ratio"].to_list() == [None, None, None]
    assert (found.weightings, found.low, found.high) == (0, None, None)


def test_the_sample_world_says_more_whatever_the_weights(sample_facts: Any) -> None:
    found = robustness(sample_facts, everything(sample_facts), weightings=50)

    at = dict(found.thresholds.select("good_score", "ratio").rows())
    assert found.weightings == 50
    assert found.low is not None
    assert found.high is not None
    assert 1 < found.low < at[0.8] < found.high
