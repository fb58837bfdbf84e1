"""Where personal data is, and old words that go, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import polars as pl
import pytest
from sqlalchemy import Engine, select

from insight.store.audit import entries
from insight.store.incoming import RECORDS, REFUSED
from insight.store.load import load_tables
from insight.store.personal_data import erase_old_words, personal_data
from insight.store.tables import refused_records, refused_rows, row_history
from insight.store.uploads import Committed, NewUpload, commit, state

AT = datetime(2026, 3, 1, tzinfo=UTC)
LONG_AGO = datetime(2024, 3, 1, tzinfo=UTC)
BEFORE = date(2025, 6, 1)
Typed = Callable[..., pl.DataFrame]


@pytest.fixture
def filled(
    engine: Engine,
    typed: Typed,
    upload: Callable[..., NewUpload],
    stored: Callable[..., Committed],
) -> Engine:
    """A store with old and new words, some of them replaced, and old refused rows."""
    exits = [
        {
            "exit_id": id_,
            "account_id": "A1",
            "exit_date": day,
            "comment": f"words {id_}",
        }
        for id_, day in (("X1", date(2025, 5, 31)), ("X2", BEFORE))
    ]
    back = {
        "win_back_id": "W1",
        "account_id": "A1",
        "return_date": date(2025, 5, 1),
        "returned_because": "words W1",
    }
    stored(upload("exits", typed("exits", *exits), file="one.csv"))
    stored(
        upload(
            "exits", typed("exits", exits[0] | {"competitor": "Them"}), file="two.csv"
        )
    )
    stored(upload("win_backs", typed("win_backs", back), file="back.csv"))
    for name, at in (("old", LONG_AGO), ("new", AT)):
        refused = pl.DataFrame(
            [(2, "name", f"cell {name}", "bad")], REFUSED, orient="row"
        )
        records = pl.DataFrame([(2, f'{{"name":"row {name}"}}')], RECORDS, orient="row")
        bad = NewUpload(
            f"{name}.csv",
            name,
            "contacts",
            1,
            typed("contacts").clear(),
            refused,
            records,
        )
        commit(engine, [bad], by="a test", at=at, as_of=date(2026, 2, 28))
    return engine


def test_personal_data_is_counted_by_column(filled: Engine) -> None:
    assert personal_data(filled).rows() == [
        ("exits", "competitor", 1),
        ("exits", "comment", 2),
        ("exits", "recorded_by", 0),
        ("exits", "control_note", 0),
        ("win_backs", "returned_because", 1),
        ("win_backs", "offer", 0),
        ("issues", "topic", 0),
        ("contacts", "name", 0),
        ("contacts", "email", 0),
    ]


def test_old_words_go_wherever_they_are_kept_and_new_ones_stay(filled: Engine) -> None:
    version = state(filled).data_version

    erased = erase_old_words(filled, before=BEFORE, by="a setting", at=AT)

    tables = load_tables(filled)
    assert tables["exits"].select("exit_id", "comment", "competitor").rows() == [
        ("X1", None, "Them"),
        ("X2", "words X2", None),
    ]
    assert tables["win_backs"]["returned_because"].to_list() == [None]
    with filled.connect() as connection:
        kept = connection.scalars(select(row_history.c.content)).all()
        records = connection.scalars(select(refused_records.c.cells)).all()
        cells = connection.scalars(
            select(refused_rows.c.value).order_by(refused_rows.c.upload_id)
        ).all()
    assert not any("words X1" in content for content in kept)
    assert records == ['{"name":"row new"}']
    assert cells == [None, "cell new"]
    assert erased == 5
    assert state(filled).data_version == version + 1
    assert entries(filled)["action"][0] == "erased old words"


def test_doing_it_again_does_nothing(filled: Engine) -> None:
    erase_old_words(filled, before=BEFORE, by="a setting", at=AT)
    version, told = state(filled).data_version, entries(filled).height

    again = erase_old_words(filled, before=BEFORE, by="a setting", at=AT)

    assert again == 0
    assert (state(filled).data_version, entries(filled).height) == (version, told)


def test_servers_that_do_it_at_the_same_moment_do_it_once(filled: Engine) -> None:
    def once(_: int) -> int:
        return erase_old_words(filled, before=BEFORE, by="a setting", at=AT)

    with ThreadPoolExecutor(4) as servers:
        erased = list(servers.map(once, range(4)))

    assert sorted(erased) == [0, 0, 0, 5]
    told = entries(filled)["action"].to_list()
    assert told.count("erased old words") == 1


def test_refused_rows_alone_are_gone_from_every_page_as_well(filled: Engine) -> None:
    version = state(filled).data_version

    erased = erase_old_words(filled, before=date(2024, 6, 1), by="a setting", at=AT)

    assert erased == 2
    assert load_tables(filled)["exits"]["comment"].null_count() == 0
    assert state(filled).erased_in == state(filled).data_version == version + 1
