import polars as pl
import pytest

from insight.metrics.account_search import asked_for

ACCOUNTS = pl.DataFrame(
    {
        "account_id": ["A1", "A11", "A2"],
        "account_name": ["Acme", "Acme (EU)", "<b>Bolt</b>"],
        "label": ["Acme · A1", "Acme (EU) · A11", "<b>Bolt</b> · A2"],
    }
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
    found = asked_for(ACCOUNTS, asked, words=asked.lower().split())

    assert found["account_id"].to_list() == accounts
