"""Whole files, stored once, each row with the file it came from."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from insight.store.load import load_tables
from insight.store.tables import DATA, uploads
from insight.store.transactions import reading, writing
from insight.store.uploads import (
    Committed,
    NewUpload,
    StoreState,
    commit,
    history,
    state,
)

Typed = Callable[..., pl.DataFrame]
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]


def segments(engine: Engine) -> dict[str, str]:
    found = load_tables(engine)["accounts"].select("account_id", "segment")
    return dict(found.iter_rows())


def upload_of_each_row(engine: Engine) -> dict[str, int]:
    rows = DATA["accounts"].c
    with reading(engine) as connection:
        found = connection.execute(select(rows.account_id, rows.upload_id))
        return {row.account_id: row.upload_id for row in found}


def test_a_commit_says_what_it_stored(
    engine: Engine, typed: Typed, upload: Upload, accounts: Upload, stored: Stored
) -> None:
    exits = typed(
        "exits", {"exit_id": "x", "account_id": "a", "exit_date": date(2025, 3, 1)}
    )

    done = stored(
        accounts("a.csv", a="smb", b="mid"),
        accounts("b.csv", c="ent"),
        upload("exits", exits),
    )

    assert done == Committed(1, {"accounts": 3, "exits": 1}, (), (1, 2, 3))
    assert segments(engine) == {"a": "smb", "b": "mid", "c": "ent"}
    assert_frame_equal(load_tables(engine)["exits"], exits)
    assert state(engine) == StoreState(
        data_version=1,
        as_of=date(2026, 1, 31),
        is_sample=False,
        ever_used=True,
        updated_at=datetime(2026, 2, 1, 9, 30, tzinfo=UTC),
    )


def test_a_row_that_is_there_is_replaced_and_belongs_to_the_later_file(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb", b="mid"))

    done = stored(accounts("b.csv", b="ent", c="ent"))

    assert done == Committed(2, {"accounts": 2}, (), (2,))
    assert segments(engine) == {"a": "smb", "b": "ent", "c": "ent"}
    assert upload_of_each_row(engine) == {"a": 1, "b": 2, "c": 2}


def test_the_same_file_again_changes_nothing_and_is_named(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    first = accounts("a.csv", a="smb")
    stored(first)
    before = state(engine), history(engine).rows()

    done = stored(first, replace(first, file_name="copy of a.csv"))

    assert done == Committed(1, {}, ("a.csv", "copy of a.csv"))
    assert (state(engine), history(engine).rows()) == before


def test_only_what_is_new_is_stored(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))

    done = stored(accounts("a.csv", a="smb"), accounts("b.csv", b="mid"))

    assert done == Committed(2, {"accounts": 1}, ("a.csv",), (2,))
    assert segments(engine) == {"a": "smb", "b": "mid"}


def test_one_file_may_fill_two_tables(
    engine: Engine, typed: Typed, upload: Upload, accounts: Upload, stored: Stored
) -> None:
    contacts = typed("contacts", {"contact_id": "k", "account_id": "a"})

    done = stored(
        accounts("all.csv", a="smb"), upload("contacts", contacts, file="all.csv")
    )

    assert done == Committed(1, {"accounts": 1, "contacts": 1}, (), (1, 2))
    assert_frame_equal(load_tables(engine)["contacts"], contacts)


def test_the_same_file_mapped_otherwise_takes_the_place_of_what_it_brought(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb", b="mid"))
    stored(accounts("later.csv", b="ent"))

    done = stored(accounts("a.csv", a="large", c="large"))

    assert done == Committed(3, {"accounts": 2}, (), (3,))
    assert segments(engine) == {"a": "large", "b": "ent", "c": "large"}
    assert history(engine)["is_live"].to_list() == [True, True, False]


def test_a_file_refused_as_a_whole_can_come_again(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv"))

    done = stored(accounts("a.csv", a="smb"))

    assert done == Committed(2, {"accounts": 1}, (), (2,))
    assert segments(engine) == {"a": "smb"}


def test_nothing_to_store_changes_nothing(engine: Engine, stored: Stored) -> None:
    assert stored() == Committed(0, {}, ())
    assert state(engine).ever_used is False


def test_the_order_of_columns_in_a_file_is_free(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    one = accounts("a.csv", a="smb")

    stored(replace(one, accepted=one.accepted.select(reversed(one.accepted.columns))))

    assert_frame_equal(load_tables(engine)["accounts"], one.accepted)


def test_of_several_who_store_the_same_file_one_does(
    engine: Engine,
    accounts: Upload,
    stored: Stored,
    record_property: Callable[[str, object], None],
) -> None:
    same = accounts("a.csv", a="smb")

    with ThreadPoolExecutor(8) as people:
        done = list(people.map(lambda _: stored(same), range(8)))

    already = [len(outcome.already) for outcome in done]
    record_property("stored", already.count(0))
    record_property("told", already.count(1))
    assert sorted(already) == [0, *[1] * 7]
    assert {outcome.data_version for outcome in done} == {1}
    assert history(engine).height == 1


def test_the_database_itself_refuses_a_second_live_upload_of_a_file(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))
    with reading(engine) as connection:
        row = connection.execute(select(uploads)).one()._asdict()

    with writing(engine) as connection:
        connection.execute(insert(uploads).values(row | {"id": 2, "is_live": False}))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(uploads).values(row | {"id": 3}))

    assert history(engine)["upload_id"].to_list() == [2, 1]


def test_a_moment_without_a_time_zone_is_a_wrong_argument(
    engine: Engine, accounts: Upload
) -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        commit(
            engine,
            [accounts("a.csv", a="smb")],
            by="ann",
            at=datetime(2026, 2, 1),  # noqa: DTZ001
            as_of=date(2026, 1, 31),
        )
