"""An upload that is undone leaves the store as the other uploads alone would have made it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, delete, select, update

from insight.errors import UndoBlockedError
from insight.schema import TABLES
from insight.store.consequences import Consequences, consequences
from insight.store.history import history, state
from insight.store.load import load_tables
from insight.store.tables import DATA, row_history, uploads
from insight.store.transactions import reading, writing
from insight.store.undo import Undone, undo
from insight.store.uploads import Committed, NewUpload, remove_sample

Typed = Callable[..., pl.DataFrame]
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]
LATER = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
BY: dict[str, Any] = {"by": "cas", "at": LATER}


def content(engine: Engine) -> dict[str, str]:
    """A hash of every data table, with the upload that each row belongs to."""
    with reading(engine) as connection:
        rows = {
            name: connection.execute(
                table.select().order_by(*table.primary_key.columns)
            ).all()
            for name, table in DATA.items()
        }
    return {
        name: sha256(repr(found).encode()).hexdigest() for name, found in rows.items()
    }


def segments(engine: Engine) -> dict[str, str]:
    found = load_tables(engine)["accounts"].select("account_id", "segment")
    return dict(found.iter_rows())


def kept_rows(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(connection.execute(select(row_history)).all())


def test_an_undo_brings_back_what_was_replaced_and_takes_out_what_was_new(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb", b="mid"))
    before = content(engine)
    second = stored(accounts("b.csv", b="ent", c="ent"))

    done = undo(engine, second.upload_ids, **BY)

    assert done == Undone(3, (2,))
    assert content(engine) == before
    assert segments(engine) == {"a": "smb", "b": "mid"}
    assert kept_rows(engine) == 0


def test_an_undo_is_recorded_with_who_and_when(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"), as_of=date(2026, 1, 31))
    stored(accounts("b.csv", b="ent"), as_of=date(2026, 2, 28))

    undo(engine, [2], **BY)

    known = history(engine).select("upload_id", "is_live", "undone_at", "undone_by")
    assert known.rows() == [(2, False, LATER, "cas"), (1, True, None, None)]
    assert state(engine).as_of == date(2026, 1, 31)


def test_every_kind_of_value_comes_back_exactly(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    odd = "Zoë “=1+1” \\ \n\t 'quoted' 😀 {\"a\": null}"
    rows = {
        "accounts": [
            {"account_id": "00123", "account_name": odd, "is_test": True},
            {"account_id": "1e5", "segment": "", "is_test": False},
            {"account_id": "a b", "start_date": date(1999, 12, 31)},
        ],
        "exits": [
            {"exit_id": "x", "account_id": "00123", "exit_date": date(2024, 2, 29)}
            | {"last_mrr": Decimal("99999999999999.9999"), "currency": "EUR"}
        ],
        "fx_rates": [{"currency": "JPY", "usd_per_unit": Decimal("0.00671234")}],
        "issues": [
            {"issue_id": "i", "account_id": "a b", "severity": "low"}
            | {"opened_date": date(2024, 1, 1), "reopened_count": 2**62}
        ],
    }
    stored(*(upload(t, typed(t, *r), file=f"{t}.csv") for t, r in rows.items()))
    before, frames = content(engine), load_tables(engine)
    second = stored(*(upload(t, emptied(t, frames[t]), file=f"new {t}") for t in rows))
    between = content(engine)

    undo(engine, second.upload_ids, **BY)

    assert {name for name in rows if between[name] == before[name]} == set()
    assert content(engine) == before


def emptied(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The same keys with nothing else where that may be, and a rate of 1."""
    columns = TABLES[table].columns()
    empty = [
        pl.lit(None, rows.schema[n]).alias(n) for n, c in columns.items() if c.nullable
    ]
    rate = [pl.lit(1, rows.schema[n]).alias(n) for n in columns if n == "usd_per_unit"]
    return rows.with_columns(*empty, *rate)


