"""One file on its way into the store, and what has to be true of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import polars as pl

from insight.schema import TABLES

REFUSED = pl.Schema(
    {"line": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String}
)
RECORDS = pl.Schema({"line": pl.Int64, "cells": pl.String})
_CHUNK = 100_000


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of each of its rows; it tells nothing of other columns.

    Attributes:
        says: Columns that it fills.
        keeps: Those of them in which an empty cell says nothing.
        assumes: Columns in which every row gets what nobody said, where nothing is known.
    """

    says: tuple[str, ...]
    keeps: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()

    @classmethod
    def everything(cls, table: str) -> "Said":
        """Whole rows, each empty cell included."""
        return cls(tuple(TABLES[table].columns()))

    @classmethod
    def kept(cls, values: Mapping[str, Sequence[str]] | None, table: str) -> "Said":
        """Of plain values, as the store keeps them; whole rows where there are none."""
        if values is None:
            return cls.everything(table)
        return cls(**{name: tuple(columns) for name, columns in values.items()})


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A checked file that fills one table.

    Attributes:
        file_name: As the person sees it.
        sha256: Of the file's bytes.
        table: Name in `schema.TABLES`.
        rows_in: Records in the file.
        accepted: Rows to store, typed as the table; each key once.
        refused: One row per refused cell or record: line, column, value, reason.
        records: The whole rows behind the refusals: line, cells (a JSON object).
        profile: Name of the profile it was mapped by, if any.
        said: What the file says of its rows, the parts of `Said`; without it they are
            whole rows.
        alone: The accepted rows as the file alone tells them, in the same order, where
            what is known completes some; empty where only a default fills a cell.
        closed: Known rows that end by what the file says of others, as they are to be.
        earlier: Further rows that the file tells of beside those of its records.
        removed: Keys of known rows that are gone from a whole list.
        made_from: The table from whose rows these accounts were made, if they were.
        header_shape: What all files with the same columns share.
        is_whole: Whether a person said that it is the whole list; None for not asked.
        is_snapshot: It tells of subscriptions as they are, not of their history.
        settles: An earlier upload, and its refused lines that are in with this one.

    Raises:
        ValueError: The frames are not that.
    """

    file_name: str
    sha256: str
    table: str
    rows_in: int
    accepted: pl.DataFrame
    refused: pl.DataFrame
    records: pl.DataFrame = field(default_factory=RECORDS.to_frame)
    profile: str | None = None
    said: Mapping[str, Sequence[str]] | None = None
    alone: pl.DataFrame | None = None
    closed: pl.DataFrame | None = None
    earlier: pl.DataFrame | None = None
    removed: tuple[str, ...] = ()
    made_from: str | None = None
    header_shape: str | None = None
    is_whole: bool | None = None
    is_snapshot: bool = False
    settles: tuple[int, tuple[int, ...]] | None = None

    def __post_init__(self) -> None:
        if self.table not in TABLES:
            raise ValueError(f"{self.table!r} is not a table of the schema.")
        schema = TABLES[self.table]
        _require_types(self.accepted, schema.create_empty().schema)
        _require_types(self.refused, REFUSED)
        _require_types(self.records, RECORDS)
        if self.accepted.select(schema.primary_key()).is_duplicated().any():
            raise ValueError(f"{self.file_name} has a key of {self.table} twice.")

    @property
    def rows_refused(self) -> int:
        """Records of the file with a refused cell."""
        return self.refused["line"].n_unique()

    @property
    def statements(self) -> pl.DataFrame:
        """The rows as the file alone tells them."""
        return self.accepted if self.alone is None else self.alone

    def fingerprint(self) -> str:
        """What the file says as one number, to tell the same outcome from another."""
        digest = sha256()
        columns = list(TABLES[self.table].columns())
        for part in self.statements.select(columns).iter_slices(_CHUNK):
            digest.update(part.write_csv(include_header=False).encode())
        for beside in (self.closed, self.earlier):
            if beside is not None and beside.height:
                digest.update(beside.select(columns).write_csv().encode())
        digest.update("\n".join(sorted(self.removed)).encode())
        return digest.hexdigest()


def _require_types(frame: pl.DataFrame, schema: pl.Schema) -> None:
    found = dict(frame.schema)
    if found != dict(schema):
        odd = sorted({name for name, _ in found.items() ^ schema.items()})
        raise ValueError(f"Columns are missing, unknown or of another type: {odd}.")
