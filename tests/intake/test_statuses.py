"""Every status of every billing export: the phases of the one subscription that has it."""

from dataclasses import replace
from datetime import date

import pytest

from insight.intake.checked import Checked
from insight.intake.drop import validate_drop
from insight.intake.plan import planned
from insight.intake.questions import with_proposed
from insight.intake.read import read
from insight.intake.snapshots import from_as_of

AS_OF = date(2025, 6, 30)
Phase = tuple[str, str, str | None]
STRIPE = {
    "id": "S", "Customer ID": "C", "Status": "", "Start (UTC)": "2024-01-10",
    "Current Period Start (UTC)": "2025-06-10", "Current Period End (UTC)": "2025-07-10",
    "Trial Start (UTC)": "", "Trial End (UTC)": "", "Canceled At (UTC)": "",
    "Ended At (UTC)": "", "Interval": "month", "Amount": "100.00", "Currency": "usd",
}  # fmt: skip
CHARGEBEE = {
    "subscriptions.id": "S", "subscriptions.customer_id": "C", "subscriptions.status": "",
    "subscriptions.started_at": "2024-01-10", "subscriptions.activated_at": "2024-01-10",
    "subscriptions.trial_start": "", "subscriptions.trial_end": "",
    "subscriptions.pause_date": "", "subscriptions.cancelled_at": "",
    "subscriptions.billing_period": "1", "subscriptions.billing_period_unit": "month",
    "subscriptions.plan_amount": "100", "subscriptions.currency_code": "USD",
}  # fmt: skip
RECURLY = {
    "uuid": "S", "account_code": "C", "plan_code": "pro", "state": "", "quantity": "2",
    "unit_amount": "50", "currency": "USD", "activated_at": "2024-01-10",
    "canceled_at": "", "expires_at": "", "trial_started_at": "", "trial_ends_at": "",
    "paused_at": "", "current_period_started_at": "2025-06-10",
    "current_period_ends_at": "2025-07-10", "expiration_reason": "",
}  # fmt: skip
CHARTMOGUL = {
    "UUID": "C", "EXTERNAL_ID": "", "NAME": "Acme", "STATUS": "",
    "SUBSCRIBER_SINCE": "2024-01-10", "MRR": "10000", "ARR": "120000", "CURRENCY": "USD",
}  # fmt: skip


def checked_of(table: str, layout: dict[str, str], **cells: str) -> Checked:
    named = {name: cells[short] for name in layout if (short := _short(name)) in cells}
    row = layout | named
    content = f"{','.join(row)}\n{','.join(row.values())}\n"
    files = planned(read("list.csv", content.encode()))
    (file,) = [one for one in files if one.mapping.table == table]
    mapping = with_proposed(file.text, file.mapping)
    (checked,) = validate_drop([replace(file, mapping=mapping)], makes_accounts=True)
    return checked


def phases_of(layout: dict[str, str], **cells: str) -> list[Phase]:
    checked = checked_of("subscriptions", layout, **cells)
    assert not checked.rows_refused
    told = from_as_of(checked, AS_OF).written.sort("start_date")
    return [
        (status, str(start), str(end) if end else None)
        for status, start, end in told.select("status", "start_date", "end_date").rows()
    ]


def _short(name: str) -> str:
    """The name of a column without its object and its time zone, as a keyword."""
    plain = name.removesuffix(" (UTC)").replace(": ", ".").rpartition(".")[2]
    return plain.lower().replace(" ", "_")


PAID = ("active", "2024-01-10")


@pytest.mark.parametrize(
    ("cells", "phases"),
    [
        ({"status": "active"}, [(*PAID, None)]),
        (
            {"status": "active", "trial_start": "2024-01-10", "trial_end": "2024-02-09"},
            [("trial", "2024-01-10", "2024-02-09"), ("active", "2024-02-09", None)],
        ),
        (
            {"status": "active", "trial_start": "2025-04-10", "trial_end": "2025-05-10"},
            [
                (*PAID, "2025-04-10"),
                ("trial", "2025-04-10", "2025-05-10"),
                ("active", "2025-05-10", None),
            ],
        ),
        (
            {"status": "trialing", "trial_start": "2025-06-01", "trial_end": "2025-07-10"},
            [(*PAID, "2025-06-01"), ("trial", "2025-06-01", None)],
        ),
        (
            {"status": "past_due"},
            [(*PAID, "2025-06-10"), ("past_due", "2025-06-10", None)],
        ),
        (
            {"status": "unpaid"},
            [(*PAID, "2025-06-10"), ("past_due", "2025-06-10", None)],
        ),
        ({"status": "canceled", "ended_at": "2025-03-10"}, [(*PAID, "2025-03-10")]),
        ({"status": "canceled", "canceled_at": "2025-03-10"}, [(*PAID, "2025-03-10")]),
        (
            {
                "status": "canceled",
                "trial_start": "2024-01-10",
                "trial_end": "2024-01-24",
                "ended_at": "2024-01-20",
            },
            [("trial", "2024-01-10", "2024-01-20")],
        ),
        (
            {"status": "paused", "trial_start": "2024-01-10", "trial_end": "2024-01-24"},
            [("trial", "2024-01-10", "2024-01-24")],
        ),
        ({"status": "paused"}, [("trial", "2024-01-10", None)]),
        ({"status": "incomplete"}, []),
        ({"status": "incomplete_expired"}, []),
    ],
)  # fmt: skip
def test_statuses_of_stripe(cells: dict[str, str], phases: list[Phase]) -> None:
    assert phases_of(STRIPE, **cells) == phases


