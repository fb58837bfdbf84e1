from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.questionnaires import (
    answer_counts,
    ease,
    exit_nps,
    response_rates,
)


def test_exit_nps_of_the_mini_world(mini_facts: Any) -> None:
    # answers 1 9 8 9 4 10 7 0 6: 3 promoters, 2 passives, 4 detractors
    row = exit_nps(mini_facts, everything(mini_facts)).row(0, named=True)

    counts = [row[name] for name in ("records", "n", "promoters", "passives")]
    assert counts == [11, 9, 3, 2]
    assert row["score"] == pytest.approx(-100 / 9)
    assert (row["low"], row["high"]) == pytest.approx((-55.72, 39.05), abs=0.01)


def test_bad_exits_score_lower(mini_facts: Any) -> None:
    scores = exit_nps(mini_facts, everything(mini_facts), by="good_exit")

    assert scores.select("group", "n", "score").rows() == [
        ("bad exit", 3, -100),
        ("good exit", 6, pytest.approx(100 / 3)),
    ]
    assert scores["low"].to_list()[0] == -100


def test_ease_of_the_mini_world(mini_facts: Any) -> None:
    row = ease(mini_facts, everything(mini_facts)).row(0, named=True)

    assert (row["records"], row["n"], row["mean"], row["easy"]) == (11, 10, 5, 0.7)
    assert row["mean_low"] < 5 < row["mean_high"]


def test_the_distribution_shows_answers_nobody_gave(mini_facts: Any) -> None:
    easy = answer_counts(mini_facts, everything(mini_facts), question="ease")
    nps = answer_counts(mini_facts, everything(mini_facts), question="nps")

    assert easy["answer"].to_list() == list(range(1, 8))
    assert easy["exits"].to_list() == [0, 2, 1, 0, 1, 4, 2]
    assert nps["exits"].sum() == nps["n"].to_list()[0] == 9
    assert nps["share"].sum() == pytest.approx(1)


def test_who_answers_is_told_for_good_and_bad_exits(mini_facts: Any) -> None:
    rates = response_rates(mini_facts, everything(mini_facts))

    assert rates.select("group", "records", "answered", "share").rows() == [
        ("bad exit", 4, 4, 1),
        ("good exit", 7, 6, pytest.approx(6 / 7)),
    ]


def test_a_group_without_answers_has_no_score(world: Any, facts_of: Any) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        exits=[{"exit_id": "X", "account_id": "A", "exit_date": "2025-06-01"}],
        offboarding=[{"exit_id": "X"}],
    )
    facts = facts_of(tables, as_of="2026-01-31")

    scores = exit_nps(facts, everything(facts))
    eases = ease(facts, everything(facts))

    assert scores.select("records", "n", "score", "low").rows() == [(1, 0, None, None)]
    assert eases.select("records", "n", "mean", "easy").rows() == [(1, 0, None, None)]
    assert answer_counts(facts, everything(facts), question="nps").is_empty()
    assert response_rates(facts, everything(facts))["answered"].to_list() == [0]
