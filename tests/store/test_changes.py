"""What an import would change is told as it then happens."""

from collections.abc import Callable
from datetime import date

import polars as pl
from polars.testing import assert_frame_equal
from sqlalchemy import Engine

from insight.store.changes import CELLS, changes, rows_gone
from insight.store.load import load_tables
from insight.store.uploads import Committed, NewUpload

Typed = Callable[..., pl.DataFrame]
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]


def test_changes_are_counted_and_the_first_are_listed_from_old_to_new(
    typed: Typed,
) -> None:
    stored = typed(
        "accounts",
        {"account_id": "a", "segment": "smb", "start_date": date(2024, 1, 2)},
        {"account_id": "b", "segment": "mid", "is_test": True},
        {"account_id": "c", "segment": "ent"},
        {"account_id": "z"},
    )
    accepted = typed(
        "accounts",
        {"account_id": "n", "segment": "smb"},
        {"account_id": "c", "segment": "ent"},
        {"account_id": "b", "segment": "mid", "is_test": False},
        {"account_id": "a", "segment": None, "start_date": date(2024, 1, 3)},
    )

    found = changes(stored, accepted, table="accounts")

    cells = [
        ("b", "is_test", "true", "false"),
        ("a", "segment", "smb", None),
        ("a", "start_date", "2024-01-02", "2024-01-03"),
    ]
    assert (found.new, found.changed, found.unchanged, found.gone) == (1, 2, 1, 0)
    assert_frame_equal(found.cells, pl.DataFrame(cells, CELLS, orient="row"))
    assert not found.is_nothing


def test_the_list_of_changed_rows_is_cut(typed: Typed) -> None:
    keys = [f"{n:02}" for n in range(30)]
    stored = typed("accounts", *({"account_id": k, "segment": "smb"} for k in keys))

    found = changes(
        stored, stored.with_columns(segment=pl.lit("mid")), table="accounts", rows=2
    )

    assert found.changed == 30
    assert found.cells["key"].to_list() == ["00", "01"]


def test_the_same_rows_again_change_nothing(typed: Typed) -> None:
    rows = typed("accounts", {"account_id": "a", "region": None, "segment": "smb"})

    found = changes(rows, rows, table="accounts")

    assert (found.new, found.changed, found.unchanged, found.cells.height) == (
        0,
        0,
        1,
        0,
    )
    assert found.is_nothing


def test_nothing_stored_means_that_everything_is_new(typed: Typed) -> None:
    rows = typed("accounts", {"account_id": "a"})

    found = changes(rows.clear(), rows, table="accounts")

    assert (found.new, found.changed, found.unchanged) == (1, 0, 0)


def test_rows_that_a_file_no_longer_brings_are_gone(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb", b="smb", c="smb"))
    stored(accounts("b.csv", c="mid"))
    again = accounts("a.csv", a="ent")
    asked = {"table": "accounts", "sha256": again.sha256}

    told = rows_gone(engine, again.accepted, **asked)
    before = set(load_tables(engine)["accounts"]["account_id"])
    stored(again)

    assert told == 1
    assert before - set(load_tables(engine)["accounts"]["account_id"]) == {"b"}
    assert rows_gone(engine, again.accepted, **(asked | {"sha256": "other"})) == 0
