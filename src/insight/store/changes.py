"""What an import would change, told before it does."""

from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import Engine, select

from insight.schema import TABLES
from insight.store.row_history import key_of
from insight.store.tables import DATA, uploads
from insight.store.transactions import reading

CELLS = pl.Schema(
    {"key": pl.String, "column": pl.String, "old": pl.String, "new": pl.String}
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What storing a file would do to its table.

    Attributes:
        new: Rows whose key is not there.
        changed: Rows whose key is there with other values.
        unchanged: Rows that are there as they are.
        gone: Rows that the same file brought before and does not bring now, and those
            that a whole list lacks.
        cells: Each cell of the first changed rows: key, column, old, new.
        emptied: Column to the rows in which it holds something that would be gone.
    """

    new: int
    changed: int
    unchanged: int
    gone: int
    cells: pl.DataFrame
    emptied: dict[str, int] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Nothing would be other than it is."""
        return not self.new + self.changed + self.gone


def emptied_in_words(emptied: dict[str, int], *, table: str) -> str:
    """What an import would empty, as a sentence; nothing where it empties nothing.

    Examples:
        >>> emptied_in_words({"segment": 2, "owner": 1}, table="accounts")
        'Empties segment of 2 accounts, owner of 1 account.'
    """
    many = table.replace("_", " ")
    told = [
        f"{column} of {rows:,} {many.removesuffix('s') if rows == 1 else many}"
        for column, rows in emptied.items()
    ]
    return f"Empties {', '.join(told)}." if told else ""


def changes(
    stored: pl.DataFrame,
    accepted: pl.DataFrame,
    *,
    table: str,
    removed: Collection[str] = (),
    rows: int = 20,
) -> Changes:
    """What `accepted` would change in the rows that are stored.

    Args:
        stored: The table as it is, typed as the schema.
        accepted: Rows to store, each key once.
        table: One of `schema.TABLES`.
        removed: Keys of rows that are gone from a whole list.
        rows: Of how many changed rows to list the cells, and how many removed ones.
    """
    (key,) = TABLES[table].primary_key()
    columns = list(TABLES[table].columns())
    known = accepted.join(stored.select(key), on=key, how="semi")
    same = known.join(stored.select(columns), on=columns, how="semi", nulls_equal=True)
    other = known.join(same.select(key), on=key, how="anti", maintain_order="left")
    return Changes(
        new=accepted.height - known.height,
        changed=other.height,
        unchanged=same.height,
        gone=stored.filter(pl.col(key).is_in(removed)).height,
        cells=pl.concat(
            [
                _cells(stored, other.head(rows), key=key),
                _removed(stored, list(removed)[:rows], key=key),
            ]
        ),
        emptied=_emptied(stored, other, key=key),
    )


def rows_gone(
    engine: Engine, accepted: pl.DataFrame, *, table: str, sha256: str
) -> int:
    """Rows that count by an earlier mapping of the same file, and not by this one.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    rows = DATA[table]
    key = key_of(rows)
    query = (
        select(key)
        .join(uploads, uploads.c.id == rows.c.upload_id)
        .where(uploads.c.sha256 == sha256, ~uploads.c.is_sample)
    )
    with reading(engine) as connection:
        held = pl.Series(connection.scalars(query).all(), dtype=pl.String)
    return int((~held.is_in(accepted[key.name].implode())).sum())


def _emptied(
    stored: pl.DataFrame, changed: pl.DataFrame, *, key: str
) -> dict[str, int]:
    old = changed.select(key).join(stored, on=key, how="left", maintain_order="left")
    counts = {
        name: int((old[name].is_not_null() & changed[name].is_null()).sum())
        for name in changed.columns
    }
    return {name: count for name, count in counts.items() if count}


def _removed(stored: pl.DataFrame, keys: list[str], *, key: str) -> pl.DataFrame:
    """Each row that goes as one line: what it holds now, and nothing after."""
    gone = stored.filter(pl.col(key).is_in(keys)).sort(key)
    held = pl.concat_str(pl.all().exclude(key), separator=", ", ignore_nulls=True)
    whole = pl.lit("the whole row")
    return gone.select(
        pl.col(key).alias("key"), whole.alias("column"), held.alias("old"),
        pl.lit(None, pl.String).alias("new"),
    )  # fmt: skip


def _cells(stored: pl.DataFrame, changed: pl.DataFrame, *, key: str) -> pl.DataFrame:
    old = changed.select(key).join(stored, on=key, how="left", maintain_order="left")
    names = [name for name in changed.columns if name != key]
    parts = [
        pl.DataFrame(
            {
                "place": range(changed.height),
                "key": changed[key],
                "column": name,
                "old": old[name].cast(pl.String),
                "new": changed[name].cast(pl.String),
            },
            schema={"place": pl.Int64, **CELLS},
        ).filter(old[name].ne_missing(changed[name]))
        for name in names
    ]
    empty = pl.DataFrame(schema={"place": pl.Int64, **CELLS})
    return pl.concat([empty, *parts]).sort("place", maintain_order=True).drop("place")
