"""`insight import`, as a scheduler runs it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from insight.cli import main
from insight.settings import runtime
from insight.store.engines import open_engine
from insight.store.history import history
from insight.store.load import load_tables
from insight.store.mappings import remember
from insight.store.undo import undo

ACCOUNTS = "account_id,account_name\nA1,Acme\nA2,Bolt\n"
EXITS = "account_id,exit_date,reason\nA1,2025-03-14,pricing\nA2,14 May 2025,support\n"
UNCLEAR = "account_id,exit_date,reason\nA1,03/04/2025,pricing\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**files: str) -> list[str]:
    for name, content in files.items():
        Path(f"{name}.csv").write_text(content, encoding="utf-8")
    return [f"{name}.csv" for name in files]


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["import", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def told(*arguments: str, code: int = 0) -> list[dict[str, Any]]:
    result = run("--json", *arguments)
    assert result.exit_code == code, result.output
    found: list[dict[str, Any]] = json.loads(result.output)
    for one in found:
        skipped = sum(one["skipped"].values())
        assert one["rows_in"] == one["stored"] + one["refused"] + skipped
    return found


def stored(table: str) -> int:
    engine = open_engine(runtime().database_url)
    height = load_tables(engine)[table].height
    engine.dispose()
    return height


def test_files_that_refer_to_each_other_are_stored_in_one_go() -> None:
    files = write(exits=EXITS, accounts=ACCOUNTS)

    exits, accounts = told(*files)

    assert (exits["status"], accounts["status"]) == ("stored", "stored")
    assert (exits["table"], exits["stored"], exits["encoding"]) == ("exits", 2, "utf-8")
    assert stored("exits") == 2


def test_the_same_files_again_change_nothing_and_say_so() -> None:
    files = write(exits=EXITS, accounts=ACCOUNTS)
    told(*files)

    again = told(*files)

    assert {one["status"] for one in again} == {"in already"}
    engine = open_engine(runtime().database_url)
    assert history(engine).height == 2
    engine.dispose()


def test_a_dry_run_tells_what_would_change_and_stores_nothing() -> None:
    told(*write(accounts=ACCOUNTS))
    (changed,) = write(accounts=ACCOUNTS.replace("Bolt", "Bolt Ltd") + "A3,Cord\n")

    (would,) = told("--dry-run", changed)

    assert would["status"] == "would be stored"
    assert would["changes"] == {"new": 1, "changed": 1, "unchanged": 1, "gone": 0}
    assert stored("accounts") == 2


def test_good_rows_are_stored_and_the_others_told_by_line() -> None:
    bad = EXITS + "A9,2025-05-05,pricing\nA1,someday,pricing\n"

    _, exits = told(*write(accounts=ACCOUNTS, exits=bad))

    assert (exits["rows_in"], exits["stored"], exits["refused"]) == (4, 2, 2)
    assert [(r["line"], r["value"]) for r in exits["refusals"]] == [
        (4, "A9"),
        (5, "someday"),
    ]


def test_a_question_stores_nothing_until_it_is_answered() -> None:
    files = write(accounts=ACCOUNTS, exits=UNCLEAR)

    accounts, exits = told(*files, code=3)
    answered = told(*files, "--answer", "exit_date=dmy")

    assert (accounts["status"], exits["status"]) == ("held back", "needs an answer")
    assert exits["questions"][0]["options"] == ["dmy", "mdy"]
    assert [one["status"] for one in answered] == ["stored", "stored"]
    engine = open_engine(runtime().database_url)
    assert str(load_tables(engine)["exits"]["exit_date"].item()) == "2025-04-03"
    engine.dispose()


def test_a_field_that_no_column_holds_is_asked_for_and_answered_by_a_column() -> None:
    files = write(accounts=ACCOUNTS, left="account_id,when,why\nA1,2025-03-04,price\n")
    asked = told(*files, "--table", "exits", code=3)

    result = told(files[1], "--dry-run", "--table", "exits")

    assert asked[0]["questions"][0]["field"] == "exit_date"
    assert result[0]["notes"] == ["1 account made from exits."]


def test_a_file_that_is_no_table_stops_the_import_with_a_sentence() -> None:
    files = write(accounts=ACCOUNTS)
    Path("picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))

    accounts, picture, gone = told(*files, "picture.csv", "gone.csv", code=1)

    assert accounts["status"] == "held back"
    assert (picture["status"], gone["status"]) == ("refused", "refused")
    assert "No such file" in gone["problem"]
    assert len(picture["problem"]) > 20


def test_a_file_of_which_every_row_is_refused_stops_the_import() -> None:
    files = write(accounts=ACCOUNTS, exits=EXITS.replace("A", "B"))

    accounts, exits = told(*files, code=1)

    assert (accounts["status"], accounts["stored"]) == ("held back", 0)
    assert (exits["status"], exits["refused"]) == ("refused", 2)
    assert stored("accounts") == 0


def test_columns_that_fit_no_table_ask_for_one() -> None:
    (asked,) = told(*write(colours="red,green\n1,2\n"), code=3)

    assert "--table" in asked["questions"][0]["sentence"]
    assert "exits" in asked["questions"][0]["options"]


def test_a_kept_profile_is_applied_by_its_name() -> None:
    told(*write(accounts=ACCOUNTS))
    engine = open_engine(runtime().database_url)
    mapping = {
        "table": "exits",
        "columns": {"account_id": "wer", "exit_date": "wann", "reason_code": "grund"},
        "values": {"reason_code": {"teuer": "price_for_value"}},
    }
    remember(
        engine,
        "another header",
        mapping,
        name="Austritte",
        by="ann",
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    engine.dispose()

    files = write(austritte="wer,wann,grund,wo\nA1,2025-03-04,teuer,Ulm\n")
    (exits,) = told(*files, "--profile", "Austritte")

    assert (exits["table"], exits["profile"]) == ("exits", "Austritte")
    assert exits["stored"] == 1


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    (refused,) = told(*write(accounts=ACCOUNTS), "--profile", "Nonsense", code=1)

    assert "“Stripe subscriptions”" in refused["problem"]


def test_people_read_the_same_as_programs() -> None:
    result = run(*write(accounts=ACCOUNTS, exits=EXITS + "A9,2025-05-05,pricing\n"))

    assert result.exit_code == 0
    assert "exits.csv -> exits: stored" in result.output
    assert "3 rows = 2 stored + 1 refused + 0 skipped" in result.output
    assert "line 4, account_id: Expected an account" in result.output


def test_a_wrong_option_is_told_before_anything_is_read() -> None:
    (accounts,) = write(accounts=ACCOUNTS)

    assert "--table is one of" in run(accounts, "--table", "people").output
    assert "looks like" in run(accounts, "--answer", "dmy").output


def test_an_encoding_that_no_byte_proves_is_asked_for() -> None:
    Path("polish.csv").write_bytes(
        "account_id,account_name\nA1,Żółć Łódź\n".encode("windows-1250")
    )

    (asked,) = told("polish.csv", code=3)
    (read,) = told("polish.csv", "--answer", "encoding=windows-1250")

    assert "windows-1250" in asked["questions"][0]["options"]
    assert read["encoding"] == "windows-1250"


def test_what_rows_of_several_files_say_of_each_other_is_checked() -> None:
    files = write(
        accounts="account_id,account_name\nA1,Acme\nA2,Bolt\nA3,Cog\n",
        subscriptions="subscription_id,account_id,start_date,end_date,mrr,currency\n"
        "S1,A1,2024-01-01,2025-03-14,10,USD\nS2,A2,2024-01-01,,10,USD\n"
        "S3,A3,2024-05-01,2024-01-01,10,USD\n",
        exits="exit_id,account_id,exit_date,reason\nX1,A1,2025-03-14,pricing\n"
        "X1,A1,2025-03-14,pricing\nX2,A2,2025-03-14,pricing\n"
        "X3,A9,2025-03-14,pricing\nX4,A3,2025-01-01,pricing\nX4,A3,2025-01-02,merger\n",
        win_backs="account_id,return_date\nA1,2025-01-01\nA2,2025-06-01\n",
    )

    accounts, subscriptions, exits, win_backs = told(*files)

    said = {one["table"]: reasons(one) for one in (subscriptions, exits, win_backs)}
    assert accounts["refused"] == 0
    assert said == {
        "subscriptions": [(4, "Expected that a phase does not end before it starts")],
        "exits": [
            (5, "Expected an account that is in the store or in this drop"),
            (6, "Expected this key once: line 7 has it with other values"),
            (7, "Expected this key once: line 6 has it with other values"),
        ],
        "win_backs": [
            (
                2,
                "Expected that a return is not before the account's first exit, "
                "2025-03-14",
            )
        ],
    }
    assert exits["skipped"] == {"exact copies of an earlier row": 1}
    assert (
        "1 exit is of accounts whose subscriptions do not end within 31 days of it."
        in exits["notes"]
    )


def reasons(one: dict[str, Any]) -> list[tuple[int, str]]:
    found = {refusal["line"]: refusal["reason"] for refusal in one["refusals"]}
    return sorted(found.items())


def test_a_file_that_another_one_completed_is_undone_alone() -> None:
    companies = "Record ID,Company Name,Company Domain Name,Industry\n1,Acme,,Retail\n"
    told(*write(billing="account_id,account_name,segment\n1,Acme,smb\n"))
    told(*write(companies=companies))
    engine = open_engine(runtime().database_url)

    undo(engine, [1], by="ann", at=datetime(2026, 3, 2, tzinfo=UTC))

    left = load_tables(engine)["accounts"]
    engine.dispose()
    assert left.select("account_name", "segment", "industry").rows() == [
        ("Acme", None, "Retail")
    ]


def test_reason_words_are_told_and_answered_by_word_and_never_stop_an_import() -> None:
    words = EXITS.replace("pricing", "Zu teuer").replace("support", "Odd")
    files = write(accounts=ACCOUNTS, exits=words)

    _, told_of = told("--dry-run", *files)
    _, wrong = told("--answer", "Zu teuer=cheap", *files, code=3)
    _, stored_now = told("--answer", "Zu teuer=price_for_value", *files)

    assert told_of["words"] == [
        {"word": "Odd", "rows": 1, "suggestion": None},
        {"word": "Zu teuer", "rows": 1, "suggestion": "price_for_value"},
    ]
    assert "“cheap” is no reason" in wrong["questions"][0]["sentence"]
    assert [one["word"] for one in stored_now["words"]] == ["Odd"]
    engine = open_engine(runtime().database_url)
    codes = set(load_tables(engine)["exits"]["reason_code"])
    engine.dispose()
    assert codes == {"price_for_value", "Odd"}


def test_near_spellings_are_one_line_each_and_one_answer_holds_for_all() -> None:
    told(*write(accounts=ACCOUNTS))
    (exits,) = write(exits=EXITS.replace("A1", "a1").replace("A2", "Bolt AG"))

    (asks,) = told(exits, code=3)
    one, _ = asks["questions"]
    (single,) = told("--answer", "customer a1=A1", exits, code=3)
    (all_of_them,) = told("--answer", "customers=yes", exits)

    assert "Is “a1” the same customer as “A1” Acme?" in one["sentence"]
    assert len(single["questions"]) == 1
    assert (all_of_them["stored"], all_of_them["refused"]) == (2, 0)
