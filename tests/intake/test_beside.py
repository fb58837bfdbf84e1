from pathlib import Path

from insight.intake.beside import KEPT_ANOTHER, STAYED
from insight.intake.checked import Checked
from insight.intake.drop import validate_drop
from insight.intake.plan import planned, to_keep
from insight.intake.read import read

FAULTS = Path(__file__).resolve().parents[1] / "faults" / "intake"
SUBSCRIPTIONS = """Subscription ID,Customer,Plan,Start,End,MRR,Churn Reason
S1,A1,basic,2024-01-01,2024-06-01,50,Upgrade
S2,A1,pro,2024-06-01,,90,
S3,A2,pro,2024-01-01,2025-01-01,90,Too expensive
"""


def checked(*contents: str) -> dict[str, Checked]:
    texts = [read("customers.csv", content.encode()) for content in contents]
    files = [file for text in texts for file in planned(text)]
    return {one.table: one for one in validate_drop(files)}


def test_a_customer_list_fills_accounts_and_exits_and_a_blank_date_is_no_refusal() -> (
    None
):
    found = checked((FAULTS / "crm_list.csv").read_text())

    exits = found["exits"]
    assert found["accounts"].accepted["account_id"].len() == 3
    assert exits.accepted.select("account_id", "last_mrr").sort("account_id").rows() == [
        ("Acme GmbH", 120), ("Cedar Inc", 80),
    ]  # fmt: skip
    assert (dict(exits.skipped), exits.rows_refused) == ({STAYED: 1}, 0)


def test_a_reason_without_a_date_is_refused_and_not_skipped() -> None:
    found = checked(
        "Customer,Segment,Churn Date,Reason\nA1,smb,2025-01-02,Price\n"
        "A2,ent,,Price\nA3,mid,,\n"
    )

    assert found["exits"].refused["line"].to_list() == [3]
    assert found["exits"].skipped == {STAYED: 1}


def test_a_subscription_that_another_followed_is_no_exit() -> None:
    exits = checked("account_id,account_name\nA1,Acme\nA2,Blue\n", SUBSCRIPTIONS)[
        "exits"
    ]

    assert exits.accepted["account_id"].to_list() == ["A2"]
    assert exits.skipped == {STAYED: 1, KEPT_ANOTHER: 1}


def test_a_saved_profile_keeps_both_tables_of_a_file() -> None:
    text = read("crm.csv", (FAULTS / "crm_list.csv").read_bytes())

    again = planned(text, kept=to_keep(planned(text)))

    assert [file.mapping.table for file in again] == ["accounts", "exits"]
    assert again == planned(text)
