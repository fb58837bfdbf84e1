from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from insight.cards.accounts.story import (
    EVENTS,
    MATCHES,
    SHOWN,
    account_answer,
    account_line,
    comings_and_goings,
    timeline,
)
from insight.charts.style import LIGHT
from insight.metrics.account import Account
from insight.settings import Choices

ACME = Account(
    account_id="A1", name="Acme", segment="smb", region="not known", plan="team",
    since=date(2024, 1, 15), is_customer=True, is_paying=True, mrr=120.0, exits=2, provisional=1,
    returns=1,
)  # fmt: skip
FORMER = replace(
    ACME, is_customer=False, is_paying=False, exits=1, provisional=0, returns=0
)
HAPPENED = pl.DataFrame(
    {
        "date": [date(2024, 1, 15), date(2025, 1, 1), date(2025, 5, 1)],
        "until": [date(2025, 1, 1), None, None],
        "lane": ["subscription", "exit", "return"],
        "kind": ["active", "exit", "return"],
        "what": ["Paying", "Left", "Came back"],
        "detail": ["team", "Price rise", "after 120 days"],
        "mrr": [120.0, 120.0, 100.0],
    }
)
CHOICES = Choices(currency="USD")


@pytest.mark.parametrize(
    ("account", "opens", "finding"),
    [
        (
            ACME,
            r"**A customer since 15 Jan 2024**, paying \$120 a month.",
            "It left twice (1 provisional) and came back once.",
        ),
        (
            replace(ACME, exits=0, returns=0, since=None, mrr=None),
            "**A customer**.",
            "It never left.",
        ),
        (
            FORMER,
            r"**A former customer**, first on 15 Jan 2024; it last paid \$120 a month.",
            "It left once and has not come back.",
        ),
    ],
)
def test_an_account_is_said_in_words(
    account: Account, opens: str, finding: str
) -> None:
    assert account_answer(account, currency="USD") == opens
    assert comings_and_goings(account) == finding


def test_the_line_names_what_is_known() -> None:
    nothing = pl.DataFrame(
        schema={"industry": pl.String, "parent_account_id": pl.String}
    )
    stored = pl.DataFrame({"industry": ["retail"], "parent_account_id": ["G1"]})

    assert account_line(ACME, nothing) == "Acme · A1 · smb · team"
    assert account_line(ACME, stored) == "Acme · A1 · smb · team · retail · part of G1"


def test_the_timeline_is_drawn_and_told_in_order() -> None:
    made = timeline(
        ACME, HAPPENED, as_of=date(2026, 2, 28), choices=CHOICES, palette=LIGHT
    )

    assert made.figure is not None
    assert made.rows.columns == list(SHOWN)
    assert made.alt == (
        "The timeline of Acme: 1 subscription phase and 0 issues; "
        "left 1 Jan 2025 and came back 1 May 2025."
    )


def test_events_and_matches_say_how_many_there_are() -> None:
    found = pl.DataFrame({"account_id": ["A1", "A2"]})

    assert EVENTS.says(HAPPENED, CHOICES) == "3 events from 15 Jan 2024 to 1 May 2025."
    assert MATCHES.says(found, CHOICES) == "2 accounts match: choose one."
