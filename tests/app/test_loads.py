from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from weakref import ref

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.metrics import build
from insight.metrics.facts import Facts
from insight.metrics.scope import Scope
from insight.metrics.selection import Selection
from insight.schema import TABLES
from insight.settings import Choices, runtime
from insight.store.engines import open_engine
from insight.store.erasing import erase_person
from insight.store.incoming import REFUSED
from insight.store.uploads import NewUpload, commit
from insight.ui import loads

MAIN = Path(__file__).parents[2] / "src" / "insight" / "entry" / "main.py"
Tables = Mapping[str, pl.DataFrame]
EXITS = pl.DataFrame(
    {"exit_id": ["X1"], "account_id": ["A1"], "exit_date": [date(2025, 6, 1)]}
)


def count_accounts(facts: Facts, _selection: Selection) -> int:
    return facts.accounts.collect().shape[0]


def upload(table: str, rows: pl.DataFrame) -> NewUpload:
    return NewUpload(
        file_name=f"more-{table}.csv",
        sha256=f"{table}{rows.height}",
        table=table,
        rows_in=rows.height,
        accepted=rows,
        refused=pl.DataFrame(schema=REFUSED),
    )


@pytest.fixture
def store(
    store_of: Callable[[Tables], str],
    tables: Callable[..., Tables],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Tables:
    """A store of one account, named in the environment; the tables of two accounts."""
    one, two = (
        tables(accounts=pl.DataFrame({"account_id": ids}), exits=EXITS)
        for ids in (["A1"], ["A1", "A2"])
    )
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))
    monkeypatch.setenv("INSIGHT_DATABASE_URL", store_of(one))
    return two


def stored(tables: Tables) -> None:
    two = upload("accounts", tables["accounts"])
    at = datetime(2026, 3, 2, tzinfo=UTC)
    commit(loads.engine(), [two], by="a test", at=at, as_of=date(2026, 2, 28))


def test_facts_are_built_once_per_data_version_and_choices(store: Tables) -> None:
    basis = loads.wanted()
    other = replace(basis, choices=Choices(grace_days=7))

    first = loads.look_at(basis)

    assert loads.look_at(basis) is first
    assert loads.look_at(other, wait=True).facts.choices.grace_days == 7


def test_an_import_is_never_seen_under_what_was_measured_before(store: Tables) -> None:
    old = loads.look_at(loads.wanted())
    months = Selection(old.facts.first_month, old.facts.last_month)
    before = loads.measured(count_accounts, old, months)

    stored(store)
    new = loads.look_at(loads.wanted(), wait=True)

    assert (before, loads.measured(count_accounts, new, months)) == (1, 2)
    assert loads.measured(count_accounts, old, months) == 1


def test_others_read_the_old_numbers_until_the_new_ones_are_there(
    store: Tables,
) -> None:
    old = loads.look_at(loads.wanted())
    stored(store)
    basis = loads.wanted()

    meanwhile = loads.look_at(basis)

    assert meanwhile is old
    assert loads.look_at(basis, wait=True).basis == basis
    assert loads.is_made(basis)


def test_facts_with_somebody_who_was_erased_are_let_go_and_never_shown_again(
    store: Tables, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build, "MOST_IN_MEMORY", 0)
    contact = {"contact_id": ["C1"], "account_id": ["A1"], "email": ["ada@x.test"]}
    schema = TABLES["contacts"].create_empty().schema
    contacts = pl.DataFrame(contact).match_to_schema(schema, missing_columns="insert")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    brought = upload("contacts", contacts)
    commit(loads.engine(), [brought], by="ann", at=at, as_of=date(2026, 2, 28))
    old = loads.look_at(loads.wanted(), wait=True)
    narrowed = loads.narrowed(old, Scope(regions=("EMEA",)))
    gone = [ref(old.facts), ref(narrowed.facts)]
    folders = set((tmp_path / "facts").iterdir())
    del old, narrowed

    elsewhere = open_engine(runtime().database_url)
    erase_person(elsewhere, "C1", by="ann", at=at)
    elsewhere.dispose()
    new = loads.look_at(loads.wanted())

    assert new.basis == loads.wanted()
    assert new.snapshot.tables()["contacts"]["email"].to_list() == [None]
    assert [facts() for facts in gone] == [None, None]
    assert folders
    assert folders.isdisjoint((tmp_path / "facts").iterdir())
    versions = [folder.name for folder in (tmp_path / "snapshots").iterdir()]
    assert versions == [str(new.snapshot.version)]


def test_the_pages_say_that_newer_numbers_are_coming_and_then_show_them(
    store: Tables,
) -> None:
    loads.look_at(loads.wanted())
    stored(store)

    app = AppTest.from_file(str(MAIN), default_timeout=60).run()
    said = [caption.value for caption in app.caption]
    loads.look_at(loads.wanted(), wait=True)
    after = [caption.value for caption in app.run().caption]

    assert any("Updating to the upload of 00:00 UTC" in words for words in said)
    assert not any("Updating" in words for words in after)
    assert not app.exception


def test_the_session_that_changed_something_waits_for_it(store: Tables) -> None:
    loads.look_at(loads.wanted())
    stored(store)
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.session_state["changed by this session"] = True

    app.run()

    assert not any("Updating" in caption.value for caption in app.caption)
    assert loads.is_made(loads.wanted())


def test_the_rows_of_an_account_are_those_of_the_facts_that_are_shown(
    store: Tables,
) -> None:
    look = loads.look_at(loads.wanted())

    with loads.showing(look):
        found = loads.rows_of_account("A1")

    assert found["accounts"]["account_id"].to_list() == ["A1"]
    assert found["exits"].height == 1
