"""Files that say what the database says, and never anything else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from multiprocessing.process import BaseProcess
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Engine

from insight.errors import StoreUnavailableError
from insight.schema import TABLES
from insight.store import snapshot_files
from insight.store.engines import open_engine
from insight.store.erasing import erase_person
from insight.store.load import load_tables
from insight.store.migrate import migrate
from insight.store.snapshot import snapshot
from insight.store.undo import undo
from insight.store.uploads import Committed, NewUpload, commit

Typed = Callable[..., pl.DataFrame]
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
SUBSCRIPTION = {
    "subscription_id": "s",
    "status": "active",
    "billing_interval": "month",
    "amount": Decimal("99999999999999.9999"),
}
CRASH_BEFORE_THE_END = """
import os
from pathlib import Path
from insight.store.engines import open_engine
from insight.store.snapshot import snapshot
Path.replace = lambda *_: os._exit(1)
snapshot(open_engine(url), home=Path(home))
"""


def ids(found: dict[str, pl.DataFrame]) -> list[str]:
    return found["accounts"]["account_id"].to_list()


def files(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "snapshots").iterdir())


def test_a_snapshot_is_what_the_database_holds(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored, tmp_path: Path
) -> None:
    phases = [
        SUBSCRIPTION | {"phase_id": key, "account_id": account, "start_date": day}
        for key, account, day in (
            ("1", "b", date(2024, 1, 1)),
            ("2", "a", date(2025, 1, 1)),
            ("3", "a", date(1969, 2, 28)),
        )
    ]
    rates = {"currency": "JPY", "usd_per_unit": Decimal("0.00000001")}
    stored(
        upload("subscriptions", typed("subscriptions", *phases)),
        upload("fx_rates", typed("fx_rates", rates)),
        upload("accounts", typed("accounts", {"account_id": "a", "is_test": False})),
    )

    found = snapshot(engine, home=tmp_path).tables()

    held = load_tables(engine)
    assert list(found) == list(held)
    for name, rows in held.items():
        assert_frame_equal(found[name], rows)
    assert found["subscriptions"]["phase_id"].to_list() == ["3", "2", "1"]


def test_an_empty_store_has_a_snapshot_with_its_types(
    engine: Engine, tmp_path: Path
) -> None:
    found = snapshot(engine, home=tmp_path).tables()

    for name, rows in found.items():
        assert_frame_equal(rows, TABLES[name].create_empty())


def test_a_snapshot_is_made_once_for_each_version(
    engine: Engine, accounts: Upload, stored: Stored, tmp_path: Path
) -> None:
    stored(accounts("one.csv", a="smb"))
    made = snapshot(engine, home=tmp_path)
    before = (made.folder / "accounts.parquet").stat()

    again = snapshot(engine, home=tmp_path)

    assert again == made
    assert (again.folder / "accounts.parquet").stat() == before


def test_a_change_and_its_undo_have_snapshots_of_their_own(
    engine: Engine, accounts: Upload, stored: Stored, tmp_path: Path
) -> None:
    stored(accounts("one.csv", a="smb"))
    first = snapshot(engine, home=tmp_path)
    done = stored(accounts("two.csv", b="mid"))
    second = snapshot(engine, home=tmp_path)
    undo(engine, done.upload_ids, by="ann", at=NOON)

    third = snapshot(engine, home=tmp_path)

    assert [ids(each.tables()) for each in (second, third)] == [["a", "b"], ["a"]]
    assert [first.version, second.version, third.version] == [1, 2, 3]
    assert files(tmp_path) == ["2", "3"]


def test_a_snapshot_from_before_an_erasure_goes_at_once(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored, tmp_path: Path
) -> None:
    ada = {"contact_id": "C1", "account_id": "a", "email": "ada@x.test"}
    stored(upload("contacts", typed("contacts", ada)))
    snapshot(engine, home=tmp_path)
    erase_person(engine, "C1", by="ann", at=NOON)

    found = snapshot(engine, home=tmp_path)

    assert found.tables()["contacts"]["email"].to_list() == [None]
    assert files(tmp_path) == ["2"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_late_writer_brings_nobody_back_and_takes_no_later_one_away(
    engine: Engine,
    typed: Typed,
    upload: Upload,
    stored: Stored,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ada = {"contact_id": "C1", "account_id": "a", "email": "ada@x.test"}
    stored(upload("contacts", typed("contacts", ada)))
    write, overtaken = snapshot_files.write, list[Path]()

    def slowly(folder: Path, tables: dict[str, pl.DataFrame], *, seal: str) -> None:
        write(folder, tables, seal=seal)
        if not overtaken:
            overtaken.append(folder)
            erase_person(engine, "C1", by="ann", at=NOON)
            stored(upload("accounts", typed("accounts", {"account_id": "b"})))
            snapshot(engine, home=tmp_path)

    monkeypatch.setattr(snapshot_files, "write", slowly)
    found = snapshot(engine, home=tmp_path)

    assert overtaken
    assert found.version == 3
    assert found.tables()["contacts"]["email"].to_list() == [None]
    assert files(tmp_path) == ["3"]


@pytest.mark.parametrize("damage", ["truncated", "one byte", "gone", "no list"])
def test_a_damaged_snapshot_is_made_again(
    engine: Engine, accounts: Upload, stored: Stored, tmp_path: Path, damage: str
) -> None:
    stored(accounts("one.csv", a="smb"))
    folder = snapshot(engine, home=tmp_path).folder
    file = folder / "accounts.parquet"
    content = file.read_bytes()
    match damage:
        case "truncated":
            file.write_bytes(content[:-9])
        case "one byte":
            file.write_bytes(content[:9] + b"?" + content[10:])
        case "gone":
            file.unlink()
        case _:
            (folder / "snapshot.json").write_text("{")

    found = snapshot(engine, home=tmp_path)

    assert ids(found.tables()) == ["a"]
    assert files(tmp_path) == ["1"]


def test_the_same_version_of_another_database_is_not_taken_for_this_one(
    engine: Engine, accounts: Upload, stored: Stored, tmp_path: Path
) -> None:
    stored(accounts("one.csv", a="smb"))
    snapshot(engine, home=tmp_path)
    other = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    empty = snapshot(other, home=tmp_path)
    other.dispose()

    found = snapshot(engine, home=tmp_path)

    assert empty.version == 0
    assert ids(found.tables()) == ["a"]


def test_a_restored_database_is_not_read_from_what_was_there_before(
    sqlite_url: str, accounts: Upload, tmp_path: Path
) -> None:
    engines = [open_engine(sqlite_url.replace("insight.db", name)) for name in "ab"]
    found = []
    for engine, account in zip(engines, ("one", "two"), strict=True):
        migrate(engine)
        upload = accounts(f"{account}.csv", **{account: "smb"})
        commit(engine, [upload], by="ann", at=NOON, as_of=NOON.date())
        found.append(snapshot(engine, home=tmp_path))
        engine.dispose()

    assert [each.version for each in found] == [1, 1]
    assert ids(found[1].tables()) == ["two"]


def test_a_crash_leaves_the_old_snapshot_and_is_cleared_away_later(
    url: str,
    engine: Engine,
    accounts: Upload,
    stored: Stored,
    start: Callable[..., BaseProcess],
    tmp_path: Path,
) -> None:
    stored(accounts("one.csv", a="smb"))
    old = snapshot(engine, home=tmp_path)
    stored(accounts("two.csv", b="mid"))

    crashed = start(CRASH_BEFORE_THE_END, url=url, home=str(tmp_path))
    crashed.join(timeout=30)

    assert crashed.exitcode == 1
    assert ids(old.tables()) == ["a"]
    assert len(files(tmp_path)) == 2
    for number in range(3):
        stored(accounts(f"more{number}.csv", c="mid"))
        latest = snapshot(engine, home=tmp_path)
    assert ids(latest.tables()) == ["a", "b", "c"]
    assert files(tmp_path) == ["4", "5"]


def test_the_rows_of_one_account_come_back_typed_and_no_others(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored, tmp_path: Path
) -> None:
    accounts = typed(
        "accounts",
        {"account_id": "a", "is_test": False, "start_date": date(2024, 2, 29)},
        {"account_id": "b"},
    )
    exits = typed(
        "exits",
        {"exit_id": "x", "account_id": "b", "exit_date": date(2025, 1, 1)},
        {"exit_id": "z", "account_id": "a", "exit_date": date(2024, 1, 1)},
        {"exit_id": "y", "account_id": "a", "exit_date": date(2025, 2, 1)}
        | {"last_mrr": Decimal("12.3400")},
    )
    stored(upload("accounts", accounts), upload("exits", exits))

    found = snapshot(engine, home=tmp_path).of_account("a")

    assert_frame_equal(found["accounts"], accounts[:1])
    assert_frame_equal(found["exits"], exits[1:])
    assert_frame_equal(found["issues"], TABLES["issues"].create_empty())


def test_a_folder_that_cannot_be_written_is_named(
    engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "snapshots").write_text("in the way")

    with pytest.raises(StoreUnavailableError, match="Make room there"):
        snapshot(engine, home=tmp_path)
