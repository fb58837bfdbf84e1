"""One file on its way into the store, and what has to be true of it."""

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
        completes: Cells the file leaves empty are of the rows that were known before.

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
    completes: bool = False

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

    def fingerprint(self) -> str:
        """The accepted rows as one number, to tell the same outcome from another."""
        digest = sha256()
        columns = list(TABLES[self.table].columns())
        for part in self.accepted.select(columns).iter_slices(_CHUNK):
            digest.update(part.write_csv(include_header=False).encode())
        return digest.hexdigest()


def _require_types(frame: pl.DataFrame, schema: pl.Schema) -> None:
    found = dict(frame.schema)
    if found != dict(schema):
        odd = sorted({name for name, _ in found.items() ^ schema.items()})
        raise ValueError(f"Columns are missing, unknown or of another type: {odd}.")
