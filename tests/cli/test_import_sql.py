"""`insight import --sql NAME`, as a scheduler runs it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from insight.cli import main
from insight.settings import runtime
from insight.store.engines import open_engine
from insight.store.load import load_tables

SECRETS = """
[sources.crm]
url = "sqlite:///FILE"
[sources.crm.queries]
exits = '''select id as account_id, left_on as exit_date, why as reason
           from customers where left_on is not null'''
accounts = "select id as account_id, name as account_name from customers"
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A CRM with two customers, one of whom left, and the secrets that name it."""
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    with closing(sqlite3.connect(tmp_path / "crm.db")) as crm:
        crm.executescript("""
            create table customers (id text, name text, left_on date, why text);
            insert into customers values ('007', 'Acme', '2025-03-04', 'pricing');
            insert into customers values ('008', 'Bolt', null, null);
        """)
    secrets(tmp_path, "crm.db")
    return tmp_path


def secrets(home: Path, file: str) -> None:
    text = SECRETS.replace("FILE", str(home / file))
    (home / "secrets.toml").write_text(text, encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import", *arguments])


def held() -> tuple[list[str], list[str]]:
    engine = open_engine(runtime().database_url)
    tables = load_tables(engine)
    engine.dispose()
    return tables["accounts"]["account_id"].to_list(), tables["exits"][
        "reason_code"
    ].to_list()


def test_the_queries_are_stored_as_files_are() -> None:
    result = run("--sql", "crm", "--json")

    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert [(one["file"], one["table"], one["status"]) for one in told] == [
        ("crm.exits", "exits", "stored"),
        ("crm.accounts", "accounts", "stored"),
    ]
    accounts, reasons = held()
    assert sorted(accounts) == ["007", "008"]
    assert reasons == ["price_for_value"]


def test_the_same_rows_again_change_nothing_and_say_so() -> None:
    run("--sql", "crm")

    again = run("--sql", "crm")

    assert again.exit_code == 0
    assert again.output.count("in already") == 2
    assert "read as database\n" in again.output


def test_a_dry_run_stores_nothing() -> None:
    result = run("--sql", "crm", "--dry-run")

    assert result.output.count("would be stored") == 2
    assert held() == ([], [])


def test_a_database_that_does_not_answer_gets_one_sentence(home: Path) -> None:
    run("--sql", "crm")
    secrets(home, "gone.db")

    result = run("--sql", "crm")

    assert result.exit_code == 1
    assert "[sources.crm] cannot be asked" in result.output
    assert len(result.output.splitlines()) == 1
    assert sorted(held()[0]) == ["007", "008"]


def test_files_and_a_database_do_not_go_together() -> None:
    assert "Name files, or a database" in run("--sql", "crm", "x.csv").output
    assert "Name files, or a database" in run().output
    assert "no [sources.erp]" in run("--sql", "erp").output
