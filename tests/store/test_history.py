"""What the store says of itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
from polars.testing import assert_frame_equal
from sqlalchemy import Engine

from insight.store.history import refused_only_for
from insight.store.undo import undo
from insight.store.uploads import (
    Committed,
    NewUpload,
    StoreState,
    history,
    refused,
    refused_whole,
    state,
)

Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]


def test_a_new_store_holds_nothing(engine: Engine) -> None:
    assert state(engine) == StoreState(
        data_version=0, as_of=None, is_sample=False, ever_used=False, updated_at=None
    )


def test_the_data_speaks_of_the_latest_day_of_its_live_files(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("s.csv", s="smb"), is_sample=True, as_of=date(2030, 1, 1))
    stored(accounts("a.csv", a="smb"), as_of=date(2026, 3, 31))
    stored(accounts("b.csv", b="smb"), as_of=date(2025, 12, 31))

    assert state(engine).as_of == date(2026, 3, 31)


def test_a_moment_is_kept_in_utc(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    in_berlin = datetime(2026, 2, 1, 0, 30, 0, 123456, timezone(timedelta(hours=1)))

    stored(accounts("a.csv", a="smb"), at=in_berlin)

    in_utc = datetime(2026, 1, 31, 23, 30, 0, 123456, UTC)
    assert state(engine).updated_at == in_utc
    assert history(engine)["at"].to_list() == [in_utc]


def test_the_history_has_every_file_and_counts_refused_records_once(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    reasons = pl.DataFrame(
        {
            "line": [9, 4, 4],
            "column": ["start_date", "region", None],
            "value": ["31.02.2025", None, ""],
            "reason": ["is not a date", "is empty", "the key is there twice"],
        }
    )
    some = replace(
        accounts("a.csv", a="smb"), rows_in=4, refused=reasons, profile="crm"
    )

    stored(some)
    stored(accounts("b.csv", b="mid", c="mid"), by="bob", as_of=date(2026, 2, 28))

    at = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)
    live = {"is_sample": False, "is_live": True, "ended_by": None}
    live |= {"undone_at": None, "undone_by": None}
    expected = [
        {
            "upload_id": 2,
            "at": at,
            "by": "bob",
            "file_name": "b.csv",
            "sha256": "bytes of b.csv",
            "table": "accounts",
        }
        | {"rows_in": 2, "rows_accepted": 2, "rows_refused": 0, "rows_skipped": 0}
        | {"profile": None}
        | {"as_of": date(2026, 2, 28), **live},
        {
            "upload_id": 1,
            "at": at,
            "by": "ann",
            "file_name": "a.csv",
            "sha256": "bytes of a.csv",
            "table": "accounts",
        }
        | {"rows_in": 4, "rows_accepted": 1, "rows_refused": 2, "rows_skipped": 1}
        | {"profile": "crm"}
        | {"as_of": date(2026, 1, 31), **live},
    ]
    assert history(engine).to_dicts() == expected
    assert_frame_equal(refused(engine, upload_id=1), reasons)
    assert_frame_equal(refused(engine, upload_id=2), reasons.clear())


def test_an_empty_history_has_its_types(engine: Engine) -> None:
    empty = history(engine)

    assert empty.height == 0
    assert empty.schema["at"] == pl.Datetime("us", "UTC")


def test_whole_refused_rows_are_kept_beside_their_reasons(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    records = pl.DataFrame({"line": [7, 3], "cells": ['{"id":"x"}', '{"id":null}']})

    stored(replace(accounts("a.csv", a="smb"), records=records))

    assert_frame_equal(refused_whole(engine, upload_id=1), records.sort("line"))


def test_records_that_one_reason_alone_speaks_against_are_found_by_file(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    reasons = pl.DataFrame(
        {
            "line": [2, 3, 3, 4],
            "column": ["account_id", "account_id", "exit_date", "exit_date"],
            "value": ["A9", "A8", "someday", "never"],
            "reason": ["unknown", "unknown", "no date", "no date"],
        }
    )
    stored(replace(accounts("a.csv", a="smb"), refused=reasons))
    stored(replace(accounts("b.csv", b="smb"), refused=reasons))

    undo(engine, [2], by="ann", at=datetime(2026, 3, 1, tzinfo=UTC))

    assert refused_only_for(engine, ["unknown"]).rows() == [(1, "a.csv", "accounts", 2)]


def test_a_file_of_which_no_row_is_stored_says_nothing_of_the_day(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    empty = accounts("a.csv", a="smb")

    stored(replace(empty, accepted=empty.accepted.clear()), as_of=date(2026, 3, 1))

    assert state(engine).as_of is None
