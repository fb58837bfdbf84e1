"""A data folder that goes, is replaced, or may only be read, under a running process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine

from insight.errors import StoreUnavailableError
from insight.store.choices import choose, values_of
from insight.store.engines import is_read_only, open_engine
from insight.store.history import state_of
from insight.store.migrate import migrate
from insight.store.transactions import reading
from insight.store.watch import Watch

AT = datetime(2026, 3, 1, tzinfo=UTC)
READ = """
import os, sys
from insight.store.engines import is_read_only, open_engine
from insight.store.migrate import migrate
from insight.store.choices import choose, values_of
from insight.store.transactions import reading
from datetime import UTC, datetime
engine = open_engine(sys.argv[1])
os.setuid(65_534)
migrate(engine)
with reading(engine) as connection:
    print(values_of(connection), is_read_only(engine))
try:
    choose(engine, "grace_days", 50, by="ann", at=datetime.now(UTC))
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for a database."""
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    """Of a database in which one choice was made."""
    opened = open_engine(f"sqlite:///{home / 'insight.db'}")
    migrate(opened)
    choose(opened, "grace_days", 45, by="ann", at=AT)
    yield opened
    opened.dispose()


def grace(engine: Engine) -> float:
    with reading(engine) as connection:
        return float(values_of(connection)["grace_days"])


def test_a_decision_is_refused_while_the_folder_is_gone_and_kept_once_it_is_back(
    engine: Engine, home: Path
) -> None:
    away = home.rename(home.with_name("away"))

    for _ in range(2):
        with pytest.raises(StoreUnavailableError, match="is gone"):
            choose(engine, "grace_days", 50, by="ann", at=AT)
        with pytest.raises(StoreUnavailableError, match="is gone"):
            grace(engine)
    made_meanwhile = home.exists()
    away.rename(home)
    choose(engine, "grace_days", 60, by="ann", at=AT)

    assert made_meanwhile is False
    assert grace(engine) == 60


def test_a_deleted_database_is_not_made_again_as_an_empty_one(
    engine: Engine, home: Path
) -> None:
    for file in home.iterdir():
        file.unlink()

    for _ in range(2):
        with pytest.raises(StoreUnavailableError, match="is gone"):
            choose(engine, "grace_days", 50, by="ann", at=AT)

    assert list(home.iterdir()) == []


def test_a_database_that_took_the_place_of_the_open_one_is_opened(
    engine: Engine, home: Path, tmp_path: Path
) -> None:
    engine.dispose()
    other = shutil.copytree(home, tmp_path / "other")
    grace(engine)
    with reading(engine):
        pass
    shutil.rmtree(home)
    other.rename(home)

    with pytest.raises(StoreUnavailableError, match="another one took its place"):
        choose(engine, "grace_days", 50, by="ann", at=AT)
    choose(engine, "grace_days", 60, by="ann", at=AT)

    again = open_engine(str(engine.url))
    kept = grace(again)
    again.dispose()
    assert kept == 60


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_a_folder_that_may_only_be_read_is_read_and_says_that_nothing_can_be_changed(
    engine: Engine, home: Path
) -> None:
    engine.dispose()
    with TemporaryDirectory() as folder:
        file = Path(shutil.copy(home / "insight.db", folder))
        file.chmod(0o644)
        Path(folder).chmod(0o755)

        told = subprocess.run(
            [sys.executable, "-c", READ, f"sqlite:///{file}"],
            env={"PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
        left = list(Path(folder).iterdir())

    assert told.stdout.splitlines() == [
        "{'grace_days': 45.0} True",
        f"StoreUnavailableError The database {file} is read-only, or its folder is: "
        "nothing can be changed.",
    ], told.stderr
    assert left == [file]


def test_a_folder_of_ours_may_be_changed(engine: Engine) -> None:
    assert is_read_only(engine) is False


def test_a_watch_does_not_go_on_with_a_file_that_is_gone(
    engine: Engine, home: Path
) -> None:
    watch = Watch(engine, state_of)
    before = watch.now()
    shutil.rmtree(home)

    with pytest.raises(StoreUnavailableError, match="is gone"):
        watch.now()

    assert before.ever_used is False
