"""What a column's own values prove about how it is to be read, and what they do not."""

from dataclasses import dataclass

import polars as pl

MIXED = "mixed"
_MISSING = (
    "",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "none",
    "nil",
    "nat",
    "-",
    "--",
    ".",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which of two readings a column proves.

    Attributes:
        proven: Readings that at least one value fits alone.
        example: A value that means different things in the two readings, if any.
    """

    proven: frozenset[str]
    example: str | None

    def is_open(self) -> bool:
        """Can only a person say how the column is to be read?"""
        return not self.proven and self.example is not None

    def reading(self, answer: str | None, *, default: str) -> str:
        """The reading in force; `answer` counts only where nothing is proven."""
        if len(self.proven) > 1:
            return MIXED
        return next(iter(self.proven), answer or default)


def evidence_of(
    values: pl.DataFrame, *, first: tuple[str, pl.Expr], second: tuple[str, pl.Expr]
) -> Evidence:
    """Evidence from values of which `first` and `second` say what reads only so.

    Args:
        values: Distinct values in `cell`, with the columns the expressions need and
            `is_either`: two readings are possible and differ.
        first: A reading, and which values fit it alone.
        second: The other one.
    """
    proofs = values.select(
        first[1].any().alias("first"), second[1].any().alias("second")
    )
    by_name = {"first": first[0], "second": second[0]}
    proven = frozenset(
        by_name[name] for name, has in proofs.row(0, named=True).items() if has
    )
    either = values.filter(pl.col("is_either"))["cell"].sort()
    return Evidence(proven, either[0] if len(either) else None)


def present(cells: pl.Series) -> pl.Series:
    """Cells that say something: empty ones and words for nothing are gone."""
    cells = cells.drop_nulls()
    return cells.filter(~cells.str.to_lowercase().is_in(_MISSING)).alias("cell")


def is_missing(cell: pl.Expr) -> pl.Expr:
    """Is a cell empty, or a word for nothing such as N/A?"""
    return cell.is_null() | cell.str.to_lowercase().is_in(_MISSING)
