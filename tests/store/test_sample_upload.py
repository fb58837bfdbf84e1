"""The sample gives way to real data and stays away."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from insight.store.load import load_tables
from insight.store.uploads import (
    Committed,
    NewUpload,
    StoreState,
    remove_sample,
    state,
)

BY: dict[str, Any] = {"by": "ann", "at": datetime(2026, 2, 2, tzinfo=UTC)}
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]


def segments(engine: Engine) -> dict[str, str]:
    found = load_tables(engine)["accounts"].select("account_id", "segment")
    return dict(found.iter_rows())


def test_the_first_real_file_removes_the_sample(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("sample.csv", s="smb", t="mid"), is_sample=True)
    assert state(engine).is_sample is True

    stored(accounts("a.csv", a="smb"))

    assert segments(engine) == {"a": "smb"}
    assert state(engine).is_sample is False


def test_a_sample_file_can_be_uploaded_as_ones_own(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    sample = accounts("sample.csv", s="smb"), accounts("more.csv", t="mid")
    stored(*sample, is_sample=True)

    done = stored(sample[0])

    assert done == Committed(2, {"accounts": 1}, (), (3,))
    assert segments(engine) == {"s": "smb"}


def test_a_sample_is_stored_once(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("sample.csv", s="smb"), is_sample=True)

    done = stored(accounts("sample.csv", s="smb"), is_sample=True)

    assert done == Committed(1, {}, ("sample.csv",))


def test_a_sample_is_not_put_beside_real_data(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))

    done = stored(accounts("sample.csv", s="smb"), is_sample=True)

    assert done == Committed(1, {}, ())
    assert segments(engine) == {"a": "smb"}


def test_a_removed_sample_stays_away(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("sample.csv", s="smb"), is_sample=True)

    version = remove_sample(engine, **BY)
    done = stored(accounts("sample.csv", s="smb"), is_sample=True)

    assert (version, done) == (2, Committed(2, {}, ()))
    assert segments(engine) == {}
    assert state(engine) == StoreState(
        data_version=2, as_of=None, is_sample=False, ever_used=True, updated_at=None
    )


def test_removing_a_sample_leaves_real_data_alone(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))

    assert remove_sample(engine, **BY) == 1
    assert segments(engine) == {"a": "smb"}
