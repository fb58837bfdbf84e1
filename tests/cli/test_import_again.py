"""Files brought again in part, corrected or whole: nothing known is erased by silence."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from insight.cli import main
from insight.settings import runtime
from insight.store.consequences import consequences
from insight.store.engines import open_engine
from insight.store.history import history
from insight.store.load import load_tables
from insight.store.undo import undo

DOLLARS = ("--answer", "currency=USD")
FAULTS = Path(__file__).parents[1] / "faults" / "intake"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    engine = open_engine(runtime().database_url)
    yield engine
    engine.dispose()


def brought(*arguments: str, code: int = 0) -> list[dict[str, Any]]:
    files = [str(FAULTS / one) if one.endswith(".csv") else one for one in arguments]
    result = CliRunner().invoke(main, ["import", "--json", *files])
    assert result.exit_code == code, result.output
    told: list[dict[str, Any]] = json.loads(result.output)
    return told


def written(name: str, content: str) -> str:
    path = Path(name).absolute()
    path.write_text(content, encoding="utf-8")
    return str(path)


def rows(engine: Engine, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return load_tables(engine)[table].select(columns).rows()


def test_a_refused_consent_and_a_rest_day_outlive_a_file_without_them(
    store: Engine,
) -> None:
    brought("dnc1.csv", "dnc_exits.csv")

    brought("dnc2.csv")

    accounts = load_tables(store)["accounts"].with_columns(pl.col(pl.Date).cast(str))
    asked = ("segment", "start_date", "consent_to_contact", "do_not_contact_before")
    assert accounts.select(asked).rows() == [
        ("smb", "2024-01-01", False, "2027-06-01"),
        ("ent", "2024-01-01", False, None),
    ]


def test_an_empty_cell_lifts_no_refusal_and_a_value_does(store: Engine) -> None:
    brought("dnc1.csv")
    header = "account_id,consent_to_contact,do_not_contact_before\n"

    brought(written("empty.csv", header + "A1,,\nA2,yes,\n"))
    asked = ("consent_to_contact", "do_not_contact_before")
    kept = [(flag, str(day)) for flag, day in rows(store, "accounts", *asked)]
    brought(written("later.csv", header + "A1,,2026-01-01\nA2,,\n"))

    assert kept == [(False, "2027-06-01"), (True, "None")]
    assert [(flag, str(day)) for flag, day in rows(store, "accounts", *asked)] == [
        (False, "2026-01-01"),
        (None, "None"),
    ]


def test_a_file_of_owners_changes_owners_alone(store: Engine) -> None:
    brought("acc_full.csv")
    before = load_tables(store)["accounts"]

    (told,) = brought("acc_owner.csv")

    accounts = load_tables(store)["accounts"]
    assert accounts["owner"].to_list() == ["Ann", "Bob", None]
    assert accounts.drop("owner").equals(before.drop("owner"))
    assert told["changes"] == {"new": 0, "changed": 2, "unchanged": 0, "gone": 0}


def test_what_would_be_emptied_is_counted_in_words(store: Engine) -> None:
    brought("acc_full.csv")
    content = "account_id,segment,region\nA1,,DE\nA2,,\nA3,smb,US\n"

    (told,) = brought("--dry-run", written("some.csv", content))

    assert "Empties segment of 2 accounts, region of 1 account." in told["notes"]
    assert rows(store, "accounts", "segment")[0] == ("smb",)


def test_no_default_and_no_assumed_value_takes_the_place_of_a_known_one(
    store: Engine,
) -> None:
    brought(
        written(
            "a.csv", "account_id,segment,currency,is_test\nA1,smb,EUR,yes\nA2,smb,,\n"
        )
    )

    brought(
        written("b.csv", "account_id,segment,currency\nA1,ent,\nA2,ent,GBP\n"),
        written("c.csv", "account_id,owner\nA1,Ann\n"),
    )

    asked = ("segment", "owner", "currency", "is_test")
    assert rows(store, "accounts", *asked) == [
        ("ent", "Ann", "EUR", True),
        ("ent", None, "GBP", False),
    ]


def test_a_file_brought_with_other_answers_is_not_completed_by_itself(
    store: Engine,
) -> None:
    file = written("a.csv", "account_id,segment,chief\nA1,smb,Ann\nA2,ent,Bob\n")
    brought(written("regions.csv", "account_id,region\nA1,DE\n"))
    brought(file, "--answer", "industry=chief")

    (told,) = brought(file, "--answer", "owner=chief")

    asked = ("segment", "region", "industry", "owner")
    assert rows(store, "accounts", *asked) == [
        ("smb", "DE", None, "Ann"),
        ("ent", None, None, "Bob"),
    ]
    assert "Empties industry of 2 accounts." in told["notes"]


def test_a_rule_that_only_both_files_break_is_told(store: Engine) -> None:
    brought(
        "accounts.csv",
        written("x.csv", "exit_id,account_id,exit_date\nX1,C001,2025-01-10\n"),
    )

    (told,) = brought(
        written(
            "y.csv",
            "exit_id,account_id,exit_date,notice_date\nX1,C001,2025-03-01,2025-02-01\n",
        )
    )
    (broken,) = brought(
        written("z.csv", "exit_id,account_id,exit_date\nX1,C001,2025-01-10\n"), code=1
    )

    assert told["stored"] == 1
    assert "a notice is not after its exit" in broken["refusals"][0]["reason"]


def test_exits_alone_make_their_accounts_and_a_list_completes_them(
    store: Engine,
) -> None:
    (exits,) = brought("plain_exits.csv")
    made = rows(store, "accounts", "account_id")
    brought(
        written(
            "more.csv",
            "account_id,exit_date,reason,segment\nA1,2025-06-01,price,smb\nA3,2025-06-01,price,ent\n",
        ),
        written("back.csv", "account_id,return_date\nA4,2025-09-01\n"),
    )
    more = rows(store, "accounts", "account_id", "segment")
    brought("acc_full.csv")
    (late,) = brought(
        written("late.csv", "account_id,exit_date\nA9,2025-06-01\n"), code=1
    )

    assert exits["stored"] == 2
    assert "2 accounts made from exits." in exits["notes"]
    assert made == [("A1",), ("A2",)]
    assert more == [("A1", "smb"), ("A2", None), ("A3", "ent"), ("A4", None)]
    assert rows(store, "accounts", "account_id", "account_name") == [
        ("A1", "Acme GmbH"),
        ("A2", "Blue Ltd"),
        ("A3", "Cedar Inc"),
        ("A4", None),
    ]
    assert late["refused"] == 1


def test_undo_takes_made_accounts_but_for_those_that_other_rows_name(
    store: Engine,
) -> None:
    brought("plain_exits.csv")
    brought(
        written(
            "issues.csv",
            "issue_id,account_id,opened_date,severity\nI1,A1,2025-01-01,low\n",
        )
    )
    exits = history(store).filter(table="exits")["upload_id"].item()
    ids = (
        history(store)
        .filter(sha256=history(store)["sha256"][-1])["upload_id"]
        .to_list()
    )

    told = consequences(store, ids)
    undo(store, [exits], by="ann", at=datetime(2026, 3, 2, tzinfo=UTC))

    assert [(one.table, one.removed) for one in told] == [("accounts", 1), ("exits", 2)]
    assert rows(store, "accounts", "account_id") == [("A1",)]
    assert load_tables(store)["exits"].is_empty()
    accounts = (
        history(store).filter(table="accounts").select("is_live", "rows_accepted")
    )
    assert accounts.rows() == [(True, 1)]


def phases(engine: Engine) -> list[tuple[Any, ...]]:
    subscriptions = load_tables(engine)["subscriptions"].sort("phase_id")
    asked = ("subscription_id", "start_date", "end_date", "amount")
    return subscriptions.select(pl.col(asked).cast(pl.String)).rows()


def test_a_whole_list_is_asked_for_once_and_then_is_what_counts(store: Engine) -> None:
    accounts = written(
        "accounts.csv", "account_id,account_name\nA1,Acme\nA2,Blue\nA3,Cedar\n"
    )
    brought(accounts, "s_jan.csv", "--as-of", "2025-01-31", *DOLLARS)
    before = load_tables(store)["subscriptions"]

    (asked,) = brought("s_feb.csv", *DOLLARS, code=3)
    (told,) = brought(
        "s_feb.csv", "--answer", "whole_list=yes", "--as-of", "2025-02-28", *DOLLARS
    )
    after = phases(store)
    (again,) = brought("s_feb.csv", *DOLLARS)
    undo(store, [3], by="ann", at=datetime(2026, 3, 2, tzinfo=UTC))

    assert asked["questions"][0]["field"] == "whole_list"
    assert "1 row that an earlier file" in asked["questions"][0]["sentence"]
    assert after == [
        ("S1", "2024-01-01", "2025-02-01", "100.0000"),
        ("S2", "2024-01-31", None, "200.0000"),
    ]
    assert told["changes"] == {"new": 0, "changed": 2, "unchanged": 0, "gone": 1}
    assert told["changed"][1:] == [
        {"key": "S2/2024-02-01", "column": "start_date", "old": "2024-02-01", "new": "2024-01-31"},
        {"key": "S3/2024-03-01", "column": "the whole row", "new": None,
         "old": "S3, A3, pro, active, 2024-03-01, month, 400.0000, USD"},
    ]  # fmt: skip
    assert again["status"] == "in already"
    assert load_tables(store)["subscriptions"].equals(before)


def test_a_part_of_a_list_leaves_what_it_lacks(store: Engine) -> None:
    accounts = written(
        "accounts.csv", "account_id,account_name\nA1,Acme\nA2,Blue\nA3,Cedar\n"
    )
    brought(accounts, "s_jan.csv", "--as-of", "2025-01-31", *DOLLARS)

    brought("s_feb.csv", "--answer", "whole_list=no", *DOLLARS)
    header = "subscription_id,account_id,plan,start_date,end_date,mrr\n"
    brought(
        written("s_mar.csv", header + "S1,A1,pro,2024-01-01,2025-02-01,100\n"), *DOLLARS
    )

    assert [row[:3] for row in phases(store)] == [
        ("S1", "2024-01-01", "2025-02-01"),
        ("S2", "2024-01-31", None),
        ("S3", "2024-03-01", None),
    ]


def test_a_new_price_begins_on_the_day_of_its_list(store: Engine) -> None:
    brought("st1.csv", "--as-of", "2025-05-31")
    brought("st3.csv", "--as-of", "2025-06-15")
    first = phases(store)
    again = brought("st3.csv")
    later = (
        Path(FAULTS / "st3.csv").read_text(encoding="utf-8").replace("150.00", "175.00")
    )
    brought(written("st4.csv", later), "--as-of", "2025-06-20")

    assert first == [
        ("sub_1", "2025-01-01", "2025-01-31", "100.0000"),
        ("sub_1", "2025-01-31", "2025-06-15", "100.0000"),
        ("sub_1", "2025-06-15", "2025-06-30", "150.0000"),
    ]
    assert {one["status"] for one in again if one["stored"]} == {"in already"}
    assert phases(store) == [
        ("sub_1", "2025-01-01", "2025-01-31", "100.0000"),
        ("sub_1", "2025-01-31", "2025-06-15", "100.0000"),
        ("sub_1", "2025-06-15", "2025-06-20", "150.0000"),
        ("sub_1", "2025-06-20", "2025-06-30", "175.0000"),
    ]


def test_a_corrected_day_changes_the_known_exit_and_one_near_two_is_refused(
    store: Engine,
) -> None:
    brought(
        "accounts.csv",
        written("x.csv", "account_id,exit_date,reason\nC001,2025-01-10,pricing\n"),
    )

    (told,) = brought(
        written("y.csv", "account_id,exit_date,comment\nC001,2025-01-20,Bye\n")
    )
    header = "exit_id,account_id,exit_date,reason\n"
    brought(written("z.csv", header + "X2,C001,2025-02-02,pricing\n"))
    (near,) = brought(
        written(
            "w.csv", "account_id,exit_date,owner,reason\nC001,2025-01-25,Ann,price\n"
        ),
        code=1,
    )

    assert told["changes"]["new"] == 0
    assert [(key, str(day), reason, words) for key, day, reason, words in rows(
        store, "exits", "exit_id", "exit_date", "reason_code", "comment"
    )] == [
        ("C001/2025-01-10", "2025-01-20", "price_for_value", "Bye"),
        ("X2", "2025-02-02", "price_for_value", None),
    ]  # fmt: skip
    assert "there are C001/2025-01-10, X2" in near["refusals"][0]["reason"]


def test_a_file_without_rows_is_no_whole_list(store: Engine) -> None:
    brought("s_jan.csv", *DOLLARS)
    header = (FAULTS / "s_jan.csv").read_text(encoding="utf-8").splitlines()[0]

    brought(written("empty.csv", f"{header}\n"), "--answer", "whole_list=yes")

    assert load_tables(store)["subscriptions"].height == 3


def test_files_of_one_drop_are_one_list_together_and_asked_once(store: Engine) -> None:
    header = "account_id,account_name,region\n"
    every = "A1,Acme,EU\nA2,Bolt,EU\nB1,Cod,US\nB2,Dot,US\n"
    brought(written("all.csv", header + every))
    files = (
        written("eu.csv", f"{header}A1,Acme,EU\n"),
        written("us.csv", f"{header}B1,Cod,US\nB2,Dot,US\nB3,Elm,US\n"),
    )

    asked = [one for file in brought(*files, code=3) for one in file["questions"]]
    brought(*files, "--answer", "whole_list=yes")

    assert len(asked) == 1
    assert asked[0]["sentence"].startswith("Are these 2 files together the whole list")
    assert "1 row that an earlier file" in asked[0]["sentence"]
    assert sorted(rows(store, "accounts", "account_id")) == [
        ("A1",), ("B1",), ("B2",), ("B3",),
    ]  # fmt: skip


def test_what_a_whole_list_lacks_may_end_on_a_day_and_the_undo_is_exact(
    store: Engine,
) -> None:
    written("accounts.csv", "account_id,account_name\nA1,One\nA2,Two\nA3,Six\n")
    brought(str(Path("accounts.csv").absolute()))
    brought("s_jan.csv", *DOLLARS)
    before = rows(store, "subscriptions", "subscription_id", "start_date", "end_date")

    answers = (*DOLLARS, "--answer", "whole_list=2025-02-01")
    brought("s_feb.csv", *answers)
    after = rows(store, "subscriptions", "subscription_id", "end_date")
    number = history(store).filter(pl.col("file_name") == "s_feb.csv")["upload_id"][0]
    undo(store, [number], by="ann", at=datetime(2026, 3, 1, tzinfo=UTC))

    ended = date(2025, 2, 1)
    assert sorted(after) == [("S1", ended), ("S2", None), ("S3", ended)]
    again = rows(store, "subscriptions", "subscription_id", "start_date", "end_date")
    assert sorted(again) == sorted(before)


def test_requests_and_offers_without_ids_are_told_apart_by_whom_and_when(
    store: Engine,
) -> None:
    accounts = written("accounts.csv", "account_id,account_name\nA1,One\nA2,Two\n")
    requests = written(
        "requests.csv",
        "account_id,cancellation requested date,outcome\nA1,2025-01-02,saved\nA2,2025-01-03,open\n",
    )
    offers = written(
        "offers.csv",
        "request_id,account_id,offered_date,response\nA1/2025-01-02,A1,2025-01-04,accepted\n",
    )

    brought(accounts)
    brought(requests, "--table", "cancellation_requests")
    brought(offers, "--table", "save_offers")

    found = rows(store, "cancellation_requests", "request_id", "outcome")
    assert sorted(found) == [("A1/2025-01-02", "saved"), ("A2/2025-01-03", "open")]
    assert rows(store, "save_offers", "offer_id") == [("A1/2025-01-02/2025-01-04",)]