def test_an_undo_after_later_uploads_leaves_what_they_changed(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb", b="smb"))
    stored(accounts("wrong.csv", a="ent", b="ent", c="ent", d="ent"))
    stored(accounts("later.csv", b="mid", c="mid"))

    undo(engine, [2], **BY)

    assert segments(engine) == {"a": "smb", "b": "mid", "c": "mid"}
    undo(engine, [3], **BY)
    assert segments(engine) == {"a": "smb", "b": "smb"}


def test_a_file_mapped_otherwise_gives_way_to_its_first_mapping(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("older.csv", a="old", c="old"))
    stored(accounts("a.csv", a="smb", b="mid"))
    stored(accounts("later.csv", b="ent"))
    before = content(engine)
    stored(accounts("a.csv", a="large", d="large"))
    assert segments(engine) == {"a": "large", "b": "ent", "c": "old", "d": "large"}

    undo(engine, [4], **BY)

    assert content(engine) == before
    assert history(engine)["is_live"].to_list() == [False, True, True, True]


def test_an_upload_that_gave_way_names_the_one_in_its_place(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))
    stored(accounts("a.csv", a="mid"), by="bob")
    before = content(engine), state(engine)

    with pytest.raises(UndoBlockedError) as blocked:
        undo(engine, [1], **BY)

    assert str(blocked.value) == (
        "“a.csv”, which bob brought on 01 Feb 2026 at 09:30 UTC, took the place of "
        "“a.csv”. Undo that one first."
    )
    assert (content(engine), state(engine)) == before
    assert undo(engine, [1, 2], **BY).upload_ids == (2, 1)
    assert segments(engine) == {}


def test_the_sample_comes_back_with_the_last_real_upload_gone(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("s.csv", s="smb"), accounts("t.csv", t="smb"), is_sample=True)
    before = content(engine)
    stored(accounts("a.csv", a="mid"))
    stored(accounts("b.csv", b="mid", s="ent"))

    undo(engine, [3], **BY)
    assert segments(engine) == {"b": "mid", "s": "ent"}
    undo(engine, [4], **BY)

    assert content(engine) == before
    assert state(engine).is_sample is True


def test_the_sample_stays_away_where_a_real_upload_comes_back(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("s.csv", s="smb"), is_sample=True)
    stored(accounts("s.csv", a="mid"))
    stored(accounts("s.csv", a="ent"))

    undo(engine, [3], **BY)

    assert segments(engine) == {"a": "mid"}
    assert state(engine).is_sample is False


def test_a_sample_that_a_person_removed_stays_away(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("s.csv", s="smb"), is_sample=True)
    remove_sample(engine, **BY)
    stored(accounts("a.csv", a="mid"))

    undo(engine, [2], **BY)

    assert segments(engine) == {}


def test_the_same_undo_again_changes_nothing(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))

    assert undo(engine, [1], **BY) == Undone(2, (1,))
    assert undo(engine, [1], **BY) == Undone(2, ())


def test_an_undone_file_can_come_again(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))
    undo(engine, [1], **BY)

    assert stored(accounts("a.csv", a="smb")).stored == {"accounts": 1}
    assert segments(engine) == {"a": "smb"}


def test_a_file_whose_values_were_replaced_can_come_again(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb", b="smb"))
    stored(accounts("b.csv", a="ent"))
    before = content(engine)

    again = stored(accounts("a.csv", a="smb", b="smb"))

    assert again == Committed(3, {"accounts": 2}, (), (3,))
    assert segments(engine) == {"a": "smb", "b": "smb"}
    undo(engine, [3], **BY)
    assert content(engine) == before


def test_a_file_whose_values_came_again_in_another_file_changes_nothing(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))
    stored(accounts("copy.csv", a="smb"))

    assert stored(accounts("a.csv", a="smb")) == Committed(2, {}, ("a.csv",))


def test_rows_that_were_replaced_before_they_were_kept_stand_in_the_way(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("old.csv", a="smb", b="smb"))
    stored(accounts("new.csv", a="mid"))
    with writing(engine) as connection:
        connection.execute(delete(row_history))

    with pytest.raises(UndoBlockedError, match=r"rows of “old\.csv” were replaced by"):
        undo(engine, [2], **BY)

    assert segments(engine) == {"a": "mid", "b": "smb"}


