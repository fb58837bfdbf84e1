import math
from typing import Any

import pytest

from insight.metrics.coders import (
    called_uncontrollable,
    stated_agreement,
    stated_pairs,
)
from insight.metrics.files import everything


@pytest.fixture
def coded(world: Any, facts_of: Any) -> Any:
    def build(*codings: tuple[str, str | None], **more: Any) -> Any:
        exits = [
            {
                "exit_id": f"X{number:02}",
                "account_id": f"A{number:02}",
                "exit_date": f"2025-{3 * (number % 2) + 1:02}-15",
                "reason_code": recorded,
                "stated_reason_code": stated,
                "recorded_by": "form" if number % 2 else "Ana",
            }
            | more
            for number, (recorded, stated) in enumerate(codings)
        ]
        accounts = [
            {"account_id": f"A{number:02}", "owner": "Ivo" if number < 2 else None}
            for number in range(len(codings))
        ]
        return facts_of(world(accounts=accounts, exits=exits), as_of="2026-01-31")

    return build


def test_agreement_is_corrected_for_chance(coded: Any) -> None:
    # Agree 20 + 15 of 50: kappa = (.7 - .5) / (1 - .5) = .4 (Cohen's textbook case:
    # margins 25/25 and 30/20 give a chance agreement of .5).
    facts = coded(
        *[("merger", "merger")] * 20,
        *[("merger", "price_rise")] * 5,
        *[("price_rise", "merger")] * 10,
        *[("price_rise", "price_rise")] * 15,
    )

    found = stated_agreement(facts, everything(facts))

    assert (found.compared, found.codes.agreed) == (50, 35)
    assert found.codes.kappa.value == pytest.approx(0.4)
    assert found.control.kappa.value == pytest.approx(0.4)


def test_answers_that_say_nothing_are_compared_with_nothing(coded: Any) -> None:
    facts = coded(
        ("merger", "merger"),
        ("merger", "other"),
        ("merger", None),
        ("not_asked", "price_rise"),
        ("price_rise", "no_roi"),
    )

    found = stated_agreement(facts, everything(facts))

    assert (found.records, found.stated, found.compared) == (5, 3, 2)
    assert (found.codes.agreed, found.control.agreed) == (1, 2)
    assert stated_pairs(facts, everything(facts)).rows() == [
        ("merger", "merger", 1),
        ("price_rise", "no_roi", 1),
    ]


def test_without_stated_reasons_there_is_no_kappa(mini_facts: Any) -> None:
    found = stated_agreement(mini_facts, everything(mini_facts))

    assert (found.records, found.compared) == (11, 0)
    assert math.isnan(found.codes.kappa.value)


def test_the_share_called_uncontrollable_is_per_person_and_quarter(coded: Any) -> None:
    facts = coded(
        ("merger", None), ("merger", None), ("no_roi", None), ("not_asked", None)
    )

    by_owner = called_uncontrollable(facts, everything(facts))
    by_coder = called_uncontrollable(facts, everything(facts), by="recorded_by")

    assert by_owner.select("who", "period", "k", "n", "everybody").rows() == [
        ("Ivo", "2025-01", 1, 1, 0.5),
        ("Ivo", "2025-04", 1, 1, 1.0),
        ("not known", "2025-01", 0, 1, 0.5),
    ]
    assert by_coder.select("who", "period", "k", "n").rows() == [
        ("Ana", "2025-01", 1, 2),
        ("form", "2025-04", 1, 1),
    ]
