from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.account import Account, account
from insight.metrics.account_story import story
from insight.metrics.facts import Facts

Tables = dict[str, pl.DataFrame]


@pytest.fixture
def life(
    world: Callable[..., Tables], phase: Callable[..., dict[str, object]]
) -> Tables:
    """One account that paid, left, came back and pays more; and one that is not it."""
    return world(
        accounts=[
            {"account_id": "A1", "account_name": "Acme", "segment": "smb"},
            {"account_id": "A2", "account_name": "Bolt"},
            {"account_id": "T", "is_test": True},
        ],
        subscriptions=[
            phase("A1", "2024-01-01", "2024-01-15", 0, status="trial", plan_id="team"),
            phase("A1", "2024-01-15", "2025-01-01", 100, plan_id="team"),
            phase("A1", "2025-05-01", "2025-07-01", 120, plan_id="team"),
            phase("A1", "2025-07-01", None, 120, plan_id="team", status="paused"),
            phase("A2", "2024-01-01", None, 80),
        ],
        cancellation_requests=[
            {
                "request_id": "R1",
                "account_id": "A1",
                "scope": "account",
                "requested_date": date(2024, 12, 1),
                "outcome": "exited",
                "outcome_date": date(2025, 1, 1),
                "exit_id": "X1",
            }
        ],
        save_offers=[
            {
                "offer_id": "O1",
                "request_id": "R1",
                "account_id": "A1",
                "offered_date": date(2024, 12, 2),
                "offer_type": "discount",
                "response": "accepted",
                "responded_date": date(2030, 1, 1),
            }
        ],
        exits=[
            {
                "exit_id": "X1",
                "account_id": "A1",
                "exit_date": date(2025, 1, 1),
                "notice_date": date(2024, 12, 1),
                "reason_code": "merger",
                "comment": "Private words",
            }
        ],
        offboarding=[{"exit_id": "X1", "closed_date": date(2025, 1, 2)}],
        issues=[
            {
                "issue_id": "I1",
                "account_id": "A1",
                "opened_date": date(2024, 6, 1),
                "resolved_date": date(2030, 1, 1),
                "severity": "high",
                "topic": "sync",
            },
            {
                "issue_id": "I2",
                "account_id": "A1",
                "opened_date": date(2029, 1, 1),
                "severity": "low",
            },
        ],
        contacts=[
            {
                "contact_id": "C1",
                "account_id": "A1",
                "role": "Founder",
                "is_champion": True,
                "name": "Zoe",
                "email": "zoe@example.test",
                "left_date": date(2024, 11, 1),
            }
        ],
    )


@pytest.fixture
def life_facts(life: Tables, facts_of: Callable[..., Facts]) -> Facts:
    return facts_of(life, as_of="2025-08-31")


def of(tables: Tables, account_id: str) -> Tables:
    return {
        name: rows.filter(pl.col("account_id") == account_id)
        for name, rows in tables.items()
        if "account_id" in rows.columns
    }


def test_a_life_is_told_in_order_of_days_up_to_as_of(
    life: Tables, life_facts: Facts
) -> None:
    told = story(life_facts, account_id="A1", tables=of(life, "A1"))

    expected = pl.DataFrame(
        [
            ("2024-01-01", "2024-01-15", "subscription", "trial", "Trial", "team", None),
            ("2024-01-15", "2025-01-01", "subscription", "active", "Paying", "team", 100.0),
            ("2024-06-01", None, "issue", "high", "Issue, high", "sync", None),
            ("2024-11-01", None, "contact", "contact", "Champion left", "Founder", None),
            ("2024-12-01", None, "request", "request", "Asked to leave", "exited", None),
            ("2024-12-01", None, "request", "notice", "Gave notice", "Merger or acquisition", None),
            ("2024-12-02", None, "offer", "offer", "Offer, no answer", "discount", None),
            ("2025-01-01", None, "exit", "exit", "Left", "Merger or acquisition", 100.0),
            ("2025-01-02", None, "offboarding", "step", "Account closed", None, None),
            ("2025-05-01", "2025-07-01", "subscription", "active", "Paying", "team", 120.0),
            ("2025-05-01", None, "return", "return", "Came back", "after 120 days", 120.0),
            ("2025-07-01", None, "subscription", "paused", "Paused", "team", None),
        ],
        schema=["date", "until", "lane", "kind", "what", "detail", "mrr"],
        orient="row",
    ).with_columns(pl.col("date", "until").str.to_date())  # fmt: skip
    assert_frame_equal(told, expected)


