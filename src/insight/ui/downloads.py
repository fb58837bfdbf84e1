"""CSV files that open safely in a spreadsheet."""

import polars as pl

_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"


def safe_csv(rows: pl.DataFrame) -> bytes:
    """Rows as UTF-8 CSV with a byte order mark.

    A cell a spreadsheet would run as a formula gets a leading apostrophe; a plain
    number keeps its sign.
    """
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    return rows.with_columns(_harmless(name) for name in texts).write_csv(
        include_bom=True
    ).encode()  # fmt: skip


def _harmless(column: str) -> pl.Expr:
    cell = pl.col(column)
    runs = cell.str.contains(_FORMULA) & ~cell.str.contains(_NUMBER)
    return pl.when(runs).then(pl.lit("'") + cell).otherwise(cell).alias(column)
