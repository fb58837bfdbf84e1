"""The shipped files are what the generator writes, and small enough to read."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from insight.sample import generate, write_dictionary, write_world
from insight.sample.planted import SEED
from insight.schema import TABLES, column_metadata

World = dict[str, pl.DataFrame]
NAMES = sorted([*(f"{table}.csv" for table in TABLES), "README.md"])


@pytest.fixture(scope="module")
def written(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write_world(world, folder)
    write_dictionary(folder)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_file_is_what_the_generator_writes(
    name: str, written: Path, shipped_folder: Path
) -> None:
    shipped = (shipped_folder / name).read_bytes()

    assert shipped == (written / name).read_bytes()


def test_nothing_else_is_shipped_and_all_of_it_is_small(shipped_folder: Path) -> None:
    files = {path.name: path.stat().st_size for path in shipped_folder.iterdir()}

    assert sorted(files) == NAMES
    assert sum(files.values()) < 3_000_000
    assert max(files.values()) < 1_000_000


def test_values_are_written_as_the_readme_says(tmp_path: Path) -> None:
    win_back = {
        "win_back_id": "W1",
        "account_id": "A1",
        "return_date": date(2025, 3, 1),
        "mrr": Decimal("120.50"),
        "currency": "EUR",
    }
    contact = {"contact_id": "C1", "account_id": "A1", "is_champion": True}
    world = {
        "win_backs": pl.DataFrame(
            [win_back], schema=TABLES["win_backs"].create_empty().schema
        ),
        "contacts": pl.DataFrame(
            [contact], schema=TABLES["contacts"].create_empty().schema
        ),
    }

    write_world(world, tmp_path / "new")

    assert (tmp_path / "new" / "win_backs.csv").read_text() == (
        "win_back_id,account_id,return_date,mrr,currency,trigger,returned_because,"
        "offer,via_contact_id\nW1,A1,2025-03-01,120.5,EUR,,,,\n"
    )
    assert (tmp_path / "new" / "contacts.csv").read_text() == (
        "contact_id,account_id,role,is_champion,name,email,left_date,"
        "moved_to_account_id,moved_to_company,moved_date\nC1,A1,,1,,,,,,\n"
    )


def test_whole_amounts_keep_their_zeros(tmp_path: Path) -> None:
    schema = TABLES["fx_rates"].create_empty().schema
    rates = pl.DataFrame(
        {"currency": ["JPY"], "usd_per_unit": [Decimal(100)]}, schema=schema
    )

    write_world({"fx_rates": rates}, tmp_path)

    assert (tmp_path / "fx_rates.csv").read_text() == "currency,usd_per_unit\nJPY,100\n"


def test_generate_writes_all_files_and_the_seed(tmp_path: Path) -> None:
    generate(tmp_path / "out", seed=3, accounts=40)

    readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == NAMES
    assert "40 accounts" in readme
    assert "seed 3;" in readme


@pytest.mark.parametrize("table", TABLES)
def test_the_readme_explains_every_column(table: str, shipped_folder: Path) -> None:
    readme = (shipped_folder / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"## Columns of {table}.csv\n", 1)[1].split("\n## ", 1)[0]
    explained = [
        re.split(r"(?<!\\)\|", line)
        for line in section.splitlines()
        if line[:3] == "| `"
    ]

    assert [cells[1].strip(" `") for cells in explained] == list(
        TABLES[table].columns()
    )
    assert all(cells[-2].strip() for cells in explained)


def test_the_readme_discloses_seed_dates_and_effects(shipped_folder: Path) -> None:
    readme = (shipped_folder / "README.md").read_text(encoding="utf-8")

    for fact in (
        f"seed {SEED}",
        "2022-03-01",
        "2026-02-28",
        "| good exit, as measured | × 1.8 |",
    ):
        assert fact in readme


def test_every_default_is_named_where_a_column_may_be_missing(
    shipped_folder: Path,
) -> None:
    readme = (shipped_folder / "README.md").read_text(encoding="utf-8")
    defaults = [
        column_metadata(table, column)["default"]
        for table, schema in TABLES.items()
        for column in schema.columns()
        if "default" in column_metadata(table, column)
    ]

    assert readme.count("no, else ") == len(defaults)
