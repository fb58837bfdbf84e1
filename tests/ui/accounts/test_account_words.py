from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from insight.metrics.account import Account
from insight.ui.accounts.account_choice import asked_for
from insight.ui.accounts.account_words import (
    account_answer,
    account_line,
    story_finding,
)

ACME = Account(
    account_id="A1", name="Acme", segment="smb", region="not known", plan="team",
    since=date(2024, 1, 15), is_customer=True, is_paying=True, mrr=120.0, exits=2, provisional=1,
    returns=1,
)  # fmt: skip
ACCOUNTS = pl.DataFrame(
    {
        "account_id": ["A1", "A11", "A2"],
        "account_name": ["Acme", "Acme (EU)", "<b>Bolt</b>"],
    }
)


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (
            ACME,
            r"**A customer since 15 Jan 2024**, paying \$120 a month. It left twice "
            "(1 provisional) and came back once.",
        ),
        (
            replace(ACME, exits=0, returns=0, since=None, mrr=None),
            "**A customer**. It never left.",
        ),
        (
            replace(
                ACME,
                is_customer=False,
                is_paying=False,
                exits=1,
                provisional=0,
                returns=0,
            ),
            r"**A former customer**, first on 15 Jan 2024; it last paid \$120 a month. "
            "It left once and has not come back.",
        ),
    ],
)
def test_an_account_is_said_in_words(account: Account, said: str) -> None:
    assert account_answer(account, currency="USD") == said


def test_the_line_names_what_is_known() -> None:
    assert account_line(ACME) == "Acme · A1 · smb · team"


def test_the_finding_names_exits_and_returns_in_order() -> None:
    story = pl.DataFrame(
        {
            "date": [date(2024, 1, 15), date(2025, 1, 1), date(2025, 5, 1)],
            "lane": ["subscription", "exit", "return"],
            "what": ["Paying", "Left", "Came back"],
        }
    )

    said = story_finding(ACME, story)

    assert said == (
        "The life of Acme in time: 1 subscription phase and 0 issues; "
        "left 1 Jan 2025 and came back 1 May 2025."
    )


@pytest.mark.parametrize(
    ("asked", "accounts"),
    [
        ("A1", ["A1"]),
        ("Acme (EU) · A11", ["A11"]),
        ("acme", ["A1", "A11"]),
        ("eu acme", ["A11"]),
        ("<b>", ["A2"]),
        ("", []),
        (".*", []),
    ],
)
def test_an_account_is_found_by_id_label_or_words(
    asked: str, accounts: list[str]
) -> None:
    assert asked_for(ACCOUNTS, asked)["account_id"].to_list() == accounts
