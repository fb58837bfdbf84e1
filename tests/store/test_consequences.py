"""What an undo would do is told as it then happens."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import polars as pl
from sqlalchemy import Engine

from insight.store.consequences import Consequences, consequences
from insight.store.load import load_tables
from insight.store.undo import undo
from insight.store.uploads import Committed, NewUpload

Typed = Callable[..., pl.DataFrame]
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]


def test_rows_that_go_come_back_and_stay_are_counted(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb", b="smb"))
    stored(accounts("b.csv", b="mid", c="mid", d="mid"))
    stored(accounts("c.csv", d="ent"))

    told = consequences(engine, [2])
    undo(engine, [2], by="cas", at=datetime(2026, 2, 3, tzinfo=UTC))

    assert told == [
        Consequences("accounts", removed=1, restored=1, overtaken=1, dangling=0)
    ]
    left = load_tables(engine)["accounts"].select("account_id", "segment")
    assert left.rows() == [("a", "smb"), ("b", "smb"), ("d", "ent")]


def test_rows_of_other_uploads_that_would_name_nothing_are_counted(
    engine: Engine, typed: Typed, upload: Upload, accounts: Upload, stored: Stored
) -> None:
    day = date(2025, 3, 1)
    exits = typed(
        "exits",
        {"exit_id": "x", "account_id": "a", "exit_date": day},
        {"exit_id": "y", "account_id": "b", "exit_date": day},
    )
    handled = typed("offboarding", {"exit_id": "x"}, {"exit_id": "y"})
    stored(accounts("a.csv", a="smb"))
    stored(accounts("b.csv", b="smb"), upload("exits", exits, file="exits.csv"))
    stored(upload("offboarding", handled, file="handled.csv"))

    assert consequences(engine, [1]) == [Consequences("accounts", 1, 0, 0, 1)]
    assert consequences(engine, [2, 3]) == [
        Consequences("accounts", 1, 0, 0, 0),
        Consequences("exits", 2, 0, 0, 2),
    ]


def test_rows_of_an_earlier_mapping_come_back(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb", b="smb"))
    stored(accounts("a.csv", a="mid", c="mid"))

    assert consequences(engine, [2]) == [Consequences("accounts", 1, 2, 0, 0)]
