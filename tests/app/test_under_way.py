"""A change goes on whatever is clicked, and the pages say so until it has ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest
import streamlit as st
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from insight.store.engines import open_engine
from insight.store.load import load_tables
from insight.store.tables import meta
from insight.store.transactions import writing
from insight.store.undo import undo
from insight.store.uploads import history, state
from insight.ui import under_way
from insight.ui.sample import load_sample

ACCOUNTS = "account_id,account_name\nA1,Acme\nA2,Bolt\n"
ROOT = Path(__file__).parents[2]
OVERVIEW = str(ROOT / "pages" / "home" / "overview.py")
UPLOAD = str(ROOT / "pages" / "data" / "upload.py")
PATIENCE = 30
OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every change is slow enough to be told of."""
    monkeypatch.setattr(under_way, "SILENT_SECONDS", 0)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INSIGHT_SAMPLE", "off")
    st.cache_resource.clear()
    return f"sqlite:///{tmp_path / 'insight.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


@contextmanager
def somebody_else_writes(engine: Engine) -> Iterator[None]:
    """Every other change waits as long as this takes."""
    with writing(engine) as connection:
        connection.execute(select(meta))
        yield


def drop(page: AppTest) -> AppTest:
    file = ("accounts.csv", ACCOUNTS.encode(), "text/csv")
    return page.file_uploader[0].set_value([file]).run()


def told(page: AppTest) -> str:
    return " ".join(status.label for status in page.status)


def settled(page: AppTest) -> AppTest:
    """The page once nothing is under way any more."""
    deadline = monotonic() + PATIENCE
    while told(page):
        assert monotonic() < deadline
        sleep(0.05)
        page.run()
    assert not page.exception
    return page


def test_an_import_goes_on_while_somebody_looks_at_another_page(
    url: str, engine: Engine, open_page: OpenPage
) -> None:
    page = drop(open_page("data/upload", url=url))

    with somebody_else_writes(engine):
        page.button(key="import").click().run()
        while_storing = told(page), [button.key for button in page.button]
        page.switch_page(OVERVIEW).run()
        elsewhere, before = told(page), history(engine).height
    settled(page)
    page.switch_page(UPLOAD).run()

    assert while_storing[0].startswith("Storing 2 rows … ")
    assert "import" not in while_storing[1]
    assert (elsewhere.partition(" …")[0], before) == ("Storing 2 rows", 0)
    assert load_tables(engine)["accounts"].height == 2
    assert page.success[0].value.startswith("Imported: 2 rows of accounts.")


def test_a_window_that_is_closed_takes_no_import_away(
    url: str, engine: Engine, open_page: OpenPage
) -> None:
    page = drop(open_page("data/upload", url=url))
    with somebody_else_writes(engine):
        page.button(key="import").click().run()
        del page

    deadline = monotonic() + PATIENCE
    while history(engine).is_empty() and monotonic() < deadline:
        sleep(0.05)

    assert load_tables(engine)["accounts"].height == 2


def test_what_was_refused_meanwhile_is_said_beside_the_button(
    url: str, engine: Engine, open_page: OpenPage
) -> None:
    settled(drop(open_page("data/upload", url=url)).button(key="import").click().run())
    page = drop(open_page("data/upload", url=url))
    undo(engine, [1], by="bob", at=datetime(2026, 3, 1, tzinfo=UTC))

    settled(page.button(key="import").click().run())

    assert any("Nothing was stored" in text.value for text in page.text)
    assert "import" in [button.key for button in page.button]


def test_an_undo_of_the_last_import_goes_on_as_well(
    url: str, engine: Engine, open_page: OpenPage
) -> None:
    page = drop(open_page("data/upload", url=url))
    settled(page.button(key="import").click().run())

    with somebody_else_writes(engine):
        page.button(key="undo import").click().run()
        while_undoing = told(page)
        page.switch_page(OVERVIEW).run()
    settled(page)

    assert while_undoing.startswith("Undoing … ")
    assert load_tables(engine)["accounts"].is_empty()
    page.switch_page(UPLOAD).run()
    assert page.success[0].value == "Undone: 1 table is as without that import."


def test_an_undo_on_the_page_of_files_goes_on_as_well(
    url: str, engine: Engine, open_page: OpenPage
) -> None:
    page = drop(open_page("data/upload", url=url))
    settled(page.button(key="import").click().run())
    page = open_page("data/history", url=url)
    page.selectbox(key="undo file").set_value((1,)).run()

    with somebody_else_writes(engine):
        page.button(key="undo").click().run()
        boxes = [box.key for box in page.selectbox]
        page.switch_page(OVERVIEW).run()
    settled(page)

    assert "undo file" not in boxes
    assert load_tables(engine)["accounts"].is_empty()


def test_the_sample_goes_whatever_is_clicked_next(
    url: str, engine: Engine, open_page: OpenPage
) -> None:
    page = open_page("data/upload", url=url)
    load_sample(engine)
    page.run()

    with somebody_else_writes(engine):
        page.button(key="remove sample").click().run()
        while_removing = told(page)
        page.switch_page(OVERVIEW).run()
    settled(page)

    assert while_removing.startswith("Removing the sample data … ")
    assert not state(engine).is_sample


def test_a_second_click_on_the_same_button_does_nothing(
    url: str, engine: Engine, open_page: OpenPage
) -> None:
    page = drop(open_page("data/upload", url=url))
    importing = page.button(key="import")

    with somebody_else_writes(engine):
        importing.click().run()
        importing.click().run()
    settled(page)

    assert history(engine).height == 1
    assert page.success[0].value.startswith("Imported: 2 rows of accounts.")
    assert not [text.value for text in page.text if "Nothing was stored" in text.value]


def test_what_draws_itself_by_a_timer_has_the_same_place_in_every_run(
    url: str, engine: Engine, open_page: OpenPage
) -> None:
    page = drop(open_page("data/upload", url=url))
    quiet = places(page)

    with somebody_else_writes(engine):
        page.button(key="import").click().run()
        busy = places(page)
    settled(page)

    assert (quiet[-1], busy[-1], places(page)[-1]) == (0, 1, 0)


def places(page: AppTest) -> list[int]:
    """Whether something stands in each of the five places before a page."""
    main = page.main.children
    first = next(place for place, each in main.items() if each.type == "flex_container")
    kinds = {main[place].type for place in range(first, first + 5)}
    assert kinds == {"flex_container"}
    return [int(bool(main[place].children)) for place in range(first, first + 5)]
