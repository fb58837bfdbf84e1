"""An account under several ids is one customer, and several again when that is undone."""

from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.facts import Facts
from insight.metrics.files import exits_file, monthly_file
from insight.metrics.frame import polars

ACCOUNTS = [{"account_id": "A"}, {"account_id": "B"}, {"account_id": "C"}]


@pytest.fixture
def tables(world: Any, phase: Any) -> Any:
    """A left in March and is B since August; C stays."""

    def made(**more: str | None) -> Any:
        told = [{**one, "other_ids": more.get(one["account_id"])} for one in ACCOUNTS]
        return world(
            accounts=told,
            subscriptions=[
                phase("A", "2025-01-01", "2025-03-15", 100),
                phase("B", "2025-08-01", None, 120),
                phase("C", "2025-01-01", None, 50),
            ],
            exits=[
                {"exit_id": "X", "account_id": "A", "exit_date": "2025-03-15"}
                | {"reason_code": "price_for_value"}
            ],
            issues=[{"issue_id": "I", "account_id": "A", "opened_date": "2025-02-01"}],
        )

    return made


def returns(facts: Facts) -> list[tuple[object, ...]]:
    days = pl.col("exit_date", "return_date").cast(pl.String)
    return exits_file(facts).select("account_id", days, "reason_code").rows()


@pytest.mark.parametrize(
    ("listed", "one"), [({"A": "B"}, "A"), ({"B": "crm-7|A"}, "B"), ({"A": "B", "B": "A"}, "A")]
)  # fmt: skip
def test_a_listed_id_is_the_customer_who_lists_it(
    tables: Any, facts_of: Any, listed: dict[str, str], one: str
) -> None:
    facts = facts_of(tables(**listed), as_of="2025-12-31")

    months = monthly_file(facts)
    assert returns(facts) == [(one, "2025-03-15", "2025-08-01", "price_for_value")]
    assert (months["new"].sum(), months["reactivation"].sum()) == (0, 120)
    named = facts.issues.join(
        facts.accounts.select("account", "account_id"), on="account"
    )
    assert polars(named)["account_id"].to_list() == [one]


def test_apart_again_all_is_as_before(tables: Any, facts_of: Any) -> None:
    before = facts_of(tables(), as_of="2025-12-31")
    facts_of(tables(A="B"), as_of="2025-12-31")
    again = facts_of(tables(A=None, C="elsewhere"), as_of="2025-12-31")

    assert returns(again) == [("A", "2025-03-15", None, "price_for_value")]
    assert_frame_equal(monthly_file(again), monthly_file(before))


def test_an_id_that_two_list_stays_apart(tables: Any, facts_of: Any) -> None:
    facts = facts_of(tables(A="B", C="B"), as_of="2025-12-31")

    assert returns(facts) == [("A", "2025-03-15", None, "price_for_value")]


def test_what_a_former_self_asked_for_holds(world: Any, facts_of: Any) -> None:
    refused = {"consent_to_contact": "0", "do_not_contact_before": "2026-05-01"}
    facts = facts_of(
        world(
            accounts=[
                {"account_id": "A", "other_ids": None} | refused,
                {"account_id": "B", "other_ids": "A", "consent_to_contact": "1"},
            ]
        ),
        as_of="2025-12-31",
    )

    (told,) = polars(facts.accounts).select("account_id", "consent").rows()
    assert told == ("B", False)
