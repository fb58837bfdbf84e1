from datetime import date, timedelta
from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.quarterly_signals import quarterly_signals


@pytest.fixture
def quarters_of(world: Any, facts_of: Any) -> Any:
    """Quarters from January 2024, each with its exit NPS answers."""

    def build(*answers: list[int | None], as_of: str, question: str = "nps") -> Any:
        column = {"nps": "exit_nps_0_10", "ease": "ease_1_7"}[question]
        given = [
            (
                f"{quarter}-{number}",
                date(2024 + quarter // 4, quarter % 4 * 3 + 1, 1),
                answer,
            )
            for quarter, said in enumerate(answers)
            for number, answer in enumerate(said)
        ]
        tables = world(
            accounts=[{"account_id": key} for key, *_ in given],
            exits=[
                {
                    "exit_id": key,
                    "account_id": key,
                    "exit_date": day + timedelta(days=9),
                }
                for key, day, _ in given
            ],
            offboarding=[{"exit_id": key, column: answer} for key, _, answer in given],
        )
        facts = facts_of(tables, as_of=as_of)
        return quarterly_signals(facts, everything(facts), question=question)

    return build


MIXED = [10, 10, 0, 0, 8, 8, 8, 8, 8, 8]


def test_four_quarters_set_the_limits_of_the_next_four(quarters_of: Any) -> None:
    quarters = quarters_of(*[MIXED] * 4, MIXED, [0] * 10, as_of="2025-06-30")

    # 40 answers: 8 of 100, 8 of -100, 24 of 0; variance 160,000 / 39.
    width = 3 * (160_000 / 39) ** 0.5 / 10**0.5
    usual, low = quarters.tail(2).rows(named=True)
    assert quarters["verdict"].to_list()[:4] == ["no limits"] * 4
    assert (usual["quarter"], usual["n"], usual["value"]) == ("2025-Q1", 10, 0)
    assert (usual["mean"], usual["upper"]) == (0, pytest.approx(width))
    assert usual["verdict"] == "noise"
    assert (low["value"], low["verdict"]) == (-100, "signal")
    assert low["meaning"] == f"below the limit of {-width:.1f}"


def test_few_answers_are_not_judged(quarters_of: Any) -> None:
    quarters = quarters_of(*[MIXED] * 4, [0] * 9, as_of="2025-03-31")

    assert quarters["n"][-1] == 9
    assert quarters["meaning"][-1] == "too few answers to judge"
    assert quarters["verdict"][-1] == "no limits"


def test_a_baseline_of_few_answers_sets_no_limits(quarters_of: Any) -> None:
    quarters = quarters_of(*[[10] * 7] * 4, MIXED, as_of="2025-03-31")

    assert quarters["verdict"][-1] == "no limits"


def test_whoever_did_not_answer_is_a_record_without_n(quarters_of: Any) -> None:
    quarters = quarters_of([None, 10, None], as_of="2024-02-15")

    assert quarters.select("records", "n", "value", "is_whole").rows() == [
        (3, 1, 100, False)
    ]


def test_ease_is_a_mean_within_its_scale(quarters_of: Any) -> None:
    quarters = quarters_of(*[[7, 7, 7, 1] * 3] * 5, as_of="2025-03-31", question="ease")

    last = quarters.tail(1).row(0, named=True)
    assert (last["value"], last["mean"]) == (5.5, 5.5)
    assert (last["lower"] > 1, last["upper"]) == (True, 7)
