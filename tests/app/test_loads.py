from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.store.incoming import REFUSED
from insight.store.uploads import NewUpload, commit
from insight.ui import loads

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


def test_facts_are_built_once_per_data_version(store: Tables) -> None:
    held = loads.store_state()

    assert loads.facts(held, Choices()) is loads.facts(held, Choices())
    assert loads.facts(held, Choices(grace_days=7)) is not loads.facts(held, Choices())


def test_an_import_is_seen_by_the_next_run_and_never_under_the_old_version(
    store: Tables,
) -> None:
    before = loads.store_state()
    old = loads.facts(before, Choices())
    months = Selection(old.first_month, old.last_month)

    at = datetime(2026, 3, 2, tzinfo=UTC)
    two = upload("accounts", store["accounts"])
    commit(loads.engine(), [two], by="a test", at=at, as_of=date(2026, 2, 28))
    after = loads.store_state()

    numbers = [
        loads.measured(
            count_accounts,
            loads.facts(held, Choices()),
            months,
            version=held.data_version,
        )
        for held in (before, after)
    ]
    assert numbers == [1, 2]
