from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from polars.testing import assert_frame_equal

from insight.cli import main
from insight.metrics.studies import STUDIES
from insight.schema import TABLES
from insight.store.audit import entries
from insight.store.choices import choose
from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.tables import METADATA

HEADER_ONLY = Path(__file__).parent / "faults" / "intake" / "header_only_exits.csv"
MINI_WORLD = Path(__file__).parent / "truth" / "cases" / "mini_world"


def _metrics(source: Path, out: Path) -> Result:
    asked = ["metrics", "--from", str(source), "--as-of", "2026-02-28"]
    return CliRunner().invoke(main, [*asked, "--grace-days", "30", "--out", str(out)])


def test_metrics_writes_every_file_of_the_mini_world(tmp_path: Path) -> None:
    result = _metrics(MINI_WORLD, tmp_path / "numbers")

    assert result.exit_code == 0, result.output
    written = {path.name for path in (tmp_path / "numbers").iterdir()}
    expected = {path.name for path in (MINI_WORLD / "expected").iterdir()}
    assert written == expected | {f"{name}.csv" for name in STUDIES}
    for name in ("exits", "tenure_spells", "movements_snapshot"):
        assert_frame_equal(
            pl.read_csv(tmp_path / "numbers" / f"{name}.csv"),
            pl.read_csv(MINI_WORLD / "expected" / f"{name}.csv"),
        )


def test_metrics_of_a_folder_without_tables_says_so(tmp_path: Path) -> None:
    result = _metrics(tmp_path, tmp_path / "numbers")

    assert result.exit_code == 1
    assert "There is no accounts.csv" in result.output
    assert not (tmp_path / "numbers").exists()


def test_metrics_names_the_line_and_column_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,start_date\nA,2025-13-01\n")

    result = _metrics(tmp_path, tmp_path / "numbers")

    assert result.exit_code == 1
    assert "accounts.csv, line 2, column start_date" in result.output
    assert not (tmp_path / "numbers").exists()


def test_metrics_of_the_store_are_those_of_the_files_that_were_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    out, files = tmp_path / "numbers", sorted(MINI_WORLD.glob("*.csv"))
    named = [str(file) for file in files if file.stem in TABLES]
    nothing = CliRunner().invoke(main, ["metrics", "--out", str(out)])
    stored = CliRunner().invoke(main, ["import", *named, "--as-of", "2026-02-28"])
    assert stored.exit_code == 0, stored.output

    result = CliRunner().invoke(main, ["metrics", "--out", str(out)])

    assert nothing.exit_code == 1
    assert "There is no data yet" in nothing.output
    assert "Computed up to 2026-02-28." in result.output
    assert "The last day in this data is 28 Feb 2026; today is" in result.stderr
    assert "the numbers are as of 28 Feb 2026. --as-of changes it." in result.stderr
    for name in ("exits", "tenure_spells", "movements_snapshot"):
        assert_frame_equal(
            pl.read_csv(out / f"{name}.csv").drop("reason_code", strict=False),
            pl.read_csv(MINI_WORLD / "expected" / f"{name}.csv").drop(
                "reason_code", strict=False
            ),
        )


def test_a_study_that_fails_is_named_and_the_other_files_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> pl.DataFrame:
        raise ZeroDivisionError("no returns")

    monkeypatch.setitem(STUDIES, "tenure", fails)

    result = _metrics(MINI_WORLD, tmp_path / "numbers")

    assert result.exit_code == 3
    assert "tenure could not be computed" in result.stderr
    written = {path.stem for path in (tmp_path / "numbers").iterdir()}
    assert written >= {"exits", "summary", *STUDIES} - {"tenure"}
    assert "tenure" not in written


def test_metrics_takes_a_header_alone_for_an_empty_table_and_names_a_file_it_cannot_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,account_name\nA,Acme\n")
    (tmp_path / "exits.csv").write_bytes(HEADER_ONLY.read_bytes())
    empty = _metrics(tmp_path, tmp_path / "numbers")
    (tmp_path / "exits.csv").write_text("")

    refused = _metrics(tmp_path, tmp_path / "numbers")

    assert empty.exit_code == 0, empty.output
    assert "exits.csv: The file has a header but no rows." in empty.stderr
    assert refused.exit_code == 1
    assert "exits.csv: The file is empty." in refused.output


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "sample",
        "metrics",
        "import",
        "audit verify",
        "backup",
        "restore",
        "review",
    ],
)
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(main, [*command.split(), "--help"])

    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5


def test_audit_verify_says_how_many_entries_hold_and_the_last_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSIGHT_DATABASE_URL", f"sqlite:///{tmp_path / 'insight.db'}")
    engine = open_engine(f"sqlite:///{tmp_path / 'insight.db'}")
    migrate(engine)
    choose(engine, "grace_days", 45, by="ann", at=datetime(2026, 3, 1, tzinfo=UTC))
    head = entries(engine)["hash"][0]

    found = CliRunner().invoke(main, ["audit", "verify", "--known", head])
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_UPDATE")
        connection.exec_driver_sql("UPDATE audit SET by = 'bob'")
    after = CliRunner().invoke(main, ["audit", "verify"])

    assert (found.exit_code, found.output) == (
        0,
        f"Entries that hold: 1. The last hash is {head}\n",
    )
    assert (after.exit_code, after.output) == (
        1,
        "Error: The audit does not hold: entry 1 was changed.\n",
    )
    engine.dispose()


def test_a_backup_is_restored_into_an_empty_database_and_over_data_only_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSIGHT_DATABASE_URL", f"sqlite:///{tmp_path / 'one.db'}")
    engine = open_engine(f"sqlite:///{tmp_path / 'one.db'}")
    migrate(engine)
    choose(engine, "grace_days", 45, by="ann", at=datetime(2026, 3, 1, tzinfo=UTC))
    engine.dispose()
    file = str(tmp_path / "one.insight")

    made = CliRunner().invoke(main, ["backup", file])
    refused = CliRunner().invoke(main, ["restore", file])
    replaced = CliRunner().invoke(main, ["restore", file, "--replace"])
    monkeypatch.setenv("INSIGHT_DATABASE_URL", f"sqlite:///{tmp_path / 'two.db'}")
    moved = CliRunner().invoke(main, ["restore", file])

    tables = len(METADATA.tables)
    assert made.output == f"{file} holds 3 rows of {tables} tables.\n"
    assert refused.exit_code == 1
    assert "say --replace to remove what it holds" in refused.output
    assert replaced.output == f"Restored 3 rows of {tables} tables.\n"
    assert moved.output == replaced.output
