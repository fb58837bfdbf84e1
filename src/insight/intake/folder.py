"""A folder of CSV files named after our tables, with our columns."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from insight.errors import InsightError, InvalidRowsError, UnreadableFileError
from insight.intake.checked import Checked
from insight.intake.mapping import Mapping
from insight.intake.read import NO_ROWS, read
from insight.intake.text_table import TextTable
from insight.intake.validate import validate
from insight.schema import TABLES

Tell = Callable[[str], None]


def _unheard(_sentence: str) -> None:
    """Nobody wants to know."""


def read_folder(folder: Path, *, told: Tell = _unheard) -> dict[str, pl.DataFrame]:
    """Every table of `schema.TABLES`, typed; one without a file or rows is empty.

    Values stay as they are: a reason code that is not in the taxonomy is carried on.

    Args:
        folder: Of CSV files named after the tables.
        told: Called with a sentence for each file that has a header and no rows.

    Raises:
        UnreadableFileError: The folder holds none of the files, or one is no table,
            lacks columns, or has one that reads two ways; it is named.
        InvalidRowsError: A file has rows that its table refuses.
    """
    paths = {table: folder / f"{table}.csv" for table in TABLES}
    found = {table: path for table, path in paths.items() if path.is_file()}
    if not found:
        raise UnreadableFileError(
            f"There is no accounts.csv, exits.csv or other table in {folder}."
        )
    return {
        table: _rows(found[table], table, told)
        if table in found
        else schema.create_empty()
        for table, schema in TABLES.items()
    }


def _rows(path: Path, table: str, told: Tell) -> pl.DataFrame:
    """The rows of one file; an error that keeps them away begins with its name."""
    try:
        text = read(path.name, path.read_bytes())
        if NO_ROWS in text.notes:
            told(f"{path.name}: {NO_ROWS}")
        return _accepted(text, table)
    except InvalidRowsError:
        raise
    except InsightError as error:
        raise UnreadableFileError(f"{path.name}: {error}") from error


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
