"""Erasing a person on the page, in a store of its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from insight.cli import main
from insight.settings import runtime
from insight.store.audit import entries
from insight.store.engines import open_engine
from insight.store.erasing import erase_person
from insight.store.load import load_tables
from insight.ui.data.personal_data import erase_what_is_old
from insight.ui.vault import VAULT, HandedOut

PAGE = "data/personal_data"
ADA = "ada@x.test"
OpenPage = Callable[..., AppTest]


@pytest.fixture
def url(store_of: Callable[..., str], tables: Callable[..., object]) -> str:
    """The URL of a store with one account, two contacts and an exit."""
    contacts = pl.DataFrame(
        {
            "contact_id": ["C1", "C2"],
            "account_id": ["A1", "A1"],
            "name": ["Ada Lovelace", "Bob"],
            "email": [ADA, "bob@x.test"],
        }
    )
    exits = pl.DataFrame(
        {
            "exit_id": ["X1"],
            "account_id": ["A1"],
            "exit_date": ["2025-06-01"],
            "comment": [f"ask {ADA}"],
        }
    ).with_columns(pl.col("exit_date").str.to_date())
    accounts = pl.DataFrame({"account_id": ["A1"], "account_name": ["Acme"]})
    return store_of(tables(accounts=accounts, contacts=contacts, exits=exits))


def emails(url: str) -> list[str | None]:
    engine = open_engine(url)
    found = load_tables(engine)["contacts"]["email"].to_list()
    engine.dispose()
    return found


def comments(url: str) -> list[str | None]:
    engine = open_engine(url)
    found = load_tables(engine)["exits"]["comment"].to_list()
    engine.dispose()
    return found


def test_a_person_is_erased_after_a_look_at_what_would_go(
    url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    app = open_page(PAGE, url=url)
    app.text_input(key="erase whom").set_value("Ada@x.test").run()
    told = [text.value for text in app.main.markdown]
    before = emails(url)
    older = tmp_path / "snapshots" / "0"
    older.mkdir(parents=True, exist_ok=True)

    app.button(key="erase person").click().run()

    assert any("1 contact and 1 text that names them" in text for text in told)
    assert before == [ADA, "bob@x.test"]
    assert emails(url) == [None, "bob@x.test"]
    assert app.success[0].value == ("Erased: 1 contact and 1 text that names them.")
    assert not older.exists()
    assert not app.exception


def test_an_open_session_holds_no_file_of_before_an_erasure(
    url: str, open_page: OpenPage
) -> None:
    app = open_page("data/upload", url=url)
    app.session_state["upload texts"] = {"a": f"name,email Ada,{ADA}"}
    VAULT.keep(HandedOut(ADA.encode(), "a.csv", "text/csv", "one", lambda _: True))
    engine = open_engine(url)
    erase_person(engine, ADA, by="ann", at=datetime(2026, 3, 1, tzinfo=UTC))
    engine.dispose()

    app.run()

    assert "upload texts" not in app.session_state
    assert VAULT.addresses() == set()


def test_whoever_is_not_known_is_nothing_to_erase(
    url: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=url)

    app.text_input(key="erase whom").set_value("eve@x.test").run()

    assert "Nothing of them is in here." in [c.value for c in app.main.caption]
    assert [b.key for b in app.main.button if b.key == "erase person"] == []


def test_the_command_erases_a_person_and_old_words(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))

    person = CliRunner().invoke(main, ["erase", "person", "C2"])
    words = CliRunner().invoke(main, ["erase", "words", "--older-than", "1"])

    assert person.output == "Erased: contacts 1, texts 0, refused rows 0\n"
    assert words.output.startswith("Erased: 1 texts from before 20")
    assert emails(url) == [ADA, None]


def test_the_command_says_that_it_found_nobody_and_the_audit_keeps_that(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))

    typo = CliRunner().invoke(main, ["erase", "person", "adda@x.test"])

    engine = open_engine(url)
    told = entries(engine)["action"][0]
    engine.dispose()
    assert (typo.exit_code, told) == (1, "erased nobody")
    assert "Nothing was erased" in typo.output
    assert emails(url) == [ADA, "bob@x.test"]


def test_the_command_says_not_yet_while_somebody_reads_and_finishes(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))
    monkeypatch.setattr(import_module("insight.cli.erase"), "PATIENCE", 0.5)
    engine = open_engine(url)

    with engine.connect().execution_options(insight_read_only=True) as reader:
        reader.exec_driver_sql("SELECT * FROM contacts").all()
        while_read = CliRunner().invoke(main, ["erase", "person", "C2"])
    after = CliRunner().invoke(main, ["erase", "finish"])
    engine.dispose()

    assert while_read.exit_code == 1
    assert "Not yet: somebody reads SQLite's log. Waiting." in while_read.output
    assert (after.exit_code, after.output) == (
        0,
        "Nothing is left of what was erased.\n",
    )
    assert emails(url) == [ADA, None]


def test_words_older_than_the_setting_go_at_a_start(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))
    erase_what_is_old()
    kept = comments(url)
    monkeypatch.setenv("INSIGHT_KEEP_WORDS_DAYS", "1")

    erase_what_is_old()

    assert (kept, comments(url)) == ([f"ask {ADA}"], [None])


def test_a_setting_that_is_no_number_of_days_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INSIGHT_KEEP_WORDS_DAYS", "two years")

    with pytest.raises(ValueError, match="is a number of days"):
        runtime()
