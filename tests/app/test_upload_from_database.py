import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from insight.store.load import load_tables
from insight.ui.loads import engine


@pytest.fixture
def page(tmp_path: Path, open_page: Callable[..., AppTest]) -> AppTest:
    """The upload page beside a CRM with two customers, and one that is not there."""
    with closing(sqlite3.connect(tmp_path / "crm.db")) as crm:
        crm.executescript("""
            create table customers (id text, name text);
            insert into customers values ('007', 'Acme'), ('008', 'Bolt');
        """)
    query = 'accounts = "select id as account_id, name as account_name from customers"'
    text = "\n".join(
        f'[sources.{name}]\nurl = "sqlite:///{tmp_path}/{name}.db"\n'
        f"[sources.{name}.queries]\n{query}"
        for name in ("crm", "erp")
    )
    (tmp_path / "secrets.toml").write_text(text, encoding="utf-8")
    return open_page("data/upload", url=f"sqlite:///{tmp_path}/insight.db")


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def test_rows_of_a_database_are_checked_and_imported_as_a_file_is(
    page: AppTest,
) -> None:
    press(page, "fetch crm")
    names = [text.value for text in page.text]
    press(page, "import")

    assert "crm.accounts" in names
    assert page.success[0].value.startswith("Imported: 2 rows of accounts.")
    accounts = load_tables(engine())["accounts"]["account_id"].to_list()
    assert sorted(accounts) == ["007", "008"]
    assert "crm.accounts" not in [text.value for text in page.text]


def test_a_database_that_does_not_answer_is_told_and_leaves_what_was_fetched(
    page: AppTest,
) -> None:
    press(page, "fetch crm")

    press(page, "fetch erp")

    told = [text.value for text in page.text]
    assert any("[sources.erp] cannot be asked" in sentence for sentence in told)
    assert "crm.accounts" in told
    press(page, "cancel")
    assert "crm.accounts" not in [text.value for text in page.text]
