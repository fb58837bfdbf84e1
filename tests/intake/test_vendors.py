"""Each export of docs/vendors.md loads with as many questions as it says there."""

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from insight.intake.checked import Checked
from insight.intake.drop import validate_drop
from insight.intake.filling import recognised
from insight.intake.mapped_file import MappedFile
from insight.intake.plan import planned
from insight.intake.questions import open_questions
from insight.intake.read import read

FILES = Path(__file__).parent / "vendors"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "vendors.md"
_LINE = re.compile(
    r"^\| ([^|]+) \| `([^|]+\.csv)` \| ([^|]+) \| (\d+) \|$", re.MULTILINE
)
LAYOUTS = _LINE.findall(PAGE.read_text(encoding="utf-8"))
KNOWN = b"account_id,account_name\nC1,Acme\nC2,Bolt\nC3,Trial\n"


@pytest.fixture(scope="module")
def accounts() -> dict[str, pl.DataFrame]:
    (checked,) = validate_drop(planned(read("accounts.csv", KNOWN), table="accounts"))
    return {"accounts": checked.accepted}


def loaded(
    name: str, stored: dict[str, pl.DataFrame]
) -> tuple[dict[str, Checked], set[str]]:
    """What came of a file by table, with the first answer to each of its questions."""
    files: list[MappedFile] = []
    asked: set[str] = set()
    for file in planned(read(name, (FILES / name).read_bytes())):
        mapping = file.mapping
        for question in open_questions(file.text, mapping, stored):
            asked.add(question.asked_as or question.key)
            mapping = question.answered(mapping, next(iter(question.options)))
        files.append(replace(file, mapping=mapping))
    return {one.table: one for one in validate_drop(files, stored=stored)}, asked


def test_every_layout_is_on_the_page_and_every_one_there_has_a_file() -> None:
    named = sorted(name for _, name, _, _ in LAYOUTS)

    assert named == sorted(path.name for path in FILES.iterdir())


@pytest.mark.parametrize(("export", "name", "tables", "questions"), LAYOUTS)
def test_an_export_loads_as_the_page_says(
    export: str,
    name: str,
    tables: str,
    questions: str,
    accounts: dict[str, pl.DataFrame],
) -> None:
    found = recognised(read(name, (FILES / name).read_bytes()))
    checked, asked = loaded(name, accounts)

    assert found is not None
    assert found.name == export
    assert ", ".join(checked) == tables
    assert len(asked) == int(questions)
    assert sum(one.rows_refused for one in checked.values()) == 0


@pytest.mark.parametrize(
    "name", [name for _, name, tables, _ in LAYOUTS if "exits" in tables]
)
def test_the_one_who_left_is_the_one_exit(
    name: str, accounts: dict[str, pl.DataFrame]
) -> None:
    checked, _ = loaded(name, accounts)

    exits = checked["exits"].accepted.select(
        "account_id", pl.col("exit_date").cast(str)
    )
    assert exits.rows() == [("C2", "2025-03-01")]


@pytest.mark.parametrize(
    "name", [name for _, name, tables, _ in LAYOUTS if tables == "issues"]
)
def test_tickets_are_issues_one_of_them_open(
    name: str, accounts: dict[str, pl.DataFrame]
) -> None:
    checked, _ = loaded(name, accounts)

    issues = checked["issues"].accepted
    assert issues["account_id"].to_list() == ["C1", "C2"]
    assert issues["resolved_date"].cast(str).to_list() == ["2025-01-03", None]


def test_chartmogul_counts_in_cents_and_leaves_leads_out(
    accounts: dict[str, pl.DataFrame],
) -> None:
    checked, _ = loaded("chartmogul_customers.csv", accounts)

    phases = checked["subscriptions"].accepted
    amounts = phases.select("account_id", pl.col("amount").cast(float), "status")
    assert amounts.rows() == [("C1", 99.0, "active")]
    assert checked["accounts"].accepted["account_id"].to_list() == ["C1", "C2"]
