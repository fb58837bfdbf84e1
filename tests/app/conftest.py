"""The app without a browser, on stores of every kind."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.schema import TABLES
from insight.settings import Choices
from insight.store.engines import open_engine
from insight.store.incoming import REFUSED
from insight.store.load import load_tables
from insight.store.migrate import migrate
from insight.store.uploads import NewUpload, commit
from insight.ui import under_way
from insight.ui.sample import FOLDER, load_sample

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "src" / "insight" / "entry" / "main.py"
AS_OF = date(2026, 2, 28)
FIRST_PAGE = "home/overview"
"""The page at the bare address; the link of every other one ends in its file's name."""

Tables = Mapping[str, pl.DataFrame]


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'insight.db'}"


def _stored(folder: Path, tables: Tables) -> str:
    engine = open_engine(_url(folder))
    migrate(engine)
    uploads = [
        NewUpload(
            file_name=f"{table}.csv",
            sha256=sha256(table.encode()).hexdigest(),
            table=table,
            rows_in=rows.height,
            accepted=rows,
            refused=pl.DataFrame(schema=REFUSED),
        )
        for table, rows in tables.items()
        if rows.height
    ]
    if uploads:
        at = datetime(2026, 3, 1, tzinfo=UTC)
        commit(engine, uploads, by="a test", at=at, as_of=AS_OF)
    engine.dispose()
    return _url(folder)


def _facts(url: str) -> Facts:
    engine = open_engine(url)
    tables = load_tables(engine)
    engine.dispose()
    return build_facts(tables, as_of=AS_OF, choices=Choices())


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a store that holds the sample data."""
    url = _url(tmp_path_factory.mktemp("sample"))
    engine = open_engine(url)
    migrate(engine)
    load_sample(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def sample_facts(sample_store: str) -> Facts:
    """The facts of the sample data."""
    return _facts(sample_store)


@pytest.fixture(scope="session")
def empty_store(store_of: Callable[[Tables], str]) -> str:
    """The URL of a store without a row."""
    return store_of({})


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a store with the sample's accounts and exits, and nothing else."""
    sample = read_folder(FOLDER)
    folder = tmp_path_factory.mktemp("small")
    return _stored(folder, {table: sample[table] for table in ("accounts", "exits")})


@pytest.fixture(scope="session")
def small_facts(small_store: str) -> Facts:
    """The facts of accounts and exits alone."""
    return _facts(small_store)


@pytest.fixture(scope="session")
def store_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Tables], str]:
    """Stores tables and returns the URL of their store."""
    return lambda tables: _stored(tmp_path_factory.mktemp("store"), tables)


def _open(
    page: str,
    url: str,
    home: Path,
    parameters: Mapping[str, str],
    *,
    user: Mapping[str, object] | None = None,
    with_tables: bool = False,
) -> AppTest:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("INSIGHT_HOME", str(home))
        patch.setenv("INSIGHT_DATABASE_URL", url)
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        if user is not None:
            app.secrets["auth"] = {"cookie_secret": "a test"}
            app.user = dict(user)
        for name, value in parameters.items():
            app.query_params[name] = value
        if page != FIRST_PAGE:
            app.switch_page(str(ROOT / "pages" / f"{page}.py"))
        app.run()
        return _tables_opened(app) if with_tables else app


def _tables_opened(app: AppTest) -> AppTest:
    """The same page after a click on the “Table” of every card."""
    for title in _cards(app):
        app.session_state[f"table {title}"] = True
    return app.run()


def _cards(app: AppTest) -> dict[str, Any]:
    """The cards of a page by their nouns, which stand above their findings."""
    found: dict[str, Any] = {}

    def look(block: Any) -> None:
        parts = list(getattr(block, "children", {}).values())
        kinds = [part.type for part in parts[:2]]
        if kinds == ["caption", "header"]:
            found[parts[0].value] = block
        for part in parts:
            look(part)

    look(app.main)
    return found


@pytest.fixture
def cards() -> Callable[[AppTest], dict[str, Any]]:
    """The cards of a page by their nouns."""
    return _cards


@pytest.fixture(scope="session", autouse=True)
def components_found_once() -> Iterator[None]:
    """Every `AppTest` would read the metadata of all installed packages anew."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session", autouse=True)
def fresh_caches() -> Iterator[None]:
    """Caches without anything of other tests; every store here has its own URL."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """A button waits for its change however slow the machine: a page has one outcome."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(under_way, "SILENT_SECONDS", 60)
        yield


@pytest.fixture(scope="session")
def sample_page(
    sample_store: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], AppTest]:
    """Each page on the sample data, its tables open; to be read, not to be used."""
    home = tmp_path_factory.mktemp("home")

    @cache
    def opened(page: str) -> AppTest:
        return _open(page, sample_store, home, {}, with_tables=True)

    return opened


@pytest.fixture
def open_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., AppTest]:
    """Opens a page on a store, as a link with these parameters would.

    With `user`, sign-in is on and the identity provider says this of the visitor; with
    `with_tables`, the tables behind the figures are open.
    """
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))

    def opened(
        page: str,
        *,
        url: str,
        user: Mapping[str, object] | None = None,
        with_tables: bool = False,
        **parameters: str,
    ) -> AppTest:
        monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
        return _open(
            page, url, tmp_path, parameters, user=user, with_tables=with_tables
        )

    return opened


@pytest.fixture
def tables() -> Callable[..., Tables]:
    """Literal rows in the types of their tables; absent columns are null."""

    def typed(**frames: pl.DataFrame) -> Tables:
        return {
            table: frame.select(
                pl.col(name).cast(kind)
                if name in frame.columns
                else pl.lit(None, dtype=kind).alias(name)
                for name, kind in TABLES[table].create_empty().schema.items()
            )
            for table, frame in frames.items()
        }

    return typed
