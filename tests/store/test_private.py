"""What the data folder holds is for one account of the machine alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import pytest

from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.private import make_private
from insight.store.snapshot import snapshot
from insight.store.transactions import writing

VISIT = "import sqlite3, sys; one = sqlite3.connect(sys.argv[1]); one.execute('SELECT 1 FROM meta'); one.close()"
"""Of another process; the last one to leave a database takes its log away."""


@pytest.fixture
def open_umask() -> Iterator[None]:
    """The usual mask, under which a new file may be read by everybody."""
    former = os.umask(0o022)
    yield
    os.umask(former)


def modes(home: Path) -> set[int]:
    return {S_IMODE(path.lstat().st_mode) for path in (home, *home.rglob("*"))}


@pytest.mark.usefixtures("open_umask")
def test_a_new_data_folder_is_private_with_all_that_is_written_into_it(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    engine = open_engine(f"sqlite:///{home / 'insight.db'}")
    migrate(engine)

    snapshot(engine, home=home)
    with writing(engine):
        found = modes(home)

    engine.dispose()
    assert (home / "snapshots" / "0").is_dir()
    assert found == {0o700, 0o600}


@pytest.mark.usefixtures("open_umask")
def test_a_database_that_everybody_could_read_is_made_private_when_it_is_opened(
    tmp_path: Path,
) -> None:
    files = [tmp_path / f"insight.db{ending}" for ending in ("", "-wal", "-shm")]
    engine = open_engine(f"sqlite:///{files[0]}")
    migrate(engine)
    for file in files:
        file.chmod(0o644)

    again = open_engine(f"sqlite:///{files[0]}")
    with again.connect():
        found = {S_IMODE(file.stat().st_mode) for file in files}

    engine.dispose()
    again.dispose()
    assert found == {0o600}


def test_opening_a_database_gives_up_no_lock_of_another_connection_to_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "insight.db"
    first = open_engine(f"sqlite:///{file}")
    migrate(first)
    with first.connect():
        again = open_engine(f"sqlite:///{file}")
        again.connect().close()
        subprocess.run([sys.executable, "-c", VISIT, file], check=True)

        is_still_used = Path(f"{file}-wal").exists()

    again.dispose()
    first.dispose()
    assert is_still_used


@pytest.mark.usefixtures("open_umask")
def test_what_is_already_in_the_folder_is_made_private(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere.txt"
    (home / "facts" / "old").mkdir(parents=True)
    for path in (home / "insight.db", home / "facts" / "old" / "a.parquet", elsewhere):
        path.write_text("rows")
    (home / "link").symlink_to(elsewhere)

    make_private(home)

    (home / "link").unlink()
    assert modes(home) == {0o700, 0o600}
    assert S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_a_folder_that_others_have_to_use_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter").write_text("of somebody else")
    tmp_path.chmod(0o1777)
    (tmp_path / "letter").chmod(0o644)

    make_private(tmp_path)
    sticky = modes(tmp_path)
    tmp_path.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path / "ann"))
    make_private(tmp_path)

    assert sticky == {0o1777, 0o644}
    assert modes(tmp_path) == {0o755, 0o644}
