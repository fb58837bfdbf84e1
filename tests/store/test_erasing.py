"""Erasing a person, on both databases, and what is left of them: nothing."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, select

from insight.store.audit import entries, verify
from insight.store.erasing import Erased, erase_person, would_erase
from insight.store.incoming import RECORDS, REFUSED
from insight.store.load import load_tables
from insight.store.tables import METADATA, refused_records, refused_rows, row_history
from insight.store.undo import undo
from insight.store.uploads import Committed, NewUpload, commit, state

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = "ada.lovelace@x.test"
Typed = Callable[..., pl.DataFrame]
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]


@pytest.fixture
def filled(engine: Engine, typed: Typed, upload: Upload, stored: Stored) -> Engine:
    """A store that knows Ada by name in every place, and Bob beside her."""
    ada = {"contact_id": "C1", "account_id": "A1", "name": "Ada Lovelace", "email": ADA}
    bob = {"contact_id": "C2", "account_id": "A1", "name": "Bob", "email": "bob@x.test"}
    exits = [
        {
            "exit_id": id_,
            "account_id": "A1",
            "exit_date": date(2025, 6, 1),
            "comment": said,
        }
        for id_, said in (
            ("X1", "Write to ADA.lovelace@x.test"),
            ("X2", "ask Ada Lovelace"),
            ("X3", "too dear, says Bob"),
        )
    ]
    stored(upload("contacts", typed("contacts", ada, bob), file="one.csv"))
    stored(
        upload("contacts", typed("contacts", ada | {"role": "boss"}), file="two.csv")
    )
    stored(upload("exits", typed("exits", *exits), file="exits.csv"))
    stored(upload("exits", typed("exits", exits[2]), file="again.csv"))
    refused = pl.DataFrame(
        [(2, "email", ADA, "is bad"), (3, "email", "bob@x.test", "is bad")],
        REFUSED,
        orient="row",
    )
    records = pl.DataFrame(
        [(2, f'{{"id":"C1","mail":"{ADA}"}}'), (3, '{"id":"C2","mail":"bob@x.test"}')],
        RECORDS,
        orient="row",
    )
    bad = NewUpload(
        "bad.csv", "bad", "contacts", 2, typed("contacts").clear(), refused, records
    )
    commit(engine, [bad], by="a test", at=AT, as_of=date(2026, 2, 28))
    return engine


def everything(engine: Engine) -> str:
    with engine.connect() as connection:
        return " ".join(
            str(row).lower()
            for table in METADATA.sorted_tables
            for row in connection.execute(select(table))
        )


@pytest.mark.parametrize("who", [ADA, ADA.upper(), "C1"])
def test_nothing_is_left_of_an_erased_person(filled: Engine, who: str) -> None:
    before = state(filled).data_version

    erased = erase_person(filled, who, by="boss@x.test", at=AT)

    left = everything(filled)
    assert erased == Erased(contacts=1, texts=2, refused=1)
    assert "lovelace" not in left
    assert state(filled).data_version == before + 1


def test_everybody_and_everything_else_stays(filled: Engine) -> None:
    erase_person(filled, ADA, by="boss@x.test", at=AT)

    tables = load_tables(filled)
    contacts = tables["contacts"].select("contact_id", "role", "name", "email")
    assert contacts.rows() == [
        ("C1", "boss", None, None),
        ("C2", None, "Bob", "bob@x.test"),
    ]
    assert tables["exits"]["comment"].to_list() == [None, None, "too dear, says Bob"]
    with filled.connect() as connection:
        cells = connection.scalars(select(refused_records.c.cells)).all()
        values = connection.scalars(
            select(refused_rows.c.value).order_by(refused_rows.c.position)
        ).all()
    assert (cells, values) == (
        ['{"id":"C2","mail":"bob@x.test"}'],
        [None, "bob@x.test"],
    )


def test_the_audit_says_that_somebody_was_erased_and_not_who(filled: Engine) -> None:
    erase_person(filled, ADA, by="boss@x.test", at=AT)

    latest = entries(filled).row(0, named=True)
    assert (latest["by"], latest["action"]) == ("boss@x.test", "erased a person")
    assert latest["counts"] == '{"contacts": 1, "refused rows": 1, "texts": 2}'
    assert verify(filled).broken is None


def test_a_look_at_what_would_be_erased_changes_nothing(filled: Engine) -> None:
    before = everything(filled)

    told = would_erase(filled, ADA, at=AT)

    assert told == Erased(contacts=1, texts=2, refused=1)
    assert everything(filled) == before


def test_somebody_unknown_is_nothing_to_erase(filled: Engine) -> None:
    before = everything(filled)

    erased = erase_person(filled, "eve@x.test", by="boss@x.test", at=AT)

    assert erased.is_nothing
    assert everything(filled) == before


def test_an_undo_brings_the_row_back_without_the_person(filled: Engine) -> None:
    erase_person(filled, ADA, by="boss@x.test", at=AT)

    undo(filled, [2], by="boss@x.test", at=AT)

    contacts = load_tables(filled)["contacts"].select("contact_id", "role", "name")
    assert contacts.rows() == [("C1", None, None), ("C2", None, "Bob")]


def test_no_file_brings_an_erased_person_again(
    filled: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    erase_person(filled, ADA, by="boss@x.test", at=AT)
    rows = typed(
        "contacts",
        {"contact_id": "C1", "account_id": "A1", "name": "Ada Lovelace", "email": ADA},
        {"contact_id": "C3", "account_id": "A1", "name": "Cy", "email": "cy@x.test"},
    )

    stored(upload("contacts", rows, file="later.csv"))

    contacts = load_tables(filled)["contacts"].select("contact_id", "name", "email")
    assert contacts.rows() == [
        ("C1", None, None),
        ("C2", "Bob", "bob@x.test"),
        ("C3", "Cy", "cy@x.test"),
    ]


def test_the_same_file_again_still_changes_nothing(
    filled: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    erase_person(filled, ADA, by="boss@x.test", at=AT)
    ada = {"contact_id": "C1", "account_id": "A1", "name": "Ada Lovelace", "email": ADA}

    again = stored(
        upload("contacts", typed("contacts", ada | {"role": "boss"}), file="two.csv")
    )

    assert again.already == ("two.csv",)


def test_a_contact_whose_id_is_an_address_gets_another_id_everywhere(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    by_mail = typed("contacts", {"contact_id": ADA, "account_id": "A1", "name": "Ada"})
    back = {
        "win_back_id": "W1",
        "account_id": "A1",
        "return_date": date(2025, 9, 1),
        "via_contact_id": ADA,
    }
    stored(upload("contacts", by_mail, file="one.csv"))
    stored(upload("win_backs", typed("win_backs", back), file="back.csv"))

    erase_person(engine, ADA, by="boss@x.test", at=AT)
    stored(upload("contacts", by_mail, file="later.csv"))

    tables = load_tables(engine)
    (alias,) = tables["contacts"]["contact_id"]
    assert alias.startswith("erased-")
    assert tables["win_backs"]["via_contact_id"].to_list() == [alias]
    assert "lovelace" not in everything(engine)


def test_kept_rows_lose_a_name_and_nothing_else(filled: Engine) -> None:
    def contents() -> list[dict[str, object]]:
        with filled.connect() as connection:
            query = select(row_history.c.content).order_by(row_history.c.key)
            return [json.loads(row) for row in connection.scalars(query)]

    before = contents()
    erase_person(filled, ADA, by="boss@x.test", at=AT)

    blank = [
        row | dict.fromkeys({"name", "email"} & row.keys())
        if row.get("email") == ADA
        else row
        for row in before
    ]
    assert contents() == blank
    assert blank != before


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_file_of_the_database_holds_no_byte_of_them(
    filled: Engine, tmp_path: Path
) -> None:
    erase_person(filled, ADA, by="boss@x.test", at=AT)

    held = b"".join(path.read_bytes() for path in tmp_path.glob("insight.db*"))
    assert len(held) > 10_000
    assert b"lovelace" not in held.lower()