def test_a_table_of_somebody_else_is_left_alone(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (account_id TEXT)")
        connection.exec_driver_sql("INSERT INTO notes VALUES ('a')")
    stored(accounts("a.csv", a="smb"))

    undo(engine, [1], **BY)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM notes").all() == [("a",)]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"upload_ids": [7], **BY}, "do not exist"),
        ({"upload_ids": [], **BY, "at": datetime(2026, 2, 1)}, "time zone"),  # noqa: DTZ001
    ],
)
def test_an_undo_of_nothing_we_know_is_a_wrong_argument(
    engine: Engine, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        undo(engine, **asked)


def test_what_a_later_file_completed_keeps_what_that_file_says(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    day = date(2024, 1, 2)
    row = {"account_id": "a", "currency": "EUR", "is_test": False}
    first = typed("accounts", {**row, "segment": "smb", "start_date": day})
    merged = typed(
        "accounts", {**row, "segment": "smb", "start_date": day, "owner": "Ann"}
    )
    alone = typed(
        "accounts",
        {"account_id": "a", "currency": "USD", "is_test": False, "owner": "Ann"},
    )
    said = {"says": ["account_id", "owner"], "assumes": ["currency", "is_test"]}
    stored(upload("accounts", first, file="billing.csv"))
    before = content(engine)
    stored(replace(upload("accounts", merged, file="crm.csv"), said=said, alone=alone))
    both = content(engine)

    undo(engine, [1], **BY)
    left = load_tables(engine)["accounts"]
    stored(replace(upload("accounts", first, file="billing.csv"), said=None))
    undo(engine, [2], **BY)

    assert left.equals(alone)
    assert load_tables(engine)["accounts"].equals(first)
    assert len({before["accounts"], both["accounts"], content(engine)["accounts"]}) == 3


def test_a_row_that_a_whole_list_removed_is_back_with_the_undo(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("jan.csv", a="smb", b="mid"))
    before = content(engine)
    stored(replace(accounts("feb.csv", a="smb"), removed=("b",)))
    after = segments(engine)

    told = consequences(engine, [2])
    undo(engine, [2], **BY)

    assert after == {"a": "smb"}
    assert told == [Consequences("accounts", 0, 2, 0, 0)]
    assert content(engine) == before


def test_a_phase_that_a_later_file_closed_runs_on_with_the_undo(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    phase = {"subscription_id": "s", "account_id": "a", "status": "active"}
    phase |= {"billing_interval": "month", "currency": "USD"}
    old = {
        **phase,
        "phase_id": "s/1",
        "start_date": date(2025, 1, 1),
        "amount": Decimal(100),
    }
    new = {
        **phase,
        "phase_id": "s/2",
        "start_date": date(2025, 6, 1),
        "amount": Decimal("150.5"),
    }
    stored(upload("subscriptions", typed("subscriptions", old), file="jan.csv"))
    before = content(engine)
    closed = typed("subscriptions", {**old, "end_date": date(2025, 6, 1)})
    later = upload("subscriptions", typed("subscriptions", new), file="jun.csv")
    said = {"says": list(TABLES["subscriptions"].columns())}

    stored(replace(later, closed=closed, said=said))
    told = load_tables(engine)["subscriptions"].select("phase_id", "end_date", "amount")
    undo(engine, [2], **BY)

    assert told.rows() == [
        ("s/1", date(2025, 6, 1), Decimal("100.0000")),
        ("s/2", None, Decimal("150.5000")),
    ]
    assert content(engine) == before


def test_rows_completed_by_an_earlier_version_stand_in_the_way(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("billing.csv", a="smb"))
    stored(accounts("crm.csv", a="smb"))
    with writing(engine) as connection:
        later = update(uploads).where(uploads.c.id == 2)
        connection.execute(later.values(completes=True))

    with pytest.raises(
        UndoBlockedError,
        match=r"“crm.csv”, which ann .* completed rows of “billing.csv”",
    ):
        undo(engine, [1], **BY)
