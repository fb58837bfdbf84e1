"""The example of each table, from the command line, goes in as it is."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from insight.cli import main
from insight.intake.templates import template
from insight.schema import TABLES

NEEDED = {
    "accounts": [],
    "fx_rates": [],
    "offboarding": ["accounts", "exits"],
    "save_offers": ["accounts", "cancellation_requests"],
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


@pytest.mark.parametrize("table", TABLES)
def test_an_example_is_imported_without_a_question(table: str) -> None:
    tables = [*NEEDED.get(table, ["accounts"]), table]
    written = [run("template", one, "--out", f"{one}.csv").exit_code for one in tables]

    result = run("import", "--json", *(f"{one}.csv" for one in tables))

    assert written == [0] * len(tables)
    assert result.exit_code == 0, result.output
    *_, told = json.loads(result.output)
    assert (told["table"], told["rows_in"], told["stored"]) == (table, 2, 2)
    assert told["mapping"]["unused"] == []
    assert told["words"] == []


@pytest.mark.parametrize("table", TABLES)
def test_an_example_has_every_column_of_its_table_that_a_person_may_fill(
    table: str,
) -> None:
    header, *rows = csv.reader(template(table).splitlines())

    columns = [name for name in TABLES[table].columns() if name != "phase_id"]
    assert header == columns
    assert len(rows) == 2


def test_an_example_is_shown_where_no_file_is_named_and_put_into_a_folder() -> None:
    Path("examples").mkdir()

    shown = run("template", "exits")
    kept = run("template", "exits", "--out", "examples")
    unknown = run("template", "people")

    assert shown.output == template("exits")
    assert kept.output == "examples/exits.csv\n"
    assert Path("examples/exits.csv").read_text("utf-8") == template("exits")
    assert (unknown.exit_code, "TABLE is one of accounts" in unknown.output) == (
        2,
        True,
    )
