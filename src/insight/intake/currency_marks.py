"""What stands beside the number of an amount: found once for each form of a cell.

A form is a cell with each run of figures as one 0. No mark of a currency holds a figure,
so that cells of one form have the same marks; of many cells there are few forms.
"""

import polars as pl

from insight.currencies import mark_pattern

_FORM = "form"


def marks_beside(cells: pl.Series) -> pl.Series:
    """The symbol, code or word of a currency beside each cell's number, or null."""
    before, after = (
        rf"^[-−+(]?\s*({mark_pattern()})\s*[-−+]?[\d.,]",
        rf"[\d.,]\s*({mark_pattern()})\s*[-−)]?$",
    )
    first = (pl.col(_FORM).str.extract(pattern, 1) for pattern in (before, after))
    return _by_form(cells, mark=pl.coalesce(first))["mark"]


def without_marks(cells: pl.Series) -> pl.Series:
    """Cells without blanks, as they are without the marks before and behind."""
    front = pl.col(_FORM).str.replace(rf"^([-−+(]?)({mark_pattern()})", "$1")
    behind = front.str.replace(rf"({mark_pattern()})([-−)]?)$", "$2")
    signs = pl.col(_FORM).str.extract("^([-−+(])", 1).str.len_chars().fill_null(0)
    closing = front.str.extract("([-−)])$", 1).str.len_chars().fill_null(0)
    cut = _by_form(
        cells,
        cut=pl.col(_FORM).str.len_chars() - front.str.len_chars(),
        end=front.str.len_chars() - behind.str.len_chars(),
        sign=signs,
        closing=closing,
    )
    return _without(cells, cut)


def _without(cells: pl.Series, cut: pl.DataFrame) -> pl.Series:
    """Each cell without `cut` signs behind its first `sign`, and `end` before `closing`."""
    cell, size = pl.col("cell"), pl.col("cell").str.len_chars()
    is_cut, is_ended = pl.col("cut") > 0, pl.col("end") > 0
    ends = size - pl.col("end") - pl.col("closing")
    begins = pl.when(is_cut).then(pl.col("sign") + pl.col("cut")).otherwise(0)
    pieces = (
        pl.when(is_cut).then(cell.str.slice(0, pl.col("sign"))).otherwise(pl.lit("")),
        pl.when(is_ended)
        .then(cell.str.slice(begins, ends - begins))
        .otherwise(cell.str.slice(begins)),
        pl.when(is_ended)
        .then(cell.str.slice(size - pl.col("closing")))
        .otherwise(pl.lit("")),
    )
    return cut.with_columns(cells.alias("cell")).select(cell=pl.concat_str(pieces))[
        "cell"
    ]


def _by_form(cells: pl.Series, **found: pl.Expr) -> pl.DataFrame:
    """What is found of each form, as rows parallel to the cells."""
    forms = cells.str.replace_all(r"\d+", "0").alias(_FORM).to_frame()
    of_each = forms.unique().with_columns(**found)
    return forms.join(
        of_each, on=_FORM, how="left", nulls_equal=True, maintain_order="left"
    )
