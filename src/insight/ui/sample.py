"""The sample data on its way into a store that was never used."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from insight.intake.folder import read_folder
from insight.sample.planted import AS_OF
from insight.store.incoming import REFUSED
from insight.store.uploads import NewUpload, commit

FOLDER = Path(__file__).resolve().parents[3] / "sample_data"


def load_sample(engine: Any) -> None:
    """Stores the shipped CSV files, read like any others and marked as the sample.

    Raises:
        InsightError: The files are not there or the database cannot be used.
    """
    uploads = [
        _upload(table, rows)
        for table, rows in read_folder(FOLDER).items()
        if rows.height
    ]
    at = datetime.now(UTC)
    commit(engine, uploads, by="Insight", at=at, as_of=AS_OF, is_sample=True)


def _upload(table: str, rows: pl.DataFrame) -> NewUpload:
    path = FOLDER / f"{table}.csv"
    return NewUpload(
        file_name=path.name,
        sha256=sha256(path.read_bytes()).hexdigest(),
        table=table,
        rows_in=rows.height,
        accepted=rows,
        refused=pl.DataFrame(schema=REFUSED),
    )
