"""The files of a snapshot: one Parquet file per table, and a list that seals them."""

import json
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

import polars as pl

from insight.schema import TABLES
from insight.store.narrow_columns import narrow, narrow_schema, typed

_LIST = "snapshot.json"
_ROWS_IN_A_GROUP = 100_000


def write(folder: Path, tables: Mapping[str, pl.DataFrame], *, seal: str) -> None:
    """Writes tables, typed and sorted as `load.load_tables` gives them, and the list.

    Raises:
        OSError: The folder cannot be written.
    """
    for name, rows in tables.items():
        narrow(rows).write_parquet(_path(folder, name), row_group_size=_ROWS_IN_A_GROUP)
    sums = {name: _checksum(_path(folder, name)) for name in tables}
    (folder / _LIST).write_text(json.dumps({"seal": seal, "sha256": sums}))


def is_whole(folder: Path, *, seal: str) -> bool:
    """Whether every table is there, byte by byte as it was written for this seal."""
    try:
        listed = json.loads((folder / _LIST).read_text())
        return bool(listed["seal"] == seal) and listed["sha256"] == {
            name: _checksum(_path(folder, name)) for name in TABLES
        }
    except (OSError, ValueError, LookupError, TypeError):
        return False


def read(folder: Path, name: str) -> pl.DataFrame:
    """One table, typed as the schema."""
    return typed(pl.read_parquet(_path(folder, name)), _schema(name))


def scan(folder: Path, name: str) -> pl.LazyFrame:
    """One table in integers, read where and when it is needed."""
    return pl.scan_parquet(_path(folder, name))


def read_account(folder: Path, name: str, *, account_id: str) -> pl.DataFrame:
    """The rows of one account in a table that names accounts, typed as the schema."""
    rows = scan(folder, name)
    own = rows.filter(pl.col("account_id") == account_id).collect()
    return typed(own, _schema(name))


def stored_types() -> dict[str, Any]:
    """The types of every file; where they change, older files are of no use."""
    return {
        name: [(column, str(dtype)) for column, dtype in narrow_schema(schema).items()]
        for name, schema in ((name, _schema(name)) for name in TABLES)
    }


def _schema(name: str) -> pl.Schema:
    return TABLES[name].create_empty().schema


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
