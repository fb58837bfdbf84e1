"""Published cases as fixtures, named in test ids with their source, and small worlds."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from insight.metrics.build import build_facts
from insight.metrics.calendar import month_of
from insight.metrics.facts import Facts
from insight.schema import TABLES
from insight.settings import Choices

HERE = Path(__file__).parent
CASES = HERE / "cases"
SHARED = HERE.parents[2] / "shared" / "data" / "survival"
USUAL: dict[str, dict[str, object]] = {
    "subscriptions": {"status": "active", "billing_interval": "month"}
}


def read_case(name: str) -> dict[str, Any]:
    text = (CASES / f"{name}.json").read_text(encoding="utf-8")
    case: dict[str, Any] = json.loads(text)
    return case


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    if argname == "case":
        return f"{val} | {read_case(str(val))['source']}"
    return None


@pytest.fixture
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return read_case(request.param)


@pytest.fixture
def shared() -> Callable[[str], pl.DataFrame]:
    def read(name: str) -> pl.DataFrame:
        if not (path := SHARED / name).exists():
            pytest.skip(f"../shared/data/survival/{name} is not beside the project")
        return pl.read_csv(path, null_values=[""])

    return read


@pytest.fixture
def phase() -> Callable[..., dict[str, object]]:
    def build(
        account: str, start: str, end: str | None, amount: float, **more: object
    ) -> dict[str, object]:
        return {
            "phase_id": f"{account} {start} {amount}",
            "subscription_id": f"{account} {amount}",
            "account_id": account,
            "start_date": date.fromisoformat(start),
            "end_date": date.fromisoformat(end) if end else None,
            "amount": amount,
        } | more

    return build


@pytest.fixture
def facts_of() -> Callable[..., Facts]:
    """Facts of literal rows; accounts are those the rows name, the start is 2025."""

    def build(as_of: str = "2025-12-31", **rows: list[dict[str, object]]) -> Facts:
        named = {row["account_id"] for table in rows.values() for row in table}
        accounts: list[dict[str, object]] = [
            {"account_id": account} for account in sorted(map(str, named))
        ]
        every = {"accounts": accounts} | rows
        tables = {table: _typed(every.get(table, []), table) for table in TABLES}
        choices = Choices(first_month=month_of(date(2025, 1, 1)))
        return build_facts(tables, as_of=date.fromisoformat(as_of), choices=choices)

    return build


def _typed(rows: list[dict[str, object]], table: str) -> pl.DataFrame:
    empty = TABLES[table].create_empty()
    usual = dict.fromkeys(empty.columns) | USUAL.get(table, {})
    data = {name: [(usual | row)[name] for row in rows] for name in empty.columns}
    columns = [_column(name, data[name], kind) for name, kind in empty.schema.items()]
    return pl.DataFrame(columns)


def _column(name: str, values: list[object], kind: pl.DataType) -> pl.Series:
    if kind == pl.Date:
        values = [date.fromisoformat(v) if isinstance(v, str) else v for v in values]
    return pl.Series(name, values, strict=False).cast(kind)
