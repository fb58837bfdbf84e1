"""Every status of every billing export: the phases of the one subscription that has it."""

from dataclasses import replace
from datetime import date

import pytest

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


def phases_of(layout: dict[str, str], **cells: str) -> list[Phase]:
    row = layout | {
        name: cells[short] for name in layout if (short := _short(name)) in cells
    }
    content = f"{','.join(row)}\n{','.join(row.values())}\n"
    files = planned(read("list.csv", content.encode()))
    (file,) = [one for one in files if one.mapping.table == "subscriptions"]
    asked = replace(file, mapping=with_proposed(file.text, file.mapping))
    (checked,) = validate_drop([asked], makes_accounts=True)
    told = from_as_of(checked, AS_OF).written.sort("start_date")
    return [
        (status, str(start), str(end) if end else None)
        for status, start, end in told.select("status", "start_date", "end_date").rows()
    ]


def _short(name: str) -> str:
    """The name of a column without its object and its time zone, as a keyword."""
    plain = name.removesuffix(" (UTC)").rpartition(".")[2]
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
