"""Backups: the same file for every database, and a restore that is exact or nothing."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from shutil import copy
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from sqlalchemy import Engine

from insight.errors import ArchiveError, StoreUnavailableError
from insight.store.archive import Manifest, backup, checked
from insight.store.audit import entries, verify
from insight.store.choices import choose
from insight.store.engines import open_engine
from insight.store.load import load_tables
from insight.store.mappings import remember, remembered
from insight.store.migrate import known_revisions, migrate, upgrade
from insight.store.restore import restore
from insight.store.transactions import writing
from insight.store.undo import undo
from insight.store.uploads import Committed, NewUpload, commit, history, state

Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]
Typed = Callable[..., pl.DataFrame]

AT = datetime(2026, 2, 2, 9, 30, 1, 234567, tzinfo=UTC)
BY: dict[str, Any] = {"by": "ann", "at": AT}
OWN_MARKS = {"audit", "meta"}


@pytest.fixture
def filled(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored, accounts: Upload
) -> Engine:
    """A store with values of every type, hostile text, an undo, a choice, a mapping."""
    stored(accounts("sample.csv", s="smb"), is_sample=True)
    name = "Zoë “=1+1”,\n\u2028 \\ ' \U0001f600"
    customers = [
        {"account_id": "B", "account_name": name, "is_test": True},
        {"account_id": "a", "start_date": date(1999, 12, 31), "is_test": False},
        {"account_id": "é"},
    ]
    paid = {"phase_id": "p", "subscription_id": "s", "account_id": "a",
            "status": "active", "billing_interval": "month",
            "start_date": date(2025, 1, 1), "amount": Decimal("12345678901234.5600")}  # fmt: skip
    rate = {"currency": "EUR", "usd_per_unit": Decimal("0E-8")}
    stored(upload("accounts", typed("accounts", *customers), file="a.csv"))
    stored(upload("subscriptions", typed("subscriptions", paid), file="s.csv"))
    stored(upload("fx_rates", typed("fx_rates", rate), file="f.csv"))
    stored(accounts("b.csv", a="mid", z="ent"))
    undo(engine, [5], **BY)
    choose(engine, "good_score", 0.1 + 0.2, **BY)
    remember(engine, "shape", {"table": "exits", "columns": {"ä": "b"}}, **BY)
    return engine


@pytest.fixture
def target(second_url: str) -> Iterator[Engine]:
    """An engine of the other database."""
    opened = open_engine(second_url)
    yield opened
    opened.dispose()


def sums(manifest: Manifest) -> dict[str, str]:
    """The checksum of each table but those in which a restore leaves its own mark."""
    return {
        name: part.sha256
        for name, part in manifest.tables.items()
        if name not in OWN_MARKS
    }


def test_a_restore_gives_every_table_back_to_the_byte(
    filled: Engine, target: Engine, tmp_path: Path
) -> None:
    before = {name: rows.rows() for name, rows in load_tables(filled).items()}
    recorded = entries(filled).rows()

    made = backup(filled, tmp_path / "one.insight", **BY)
    restore(target, tmp_path / "one.insight", by="bo", at=AT)
    again = backup(target, tmp_path / "two.insight", **BY)

    assert sums(again) == sums(made)
    assert {name: rows.rows() for name, rows in load_tables(target).items()} == before
    assert history(target).rows() == history(filled).rows()
    assert remembered(target, "shape") == remembered(filled, "shape") is not None
    told = entries(target)
    assert told.rows()[2:] == recorded
    assert told["action"].head(2).to_list() == ["backed up", "restored"]
    assert verify(target).broken is None


def test_a_restored_store_goes_on_from_where_it_was(
    filled: Engine, target: Engine, tmp_path: Path, accounts: Upload
) -> None:
    backup(filled, tmp_path / "one.insight", **BY)
    restore(target, tmp_path / "one.insight", **BY)
    version = state(target).data_version

    file = accounts("c.csv", a="ent")
    done = commit(target, [file], **BY, as_of=date(2026, 2, 1))
    choose(target, "grace_days", 45, **BY)
    undo(target, done.upload_ids, **BY)

    assert version == state(filled).data_version + 1
    assert done.upload_ids == (6,)
    assert load_tables(target)["accounts"].equals(load_tables(filled)["accounts"])
    assert verify(target).broken is None


def test_a_backup_is_recorded_and_readable_by_its_owner_alone(
    filled: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "one.insight"

    made = backup(filled, path, **BY)

    latest = entries(filled).row(0, named=True)
    told = {"tables": len(made.tables), "rows": made.rows}
    assert (latest["action"], latest["subject"]) == ("backed up", "one.insight")
    assert json.loads(latest["counts"]) == told
    assert path.stat().st_mode & 0o777 == 0o600
    assert checked(path) == made
    assert [file.name for file in tmp_path.glob("one*")] == ["one.insight"]


def test_nothing_is_restored_over_data_unless_that_is_said(
    filled: Engine, tmp_path: Path
) -> None:
    backup(filled, tmp_path / "one.insight", **BY)
    choose(filled, "grace_days", 45, **BY)
    before = entries(filled).rows(), state(filled)

    with pytest.raises(ArchiveError, match=r"holds data\. Nothing was restored"):
        restore(filled, tmp_path / "one.insight", **BY)
    assert (entries(filled).rows(), state(filled)) == before

    restore(filled, tmp_path / "one.insight", **BY, replace=True)
    assert "grace_days: 45" not in entries(filled)["subject"].to_list()
    assert state(filled).data_version == before[1].data_version + 1


def test_a_restore_that_fails_leaves_what_was_there(
    filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(filled, tmp_path / "one.insight", **BY)
    before = backup(filled, tmp_path / "two.insight", **BY).tables

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("insight.store.restore._count_beyond", fail)
    with pytest.raises(KeyboardInterrupt):
        restore(filled, tmp_path / "one.insight", **BY, replace=True)

    after = backup(filled, tmp_path / "three.insight", **BY).tables
    assert {name: part for name, part in after.items() if name != "audit"} == {
        name: part for name, part in before.items() if name != "audit"
    }


def test_a_file_that_is_there_is_not_overwritten(
    engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "one.insight").write_text("a file")

    with pytest.raises(ArchiveError, match="is there already"):
        backup(engine, tmp_path / "one.insight", **BY)

    assert (tmp_path / "one.insight").read_text() == "a file"


def test_a_folder_that_is_not_there_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be written: No such file"):
        backup(engine, tmp_path / "none" / "one.insight", **BY)

    assert entries(engine).is_empty()


def test_every_damage_of_a_backup_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url)
    migrate(engine)
    for number in range(40):
        choose(engine, "grace_days", number, **BY)
    sound, bad = tmp_path / "sound", tmp_path / "bad"
    backup(engine, sound, **BY)
    content = sound.read_bytes()

    for place in range(0, len(content), max(1, len(content) // 150)):
        bad.write_bytes(content[:place] + b"\0\xff" + content[place + 2 :])
        try:
            found = checked(bad)
        except ArchiveError:
            continue
        assert found == checked(sound)  # a byte of the zip that holds no content
    bad.write_bytes(content[: len(content) // 2])
    with pytest.raises(ArchiveError, match="is damaged or is no backup"):
        checked(bad)
    engine.dispose()


def test_a_changed_row_is_noticed_though_the_zip_is_sound(
    filled: Engine, tmp_path: Path
) -> None:
    backup(filled, tmp_path / "one", **BY)
    with ZipFile(tmp_path / "one") as sound, ZipFile(tmp_path / "bad", "w") as bad:
        for name in sound.namelist():
            content = sound.read(name)
            changed = name == "tables/accounts.jsonl"
            bad.writestr(
                name, content.replace(b"1999", b"2001") if changed else content
            )

    with pytest.raises(ArchiveError, match="accounts is not as written"):
        restore(filled, tmp_path / "bad", **BY, replace=True)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"format": 2}, "of a newer Insight"), ({"schema": "9999"}, r"\(schema 9999\)")],
)
def test_a_backup_of_a_newer_insight_is_refused(
    engine: Engine, tmp_path: Path, changed: dict[str, Any], sentence: str
) -> None:
    backup(engine, tmp_path / "one", **BY)
    with ZipFile(tmp_path / "one") as old, ZipFile(tmp_path / "new", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps({**json.loads(content), **changed}).encode()
            new.writestr(name, content)

    with pytest.raises(ArchiveError, match=sentence):
        restore(engine, tmp_path / "new", **BY)


def test_a_damaged_database_says_how_to_restore(tmp_path: Path) -> None:
    (tmp_path / "insight.db").write_bytes(b"no database" * 300)
    engine = open_engine(f"sqlite:///{tmp_path / 'insight.db'}")

    with pytest.raises(StoreUnavailableError, match="insight restore FILE"):
        migrate(engine)

    engine.dispose()


@pytest.mark.parametrize("revision", known_revisions())
def test_a_database_of_every_release_is_upgraded_with_its_data(
    empty_engine: Engine, revision: str, tmp_path: Path
) -> None:
    with writing(empty_engine) as connection:
        upgrade(connection, to=revision)
        connection.exec_driver_sql(
            "INSERT INTO uploads (id, at, by, file_name, sha256, table_name, rows_in, "
            "rows_accepted, rows_refused, accepted_sha256, as_of, is_sample, is_live) "
            "VALUES (1, '2026-02-01 09:30:00.5', 'ann', 'a.csv', 's', 'accounts', 2, 2, "
            "0, 'x', '2026-01-31', FALSE, TRUE)"
        )
        connection.exec_driver_sql(
            "INSERT INTO accounts (account_id, start_date, upload_id) "
            "VALUES ('a', '2020-01-31', 1), ('b', NULL, 1)"
        )
    old = backup(empty_engine, tmp_path / "old", **BY)

    migrate(empty_engine)

    new = backup(empty_engine, tmp_path / "new", **BY)
    rows = load_tables(empty_engine)["accounts"].select("account_id", "start_date")
    assert rows.rows() == [("a", date(2020, 1, 31)), ("b", None)]
    assert rows.height == history(empty_engine)["rows_accepted"].sum() == 2
    kept = {name: part.rows for name, part in old.tables.items() if name != "audit"}
    assert (
        kept.items() <= {name: part.rows for name, part in new.tables.items()}.items()
    )


def test_a_backup_of_the_first_release_is_restored(
    empty_engine: Engine, tmp_path: Path
) -> None:
    with writing(empty_engine) as connection:
        upgrade(connection, to="0001")
        connection.exec_driver_sql(
            "INSERT INTO accounts (account_id, upload_id) VALUES ('a', 1)"
        )
    backup(empty_engine, tmp_path / "old", **BY)
    copy(tmp_path / "old", tmp_path / "copy")

    restore(empty_engine, tmp_path / "copy", **BY, replace=True)

    migrate(empty_engine)
    assert load_tables(empty_engine)["accounts"]["account_id"].to_list() == ["a"]
