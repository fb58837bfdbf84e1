"""What `insight import` tells of how it understood each file."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from insight.cli import main
from insight.schema import TABLES

FAULTS = Path(__file__).resolve().parents[1] / "faults" / "intake"
ACCOUNTS = "account_id,account_name\nA1,Acme\nA2,Bolt\n"
EXITS = "Customer ID,Exit date,Reason,Fax\nA1,2025-03-14,pricing,1\nA2,2025-05-14,too expensive,\n"
HEADER_ONLY = FAULTS / "header_only_exits.csv"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    Path("exits.csv").write_text(EXITS, encoding="utf-8")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["import", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def told(*arguments: str, code: int = 0) -> list[dict[str, Any]]:
    result = run("--json", *arguments)
    assert result.exit_code == code, result.output
    found: list[dict[str, Any]] = json.loads(result.output)
    return found


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_the_mapping_of_each_file_is_told(options: tuple[str, ...]) -> None:
    _, exits = told(*options, "accounts.csv", "exits.csv")

    mapping = exits["mapping"]
    assert mapping["columns"] == {
        "account_id": "Customer ID",
        "exit_date": "Exit date",
        "reason_code": "Reason",
    }
    assert mapping["values"]["reason_code"]["too expensive"] == "price_for_value"
    assert mapping["unused"] == ["Fax"]
    assert "currency" not in mapping["assumed"]
    assert exits["as_of"] == "2025-05-14"


def test_the_mapping_is_told_in_words_too() -> None:
    output = run("--dry-run", "accounts.csv", "exits.csv").output

    assert "columns: account_id ← Customer ID, exit_date ← Exit date" in output
    assert "“too expensive” = price_for_value" in output
    assert "columns not used: Fax" in output
    assert "complete up to 2025-05-14" in output


def test_a_file_that_waits_for_an_answer_tells_its_mapping_as_well() -> None:
    Path("exits.csv").write_text(EXITS.replace("2025-03-14", "03/04/2025").replace("2025-05-14", ""), "utf-8")  # fmt: skip

    _, exits = told("accounts.csv", "exits.csv", code=3)

    assert exits["status"] == "needs an answer"
    assert exits["mapping"]["columns"]["exit_date"] == "Exit date"


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_short_row_is_refused_by_its_line(end: str) -> None:
    content = (FAULTS / "short_row_and_blank_last_line.csv").read_text("utf-8")
    Path("short.csv").write_text(content + end, encoding="utf-8")

    _, exits = told(str(FAULTS / "accounts_for_it.csv"), "short.csv")

    assert (exits["stored"], exits["refused"]) == (1, 1)
    assert exits["refusals"][0]["line"] == 3
    assert "3 values as in the header, found 2" in exits["refusals"][0]["reason"]


def test_a_header_alone_stores_nothing_and_says_so() -> None:
    accounts, exits = told("accounts.csv", str(HEADER_ONLY))

    assert (accounts["status"], accounts["stored"]) == ("stored", 2)
    assert (exits["status"], exits["table"]) == ("nothing to store", "exits")
    assert exits["notes"][0] == "The file has a header but no rows."


@pytest.mark.parametrize("table", TABLES)
def test_the_header_of_each_table_alone_is_no_question(table: str) -> None:
    header = ",".join(TABLES[table].columns())
    Path("header.csv").write_text(f"{header}\n", encoding="utf-8")

    (one,) = told("header.csv", "--table", table)

    assert (one["status"], one["rows_in"]) == ("nothing to store", 0)
