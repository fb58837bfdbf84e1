from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl
from polars.testing import assert_frame_equal
from sqlalchemy import Engine

from insight.schema import TABLES
from insight.store.one_account import load_account
from insight.store.uploads import Committed, NewUpload

Typed = Callable[..., pl.DataFrame]
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]


def test_the_rows_of_one_account_come_back_typed_and_no_others(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    accounts = typed(
        "accounts",
        {"account_id": "a", "is_test": False, "start_date": date(2024, 2, 29)},
        {"account_id": "b"},
    )
    exits = typed(
        "exits",
        {"exit_id": "x", "account_id": "b", "exit_date": date(2025, 1, 1)},
        {"exit_id": "y", "account_id": "a", "exit_date": date(2025, 2, 1)}
        | {"last_mrr": Decimal("12.3400")},
        {"exit_id": "z", "account_id": "a", "exit_date": date(2024, 1, 1)},
    )
    stored(upload("accounts", accounts), upload("exits", exits))

    found = load_account(engine, account_id="a")

    assert_frame_equal(found["accounts"], accounts[:1])
    assert_frame_equal(found["exits"], exits[1:])
    assert_frame_equal(found["issues"], TABLES["issues"].create_empty())


def test_an_id_is_a_value_and_never_a_query(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    stored(upload("accounts", typed("accounts", {"account_id": "a"})))

    found = load_account(engine, account_id="' OR '1'='1")

    assert found["accounts"].is_empty()