@pytest.mark.parametrize(
    ("cells", "phases"),
    [
        ({"status": "active"}, [(*PAID, None)]),
        (
            {"status": "active", "trial_start": "2024-01-10", "trial_end": "2024-02-09", "activated_at": "2024-02-09"},
            [("trial", "2024-01-10", "2024-02-09"), ("active", "2024-02-09", None)],
        ),
        (
            {"status": "active", "activated_at": "2025-05-01"},
            [(*PAID, "2025-03-31"), ("active", "2025-05-01", None)],
        ),
        (
            {"status": "active", "activated_at": "2025-05-01", "cancelled_at": "2024-12-01"},
            [(*PAID, "2024-12-01"), ("active", "2025-05-01", None)],
        ),
        ({"status": "in_trial", "activated_at": ""}, [("trial", "2024-01-10", None)]),
        (
            {"status": "paused", "pause_date": "2025-06-20"},
            [(*PAID, "2025-06-20"), ("paused", "2025-06-20", None)],
        ),
        (
            {"status": "paused"},
            [(*PAID, "2025-06-30"), ("paused", "2025-06-30", None)],
        ),
        ({"status": "non_renewing", "cancelled_at": "2025-07-10"}, [(*PAID, None)]),
        ({"status": "cancelled", "cancelled_at": "2025-03-10"}, [(*PAID, "2025-03-10")]),
        ({"status": "future"}, []),
        ({"status": "transferred"}, []),
    ],
)  # fmt: skip
def test_statuses_of_chargebee(cells: dict[str, str], phases: list[Phase]) -> None:
    assert phases_of(CHARGEBEE, **cells) == phases


@pytest.mark.parametrize(
    ("cells", "phases"),
    [
        ({"state": "active"}, [(*PAID, None)]),
        ({"state": "canceled", "expires_at": "2025-07-10"}, [(*PAID, None)]),
        ({"state": "expired", "expires_at": "2025-03-10"}, [(*PAID, "2025-03-10")]),
        ({"expires_at": "2025-03-10"}, [(*PAID, "2025-03-10")]),
        (
            {"state": "expired", "expires_at": "2025-03-10", "trial_ends_at": "2024-02-10"},
            [("trial", "2024-01-10", "2024-02-10"), ("active", "2024-02-10", "2025-03-10")],
        ),
        (
            {"state": "expired", "expires_at": "2024-02-10", "trial_ends_at": "2024-02-10"},
            [("trial", "2024-01-10", "2024-02-10")],
        ),
        (
            {"state": "paused", "paused_at": "2025-06-10"},
            [(*PAID, "2025-06-10"), ("paused", "2025-06-10", None)],
        ),
        ({"state": "future"}, []),
        ({"state": "failed"}, []),
    ],
)  # fmt: skip
def test_statuses_of_recurly(cells: dict[str, str], phases: list[Phase]) -> None:
    assert phases_of(RECURLY, **cells) == phases


@pytest.mark.parametrize(
    ("status", "phases"),
    [
        ("Active", [(*PAID, None)]),
        ("In Trial", [("trial", "2024-01-10", None)]),
        ("Past Due", [(*PAID, "2025-06-30"), ("past_due", "2025-06-30", None)]),
        ("Cancelled", []),
        ("Lead", []),
        ("New Lead", []),
    ],
)
def test_statuses_of_customers_of_chartmogul(status: str, phases: list[Phase]) -> None:
    assert phases_of(CHARTMOGUL, status=status) == phases


PADDLE = {
    "id": "S", "status": "", "customer_id": "C", "currency_code": "USD",
    "started_at": "2024-01-10", "first_billed_at": "2024-01-10", "canceled_at": "",
}  # fmt: skip
ZUORA = {
    "Account: Account Number": "C", "Subscription: Name": "S", "Subscription: Status": "",
    "Subscription: Contract Effective Date": "2024-01-10",
    "Subscription: Cancelled Date": "", "Subscription: Term End Date": "2025-07-10",
}  # fmt: skip


@pytest.mark.parametrize(
    ("layout", "status", "cells", "exits"),
    [
        (PADDLE, "active", {}, []),
        (PADDLE, "trialing", {"first_billed_at": ""}, []),
        (PADDLE, "past_due", {}, []),
        (PADDLE, "paused", {}, []),
        (PADDLE, "canceled", {"canceled_at": "2025-03-10"}, ["2025-03-10"]),
        (ZUORA, "Active", {}, []),
        (ZUORA, "Draft", {}, []),
        (ZUORA, "Pending Activation", {}, []),
        (ZUORA, "Suspended", {}, []),
        (ZUORA, "Cancelled", {"cancelled_date": "2025-03-10"}, ["2025-03-10"]),
        (ZUORA, "Expired", {"term_end_date": "2025-03-10"}, ["2025-03-10"]),
    ],
)
def test_statuses_without_prices_are_exits_or_none(
    layout: dict[str, str], status: str, cells: dict[str, str], exits: list[str]
) -> None:
    checked = checked_of("exits", layout, status=status, **cells)

    assert checked.accepted["exit_date"].cast(str).to_list() == exits