def test_what_the_records_add_is_told(
    life: Tables, facts_of: Callable[..., Facts], world: Callable[..., Tables]
) -> None:
    more = world(
        exits=[
            {
                "exit_id": "X1",
                "account_id": "A1",
                "exit_date": date(2025, 1, 1),
                "reason_code": "merger",
                "competitor": "Rival",
                "voluntary": False,
                "control_override": "ours",
                "control_note": "we were slow",
            }
        ],
        win_backs=[
            {
                "win_back_id": "W1",
                "account_id": "A1",
                "return_date": date(2025, 5, 1),
                "trigger": "asked",
                "returned_because": "need came back",
                "offer": "three months free",
                "via_contact_id": "C1",
            }
        ],
        offboarding=[
            {
                "exit_id": "X1",
                "export_requested": True,
                "export_requested_date": date(2024, 12, 20),
                "export_delivered": True,
                "export_delivered_date": date(2024, 12, 22),
                "export_opened": False,
                "end_date_asked": date(2024, 12, 31),
            }
        ],
        contacts=[
            {
                "contact_id": "C1",
                "account_id": "A1",
                "is_champion": True,
                "left_date": date(2024, 11, 1),
                "moved_date": date(2025, 1, 15),
                "moved_to_company": "Newco",
            }
        ],
    )
    tables = life | {name: more[name] for name in ("exits", "win_backs", "offboarding", "contacts")}  # fmt: skip

    told = story(
        facts_of(tables, as_of="2025-08-31"), account_id="A1", tables=of(tables, "A1")
    )

    said = dict(told.select("what", "detail").rows())
    assert said["On record of the exit"] == (
        "not their decision · went to Rival · we were slow"
    )
    assert said["On record of the return"] == (
        "we asked them · need came back · offer: three months free · through a contact"
    )
    assert said["Data delivered"] == "they did not open it"
    assert said["Champion moved"] == "Newco"
    assert told.filter(what="End they asked for")["date"].to_list() == [
        date(2024, 12, 31)
    ]


def test_names_addresses_and_comments_of_people_are_not_told(
    life: Tables, life_facts: Facts
) -> None:
    told = story(life_facts, account_id="A1", tables=of(life, "A1")).write_csv()

    assert not [word for word in ("Zoe", "example.test", "Private") if word in told]


def test_an_account_says_who_it_is_and_how_often_it_left(life_facts: Facts) -> None:
    expected = Account(
        account_id="A1", name="Acme", segment="smb", region="not known", plan="team",
        since=date(2024, 1, 15), is_customer=True, is_paying=False, mrr=120.0, exits=1, provisional=0,
        returns=1,
    )  # fmt: skip

    assert account(life_facts, account_id="A1") == expected


def test_a_test_account_and_an_unknown_id_are_no_accounts(life_facts: Facts) -> None:
    assert account(life_facts, account_id="T") is None
    assert account(life_facts, account_id="nobody") is None


def test_an_account_without_subscriptions_is_told_from_its_records(
    world: Callable[..., Tables], facts_of: Callable[..., Facts]
) -> None:
    tables = world(
        accounts=[{"account_id": "A1", "start_date": date(2024, 3, 1)}],
        exits=[
            {
                "exit_id": "X1",
                "account_id": "A1",
                "exit_date": date(2025, 8, 20),
                "reason_code": "no_roi",
                "last_mrr": 50,
                "currency": "USD",
            }
        ],
    )
    facts = facts_of(tables, as_of="2025-08-31")

    told = story(facts, account_id="A1", tables=of(tables, "A1"))

    assert told.select("date", "what", "detail", "mrr").rows() == [
        (date(2025, 8, 20), "Left, provisional", "No return shown", 50.0)
    ]
    assert account(facts, account_id="A1") == Account(
        account_id="A1", name="A1", segment="not known", region="not known",
        plan="not known", since=date(2024, 3, 1), is_customer=False, is_paying=False, mrr=50.0,
        exits=1, provisional=1, returns=0,
    )  # fmt: skip


def test_a_record_of_an_exit_that_nothing_confirms_is_told_as_one(
    world: Callable[..., Tables],
    phase: Callable[..., dict[str, object]],
    facts_of: Callable[..., Facts],
) -> None:
    record = {"exit_id": "X1", "account_id": "A1", "exit_date": date(2025, 3, 1)}
    tables = world(
        accounts=[{"account_id": "A1"}],
        subscriptions=[phase("A1", "2025-01-01", None, 100)],
        exits=[record | {"reason_code": "no_roi"}],
    )

    told = story(
        facts_of(tables, as_of="2025-08-31"), account_id="A1", tables=of(tables, "A1")
    )

    assert told.select("date", "lane", "kind", "what").rows()[1:] == [
        (date(2025, 3, 1), "exit", "record", "Exit record, not confirmed")
    ]
