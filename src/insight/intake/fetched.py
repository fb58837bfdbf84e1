"""Rows of a database as a table of text: they go the way of a file from here on."""

from hashlib import sha256

import polars as pl

from insight.intake.clean import clean_cells
from insight.intake.header import named
from insight.intake.text_table import TextTable, refused_frame

ENCODING = "database"


def text_of_rows(name: str, rows: pl.DataFrame) -> TextTable:
    """The answer to a query as a file that is read.

    The same rows under another name are another file.

    Args:
        name: Shown to people in place of a file's name.
        rows: All String, null where the database has no value.
    """
    renamed = rows.rename(dict(zip(rows.columns, named(rows.columns), strict=True)))
    cells = clean_cells(renamed, is_ascii=False, is_visible=False)
    return TextTable(
        name=name,
        sha256=sha256(f"{name}\n{cells.write_csv()}".encode()).hexdigest(),
        columns=tuple(cells.columns),
        rows=cells,
        lines=pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True),
        refused=refused_frame([]),
        encoding=ENCODING,
        delimiter="",
    )
