"""When the scorecard takes two stores for the same: not for a gap, and for nothing else."""

import importlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text

from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.tables import uploads
from insight.store.uploads import NewUpload, commit

SCORECARD = Path(__file__).parents[2] / "lab" / "scorecard"
ABOUT: dict[str, Any] = {
    "by": "ann",
    "at": datetime(2026, 2, 1, tzinfo=UTC),
    "as_of": date(2026, 1, 31),
}
PARTIAL = [
    "UPDATE accounts SET upload_id = 1 WHERE account_id = 'b'",
    "UPDATE accounts SET upload_id = 9 WHERE account_id = 'b'",
    "DELETE FROM accounts WHERE account_id = 'b'",
    "UPDATE uploads SET rows_accepted = 3 WHERE id = 2",
    "UPDATE uploads SET ended_by = 2 WHERE id = 1",
    "UPDATE uploads SET is_live = false WHERE id = 2",
    "DELETE FROM row_history",
    "UPDATE meta SET data_version = 1",
    'INSERT INTO audit SELECT 3, "at", "by", action, subject, counts, hash, hash '
    "FROM audit WHERE id = 2",
]


class ProcessGoneError(Exception):
    """Stands for the end of a process in the midst of an import."""


@pytest.fixture
def databases(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCORECARD)
    return importlib.import_module("databases")


def broken_off(engine: Engine, file: NewUpload) -> None:
    def stop(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO audit"):
            raise ProcessGoneError

    event.listen(engine, "before_cursor_execute", stop)
    with pytest.raises(ProcessGoneError):
        commit(engine, [file], **ABOUT)
    event.remove(engine, "before_cursor_execute", stop)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("second_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_a_gap_in_the_numbers_of_uploads_is_no_difference(
    engine: Engine,
    second_url: str,
    accounts: Callable[..., NewUpload],
    databases: ModuleType,
) -> None:
    one, two = accounts("one.csv", a="smb", b="smb"), accounts("two.csv", b="mid")
    other = open_engine(second_url)
    migrate(other)
    for store in (engine, other):
        commit(store, [one], **ABOUT)
    broken_off(other, two)
    before = databases.state(other), databases.state(engine)
    for store in (engine, other):
        commit(store, [two], **ABOUT)
    after = databases.state(other), databases.state(engine)
    with other.connect() as connection:
        numbers = connection.scalars(select(uploads.c.id).order_by(uploads.c.id)).all()
    other.dispose()

    assert numbers == [1, 3]
    assert before[0] == before[1] != after[0] == after[1]


def test_whatever_else_is_missing_or_changed_is_one(
    engine: Engine, accounts: Callable[..., NewUpload], databases: ModuleType
) -> None:
    commit(engine, [accounts("one.csv", a="smb", b="smb")], **ABOUT)
    commit(engine, [accounts("two.csv", b="mid")], **ABOUT)
    states = [databases.state(engine)]

    for partial in PARTIAL:
        with engine.begin() as connection:
            assert connection.execute(text(partial)).rowcount == 1
        states.append(databases.state(engine))

    assert all(later not in states[:n] for n, later in enumerate(states))
