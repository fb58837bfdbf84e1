"""Cached loads: the database, the facts, and the measures of one view."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices, Runtime, chosen, runtime
from insight.store.choices import chosen_values
from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.snapshot import Snapshot, snapshot
from insight.store.uploads import StoreState, state

Measure = TypeVar("Measure")


def engine() -> Any:
    """The engine of the configured database, at the current schema version."""
    return _engine(runtime().database_url)


def store_state() -> StoreState:
    """What the store holds now; one short query, so that every run sees an import."""
    return state(engine())


def choices() -> Choices:
    """The choices in force; asked for on every run, so that a change reaches everybody."""
    return chosen(chosen_values(engine()))


def facts(held: StoreState, choices: Choices) -> Facts:
    """The facts of the store as `held` describes it, built once per version and choices.

    Whoever measures with them names the version of the same `held`: a state asked for
    again may be newer than the facts, and their numbers would be kept as the newer ones.
    """
    as_of = held.as_of or datetime.now(UTC).date()
    return _facts(runtime().database_url, held.data_version, choices, as_of)


def tables() -> dict[str, pl.DataFrame]:
    """Every stored table as it is now."""
    return _snapshot(runtime(), store_state().data_version).tables()


def rows_of_account(account_id: str) -> dict[str, pl.DataFrame]:
    """The stored rows of one account, in every table that names accounts."""
    held = _snapshot(runtime(), store_state().data_version)
    return held.of_account(account_id)


def measured(
    measure: Callable[..., Measure],
    facts: Facts,
    selection: Selection,
    *,
    version: int,
    **options: Any,
) -> Measure:
    """`measure(facts, selection, **options)`, remembered per data version and choices."""
    name = f"{measure.__module__}.{measure.__qualname__}"
    key = (runtime().database_url, version, facts.choices, facts.as_of)
    asked = (name, selection, tuple(sorted(options.items())))
    found: Measure = _measured(
        key, asked, _compute=lambda: measure(facts, selection, **options)
    )
    return found


@st.cache_resource(max_entries=4, show_spinner=False)
def _engine(url: str) -> Any:
    opened = open_engine(url)
    migrate(opened)
    return opened


@st.cache_resource(max_entries=2, show_spinner="Reading the data …")
def _facts(url: str, version: int, choices: Choices, as_of: date) -> Facts:
    tables = _snapshot(runtime(), version).tables()
    return build_facts(tables, as_of=as_of, choices=choices)


@st.cache_resource(max_entries=2, show_spinner=False)
def _snapshot(runtime: Runtime, version: int) -> Snapshot:
    return snapshot(_engine(runtime.database_url), home=runtime.home)


@st.cache_data(max_entries=512, show_spinner=False)
def _measured(
    key: tuple[Any, ...], asked: tuple[Any, ...], _compute: Callable[[], Any]
) -> Any:
    return _compute()
