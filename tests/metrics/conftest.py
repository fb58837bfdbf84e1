"""Worlds to count: the miniature one with every expected value, and literal ones."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.schema import TABLES
from insight.settings import Choices

MINI_WORLD = Path(__file__).parents[1] / "truth" / "cases" / "mini_world"
SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
Tables = dict[str, pl.DataFrame]


def typed(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Text or loose columns in the types of the schema; absent ones are null."""
    columns = []
    for name, kind in TABLES[table].create_empty().schema.items():
        if name not in frame.columns:
            columns.append(pl.lit(None, dtype=kind).alias(name))
        elif kind == pl.Boolean and frame[name].dtype == pl.String:
            columns.append(pl.col(name) == "1")
        elif kind == pl.Date and frame[name].dtype == pl.String:
            columns.append(pl.col(name).str.to_date("%Y-%m-%d"))
        else:
            columns.append(pl.col(name).cast(kind))
    return frame.select(columns)


def read_world(folder: Path) -> Tables:
    return {
        table: typed(pl.read_csv(path, infer_schema=False), table)
        if (path := folder / f"{table}.csv").exists()
        else TABLES[table].create_empty()
        for table in TABLES
    }


def _world(**tables: list[dict[str, object]]) -> Tables:
    """Tables from literal rows; phases are active monthly ones unless they say more."""
    usual: Mapping[str, dict[str, object]] = {
        "subscriptions": {"status": "active", "billing_interval": "month"}
    }
    made: Tables = {table: schema.create_empty() for table, schema in TABLES.items()}
    for table, rows in tables.items():
        full = [usual.get(table, {}) | row for row in rows]
        made[table] = typed(pl.DataFrame(full, infer_schema_length=None), table)
    return made


def _phase(
    account: str, start: str, end: str | None, amount: float, **more: object
) -> dict[str, object]:
    return {
        "phase_id": f"{account}-{start}-{amount}",
        "subscription_id": f"{account}-{amount}",
        "account_id": account,
        "start_date": date.fromisoformat(start),
        "end_date": date.fromisoformat(end) if end else None,
        "amount": amount,
    } | more


@pytest.fixture(scope="session")
def mini_world() -> Tables:
    return read_world(MINI_WORLD)


@pytest.fixture(scope="session")
def mini_facts(mini_world: Tables) -> Facts:
    return build_facts(mini_world, as_of=date(2026, 2, 28), choices=Choices())


@pytest.fixture(scope="session")
def sample_tables() -> Tables:
    return read_world(SAMPLE_DATA)


@pytest.fixture(scope="session")
def sample_facts(sample_tables: Tables) -> Facts:
    return build_facts(sample_tables, as_of=date(2026, 2, 28), choices=Choices())


@pytest.fixture(scope="session")
def world() -> Callable[..., Tables]:
    return _world


@pytest.fixture(scope="session")
def phase() -> Callable[..., dict[str, object]]:
    return _phase


FactsOf = Callable[..., Facts]


@pytest.fixture
def facts_of() -> FactsOf:
    def build(tables: Tables, *, as_of: str, **choices: object) -> Facts:
        day = date.fromisoformat(as_of)
        return build_facts(tables, as_of=day, choices=Choices(**choices))  # type: ignore[arg-type]

    return build
