"""`insight import` of files that fill several tables, or in doubt which one."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner

from insight.cli import main

FAULTS = Path(__file__).resolve().parents[1] / "faults" / "intake"
SHEETS = {
    "Customers": "account_id,account_name\nA1,Acme\nA2,Bolt\n",
    "Leavers": "account_id,exit_date,reason\nA1,2025-03-14,pricing\n",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    return tmp_path


def told(*arguments: str, code: int = 0) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["import", "--json", *arguments])
    assert result.exit_code == code, result.output
    found: list[dict[str, Any]] = json.loads(result.output)
    return found


def test_each_sheet_of_a_workbook_is_a_file_of_its_own(home: Path) -> None:
    path = home / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, content in SHEETS.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(content.splitlines()):
                sheet.write_row(at, 0, row.split(","))

    found = told(str(path))

    assert [(one["file"], one["table"], one["stored"]) for one in found] == [
        ("book.xlsx", "accounts", 2),
        ("book.xlsx, Leavers", "exits", 1),
    ]
    assert len(told(str(path), "--answer", "sheet=Customers")) == 1


def test_a_list_of_customers_fills_accounts_and_exits() -> None:
    said = ("currency=EUR", "Too expensive=other", "Missing feature=other")
    answers = [f"--answer={one}" for one in said]

    accounts, exits = told(str(FAULTS / "crm_list.csv"), *answers)

    assert (accounts["table"], accounts["stored"]) == ("accounts", 3)
    assert (exits["table"], exits["stored"], exits["refused"]) == ("exits", 2, 0)
    assert sum(exits["skipped"].values()) == 1


def test_a_list_in_doubt_asks_and_names_two_tables(home: Path) -> None:
    path = home / "renewals.csv"
    path.write_text("Customer,Renewal Date,ARR,Owner\nAcme,2025-03-14,1200,Ann\n")

    (one,) = told(str(path), code=3)

    (asked,) = one["questions"]
    assert len(asked["options"]) == 2
    assert "renewals" in asked["sentence"]
    assert "--table" in asked["sentence"]
