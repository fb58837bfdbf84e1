"""A folder of CSV files named after our tables, with our columns."""

from pathlib import Path

import polars as pl

from insight.errors import InvalidRowsError, UnreadableFileError
from insight.intake.checked import Checked
from insight.intake.mapping import Mapping
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.intake.validate import validate
from insight.schema import TABLES


def read_folder(folder: Path) -> dict[str, pl.DataFrame]:
    """Every table of `schema.TABLES`, typed; one without a file is empty.

    Values stay as they are: a reason code that is not in the taxonomy is carried on.

    Raises:
        UnreadableFileError: The folder holds none of the files, or one is no table.
        InvalidRowsError: A file has rows that its table refuses.
    """
    paths = {table: folder / f"{table}.csv" for table in TABLES}
    found = {table: path for table, path in paths.items() if path.is_file()}
    if not found:
        raise UnreadableFileError(
            f"There is no accounts.csv, exits.csv or other table in {folder}."
        )
    texts = {table: read(path.name, path.read_bytes()) for table, path in found.items()}
    return {
        table: _accepted(texts[table], table)
        if table in texts
        else schema.create_empty()
        for table, schema in TABLES.items()
    }


def _accepted(text: TextTable, table: str) -> pl.DataFrame:
    fields = TABLES[table].columns()
    same = {name: name for name in text.columns if name in fields}
    checked = validate(text, Mapping(table, columns=same))
    if checked.refused.height:
        raise _refusal(text, checked)
    return checked.accepted


def _refusal(text: TextTable, checked: Checked) -> InvalidRowsError:
    first = checked.refused.row(0, named=True)
    return InvalidRowsError(
        f"{text.name}, line {first['line']}, column {first['column']}: "
        f"{first['reason']} ({checked.refused['line'].n_unique()} lines refused). "
        "Mend them and run this again."
    )
