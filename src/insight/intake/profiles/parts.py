"""What a profile is made of: how one export fills one table of ours."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from insight.intake.dates import DAY_FIRST, date_evidence, parse_dates
from insight.intake.text_table import TextTable


@dataclass(frozen=True, slots=True)
class Part:
    """How one export fills one table.

    Expressions see the cells as text in columns called by their plain names
    (`names.plain_name`); one that the export lacks is empty.

    Attributes:
        table: One of `schema.TABLES`.
        columns: Field to the plain name of a column, or to the title of a made one.
        choices: Field to the columns that may hold it, of which a person chooses where
            the export fills more than one.
        made: Title of a column to the expression that makes it; where the export has
            none of its columns, it is not made.
        left_out: Why rows are left out, and which; the first that holds counts.
        once_per: The column of which each value counts once, in its first row.
        values: Field to raw value to ours.
        constants: Field to the one value every row gets.
        keeps_known: It is one of several sources: its empty cells empty nothing.
        only_known: A row that is not known already is left out: an answer is no exit.
        needs: Plain name of a column without which the export does not fill the table.
        is_second_source: Not taken where another file brings this table.
        notes: What to know of it, in sentences.
    """

    table: str
    columns: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made: Mapping[str, pl.Expr] = field(default_factory=dict)
    left_out: Mapping[str, pl.Expr] = field(default_factory=dict)
    once_per: str | None = None
    values: Mapping[str, dict[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    keeps_known: bool = False
    only_known: bool = False
    needs: str | None = None
    is_second_source: bool = False
    notes: tuple[str, ...] = ()


def _as_it_is(text: TextTable) -> TextTable:
    return text


def _always(_columns: Collection[str]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Profile:
    """An export we know: recognised by its header, whatever the order of columns.

    Attributes:
        name: As people see it.
        header: Plain names that such an export always has.
        parts: From the plain names it has to how it fills our tables.
        prepared: What is done to its rows first.
        recognises: From plain names to whether they suggest it, beside its header.
    """

    name: str
    header: frozenset[str]
    parts: Callable[[Collection[str]], tuple[Part, ...]]
    prepared: Callable[[TextTable], TextTable] = _as_it_is
    recognises: Callable[[Collection[str]], bool] = _always


def always(*parts: Part) -> Callable[[Collection[str]], tuple[Part, ...]]:
    """The same parts whatever further columns an export has, but for what they need."""
    return lambda columns: tuple(
        part for part in parts if part.needs is None or part.needs in columns
    )


def header(names: str) -> frozenset[str]:
    """Plain names, separated by blanks."""
    return frozenset(names.split())


def day(column: str | pl.Expr) -> pl.Expr:
    """The day a cell speaks of; null where it is none."""
    cells = pl.col(column) if isinstance(column, str) else column
    return cells.map_batches(_days, return_dtype=pl.Date)


def word(column: str) -> pl.Expr:
    """A cell in lower case with single blanks, to compare it with words."""
    plain = pl.col(column).str.to_lowercase().str.replace_all(r"[\s_-]+", " ")
    return plain.str.strip_chars()


def is_yes(column: str) -> pl.Expr:
    """Does a cell say yes?"""
    return word(column).is_in(["true", "yes", "1", "t", "y"]).fill_null(value=False)


def units_of_cents(column: str) -> pl.Expr:
    """Whole cents as an amount; anything else is marked, so that it is refused."""
    cents = pl.col(column).cast(pl.Int64, strict=False)
    amount = pl.format(
        "{}{}.{}",
        pl.when(cents < 0).then(pl.lit("-")).otherwise(pl.lit("")),
        cents.abs() // 100,
        (cents.abs() % 100).cast(pl.String).str.zfill(2),
    )
    return pl.coalesce(amount, pl.format("{} is not whole cents", column))


def first_of(column: str, *, marks: str = ";|") -> pl.Expr:
    """The first of several values in a cell."""
    return _several(column, marks).list.first()


def others_of(column: str, *, marks: str = ";|") -> pl.Expr:
    """The values of a cell after the first, three at most, joined by |; null for none."""
    rest = _several(column, marks).list.slice(1, 3).list.join("|")
    return rest.replace("", None)


def _several(column: str, marks: str) -> pl.Expr:
    cells = pl.col(column).str.replace_all(f"[{marks}]", "|").str.split("|")
    return cells.list.eval(
        pl.element().str.strip_chars().replace("", None).drop_nulls()
    )


def _days(cells: pl.Series) -> pl.Series:
    distinct = cells.drop_nulls().unique().alias("cell")
    reading = date_evidence(distinct).reading(None, default=DAY_FIRST)
    days = parse_dates(distinct, reading=reading)
    return cells.replace_strict(distinct, days, default=None, return_dtype=pl.Date)
