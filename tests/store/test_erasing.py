"""Erasing a person, on both databases, and what is left of them: nothing."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Engine, select

from insight.store.audit import entries, verify
from insight.store.decisions import Content, decide, revise
from insight.store.erasing import Erased, erase_person, would_erase
from insight.store.incoming import RECORDS, REFUSED
from insight.store.judgements import Judgement, judge
from insight.store.leftovers import clear_away, empty_log
from insight.store.load import load_tables
from insight.store.mappings import all_remembered, remember
from insight.store.snapshot import snapshot
from insight.store.tables import METADATA, refused_records, refused_rows, row_history
from insight.store.undo import undo
from insight.store.uploads import Committed, NewUpload, commit, state

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = "ada.lovelace@x.test"
Row = dict[str, Any]
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


def test_somebody_unknown_is_nothing_to_erase_and_the_audit_says_so(
    filled: Engine,
) -> None:
    before, version = load_tables(filled), state(filled).data_version

    erased = erase_person(filled, "eve@x.test", by="boss@x.test", at=AT)

    latest = entries(filled).row(0, named=True)
    assert erased.is_nothing
    assert (latest["by"], latest["action"]) == ("boss@x.test", "erased nobody")
    assert state(filled).data_version == version
    for name, rows in load_tables(filled).items():
        assert_frame_equal(rows, before[name])


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


@pytest.fixture
def known_everywhere(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> Engine:
    """A store that knows Zoë in every text there is, written in many ways."""
    written = iter(WRITTEN * 9)
    for table, rows in texts(lambda: f"as {next(written)} told us").items():
        stored(upload(table, typed(table, *rows), file=f"{table}.csv"))
        changed = typed(table, *(row | MORE.get(table, {}) for row in rows))
        stored(upload(table, changed, file=f"later {table}.csv"))
    mapping = {
        "table": "exits",
        "columns": {"comment": "Said"},
        "values": {"reason_code": {f"{NAME} said so": "too_expensive", "dear": "x"}},
        "answers": {"who": [MAIL, "nobody"]},
    }
    about: dict[str, Any] = {"by": "ann", "at": AT}
    remember(engine, "shape", mapping, name=f"Of {NAME}", **about)
    remember(engine, "other", {"table": "exits", "columns": {"comment": NAME}}, **about)
    first = decide(
        engine, Content(f"Call {NAME}", owner=MAIL), week="2026-W01", **about
    )
    revise(engine, first.id, Content("Call them"), seen=1, week="2026-W02", **about)
    note = f"{NAME} is cross"
    judge(engine, Judgement("A1", AT.date(), "ann", 4, note, 90, None), at=AT)
    return engine


NAME, MAIL = 'Zoë "Zo" O\'Ne\\il', "zoe@x.test"
WRITTEN = (
    NAME,
    NAME.upper(),
    "O'Ne\\il,   Zoë  (Zo)",
    "zo\u0065\u0308 zo\u00a0o'ne\\il",
    f"<{MAIL.upper()}>",
)
MORE: dict[str, Row] = {
    "contacts": {"role": "boss"},
    "exits": {"last_mrr": None, "voluntary": True},
}


def texts(said: Callable[[], str], *, id_: str = "C1") -> dict[str, list[Row]]:
    """Rows with a text in every column that people fill with their own words."""
    exit_ = {"exit_id": "X1", "account_id": "A1", "exit_date": AT.date()}
    own = ("comment", "competitor", "recorded_by", "control_note")
    back = {"win_back_id": "W1", "account_id": "A1", "return_date": AT.date()}
    issue = {"issue_id": "I1", "account_id": "A1", "opened_date": AT.date()}
    contact = {"contact_id": id_, "account_id": "A1", "name": NAME, "email": MAIL}
    return {
        "contacts": [contact, {"contact_id": "C2", "account_id": "A1", "role": said()}],
        "exits": [
            {**exit_, "control_override": "ours", **{name: said() for name in own}}
        ],
        "win_backs": [{**back, "returned_because": said(), "offer": said()}],
        "issues": [{**issue, "severity": "low", "topic": said()}],
        "accounts": [{"account_id": "A1", "account_name": said(), "owner": said()}],
    }


def is_silent(engine: Engine) -> bool:
    told = everything(engine)
    return not any(word in told for word in ("zo\xeb", "zoe", "ne\\\\il", "zoe@x"))


def test_nothing_is_left_of_them_in_any_text_however_it_is_written(
    known_everywhere: Engine,
) -> None:
    before = load_tables(known_everywhere)
    heights = {name: rows.height for name, rows in before.items()}

    erase_person(known_everywhere, MAIL, by="boss", at=AT)

    after = load_tables(known_everywhere)
    assert is_silent(known_everywhere)
    assert verify(known_everywhere).broken is None
    assert {name: rows.height for name, rows in after.items()} == heights
    assert after["exits"]["control_note"].to_list() == ["(erased)"]
    assert [kept.mapping["values"] for kept in all_remembered(known_everywhere)] == [
        {"reason_code": {"dear": "x"}}
    ]


@pytest.mark.parametrize("id_", ["C1", "C9", MAIL, NAME])
def test_no_later_file_brings_them_back(
    known_everywhere: Engine, typed: Typed, upload: Upload, stored: Stored, id_: str
) -> None:
    erase_person(known_everywhere, MAIL, by="boss", at=AT)
    refused = pl.DataFrame([(2, "name", NAME, f"no {NAME}")], REFUSED, orient="row")
    records = pl.DataFrame(
        [(2, json.dumps({"id": "C5", "who": NAME}))], RECORDS, orient="row"
    )

    for table, rows in texts(lambda: WRITTEN[2], id_=id_).items():
        later = upload(table, typed(table, *rows), file=f"new {table}.csv")
        named = f"new {table} of {MAIL}.csv"
        stored(replace(later, file_name=named, refused=refused, records=records))
    by_name = {"contact_id": "C7", "account_id": "A2", "name": WRITTEN[2]}
    stored(upload("contacts", typed("contacts", by_name), file="more.csv"))
    remember(
        known_everywhere,
        "again",
        {"table": "exits", "values": {"reason_code": {NAME: "too_expensive"}}},
        by="ann",
        at=AT,
    )

    assert is_silent(known_everywhere)


def test_others_with_an_address_or_a_name_like_theirs_stay(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    people = [
        {"contact_id": id_, "account_id": "A1", "name": name, "email": email}
        for id_, name, email in (
            ("C1", "Ann Lee", "ann@x.test"),
            ("C2", "Joann Leeds", "joann@x.test"),
            ("C3", "Ann Lee", "other@x.test"),
        )
    ]
    left = {"exit_id": "X1", "account_id": "A1", "exit_date": AT.date()}
    said = left | {"comment": "Joann Lee wrote from joann@x.test.uk and ann@x.test.uk"}
    stored(upload("contacts", typed("contacts", *people)))
    stored(upload("exits", typed("exits", said), file="exits.csv"))

    erase_person(engine, "ann@x.test", by="boss", at=AT)

    tables = load_tables(engine)
    assert tables["contacts"].select("name", "email").rows() == [
        (None, None),
        ("Joann Leeds", "joann@x.test"),
        (None, "other@x.test"),
    ]
    assert tables["exits"]["comment"].to_list() == [said["comment"]]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_no_file_of_the_data_folder_holds_a_byte_of_them(
    known_everywhere: Engine, tmp_path: Path
) -> None:
    snapshot(known_everywhere, home=tmp_path)
    copy = tmp_path / "insight.db.before-0016"
    copy.write_bytes((tmp_path / "insight.db").read_bytes())
    os.utime(copy, (AT.timestamp() - 1,) * 2)
    before = held_in(tmp_path)

    erase_person(known_everywhere, MAIL, by="boss", at=AT)
    left = clear_away(known_everywhere, home=tmp_path)

    assert b"zoe@x" in before
    assert left == []
    assert not any(word in held_in(tmp_path) for word in (b"zoe", b"zo\xc3\xab"))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_log_that_somebody_reads_is_emptied_once_they_end(
    filled: Engine, tmp_path: Path
) -> None:
    with filled.connect().execution_options(insight_read_only=True) as reader:
        reader.execute(select(row_history)).first()
        erase_person(filled, ADA, by="boss", at=AT)
        busy = clear_away(filled, home=tmp_path)

    assert busy == ["SQLite's log"]
    assert clear_away(filled, home=tmp_path) == []
    assert empty_log(filled)
    assert b"lovelace" not in held_in(tmp_path)


def held_in(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files).lower()
