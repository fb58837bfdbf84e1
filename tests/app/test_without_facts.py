"""Pages about data open whatever becomes of the numbers, and an upload can be undone."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from threading import Event
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from insight.metrics import build as metrics
from insight.metrics.facts import Facts
from insight.store.engines import open_engine
from insight.store.load import load_tables
from insight.store.uploads import NewUpload, commit
from insight.ui import blame, counting

AT = datetime(2026, 3, 2, 10, 12, tzinfo=UTC)
POISON = "a name that breaks it"
PAGES = ("upload", "history", "definitions", "people")
OpenPage = Callable[..., AppTest]


class UncountableError(Exception):
    """What nobody thought of."""


@pytest.fixture
def url(store_of: Callable[..., str], tables: Callable[..., object]) -> str:
    """The URL of a store of two uploads, the second of which cannot be counted."""
    good = tables(accounts=pl.DataFrame({"account_id": ["A1"]}))
    made = store_of(good)
    engine = open_engine(made)
    bad = load_tables(engine)["accounts"].with_columns(
        account_id=pl.lit("A2"), account_name=pl.lit(POISON)
    )
    none = pl.DataFrame(
        schema={"line": pl.Int64, "column": pl.String}
        | {"value": pl.String, "reason": pl.String}
    )
    file = NewUpload("bad.csv", "bad", "accounts", 1, bad, none)
    commit(engine, [file], by="ann", at=AT, as_of=date(2026, 2, 28))
    engine.dispose()
    return made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture(autouse=True)
def uncountable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts cannot be built of an account with one name."""
    facts_of, build_facts = metrics.facts_of, metrics.build_facts

    def refusing(tables: Mapping[str, Any], **more: Any) -> Facts:
        names = tables["accounts"].select("account_name").collect().to_native()
        _require_countable(names)
        return facts_of(tables, **more)

    def refusing_frames(tables: Mapping[str, pl.DataFrame], **more: Any) -> Facts:
        _require_countable(tables["accounts"])
        return build_facts(tables, **more)

    monkeypatch.setattr(counting, "facts_of", refusing)
    monkeypatch.setattr(blame, "build_facts", refusing_frames)


def _require_countable(accounts: pl.DataFrame) -> None:
    if POISON in accounts["account_name"].to_list():
        raise UncountableError(POISON)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_about_data_says_which_upload_it_is(
    page: str, url: str, open_page: OpenPage
) -> None:
    app = open_page(f"data/{page}", url=url)

    told = " ".join(text.value for text in app.text)
    assert not app.exception
    assert "Upload 2, accounts from bad.csv of 2 Mar 2026, 10:12 UTC," in told
    assert POISON not in told


def test_the_upload_can_be_undone_and_the_pages_come_back(
    url: str, open_page: OpenPage, engine: Engine
) -> None:
    app = open_page("data/history", url=url)
    box = app.selectbox(key="undo file")
    box.set_value((2,)).run()

    app.button(key="undo").click().run()

    assert load_tables(engine)["accounts"]["account_id"].to_list() == ["A1"]
    assert not app.exception
    assert not [text for text in app.text if "bad.csv of" in text.value]


def test_a_page_about_data_does_not_wait_for_numbers_that_never_come(
    url: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = Event()

    def forever(*_: object, **__: object) -> None:
        ended.wait(60)
        raise UncountableError

    monkeypatch.setattr(counting, "facts_of", forever)
    monkeypatch.setattr(counting, "PATIENCE", 0.1)

    app = open_page("data/history", url=url)
    ended.set()

    assert not app.exception
    assert any("still being counted" in caption.value for caption in app.caption)
