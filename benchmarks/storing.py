"""An import of a million exits from its bytes to the facts, beside the bare database.

python benchmarks/storing.py [rows]

The floor is the driver's own bulk insert of the same rows into the same table, in one
transaction of a new SQLite file. `intake.py` compares the reading with other readers.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
from timing import Result, interleaved, seconds

from insight.intake.checked import Checked
from insight.intake.mapping import propose
from insight.intake.read import read
from insight.intake.validate import validate
from insight.metrics.build import build_facts
from insight.settings import Choices
from insight.store.engines import open_engine
from insight.store.incoming import NewUpload
from insight.store.migrate import migrate
from insight.store.snapshot import snapshot
from insight.store.tables import DATA
from insight.store.transactions import writing
from insight.store.uploads import commit
from intake import exits

AS_OF = date(2026, 2, 28)
ROUNDS = 3


def measured(rows: int) -> Iterator[Result]:
    """The lines of the table for a file of that many exits."""
    sizes = f"{rows:,} rows"
    content = exits(rows, quote_style="necessary")
    ways = {"ours": partial(_checked, content), "bare": partial(pl.read_csv, content)}
    took = interleaved(ways, rounds=ROUNDS)
    yield Result("upload: read and validate", took["ours"], "s", sizes)
    times = took["ours"] / took["bare"]
    yield Result("upload: read and validate / read_csv", times, "x", sizes, "<=6")
    upload = _upload(_checked(content))
    with tempfile.TemporaryDirectory() as place:
        yield from _stored(Path(place), upload, sizes)


def _stored(place: Path, upload: NewUpload, sizes: str) -> Iterator[Result]:
    ours, floor = [], []
    for number in range(ROUNDS):
        engine, other = (_fresh(place / f"{name}{number}.db") for name in "ab")
        floor.append(seconds(partial(_bulk, other, upload.accepted)))
        ours.append(seconds(partial(_commit, engine, upload)))
    yield Result("upload: store", median(ours), "s", sizes)
    yield Result("upload: store / bulk insert", median(ours) / median(floor), "x", sizes, "<=1.5")  # fmt: skip
    yield Result("upload: snapshot", seconds(lambda: snapshot(engine, home=place)), "s", sizes)  # fmt: skip
    tables: dict[str, pl.DataFrame] = {}
    read_back = seconds(lambda: tables.update(snapshot(engine, home=place).tables()))
    yield Result("snapshot: check and read", read_back, "s", sizes)
    built = seconds(lambda: build_facts(tables, as_of=AS_OF, choices=Choices()))
    yield Result("upload: facts", built, "s", sizes)


def _checked(content: bytes) -> Checked:
    text = read("exits.csv", content)
    return validate(text, propose(text, table="exits"))


def _upload(checked: Checked) -> NewUpload:
    return NewUpload(
        file_name="exits.csv",
        sha256="a benchmark",
        table="exits",
        rows_in=checked.rows_in,
        accepted=checked.accepted,
        refused=checked.refused,
    )


def _fresh(path: Path) -> Any:
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    return engine


def _commit(engine: Any, upload: NewUpload) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    commit(engine, [upload], by="benchmark", at=at, as_of=AS_OF)


def _bulk(engine: Any, rows: pl.DataFrame) -> None:
    names = [c.name for c in DATA["exits"].columns if c.name != "upload_id"]
    marks = ", ".join("?" * (len(names) + 1))
    columns = ", ".join([*names, "upload_id"])
    texts = rows.select(
        pl.col(name).to_physical().cast(pl.Int64)
        if isinstance(dtype, pl.Decimal)
        else pl.col(name).cast(pl.String if dtype == pl.Date else dtype)
        for name, dtype in rows.select(names).schema.items()
    ).with_columns(upload_id=1)
    statement = f"INSERT INTO exits ({columns}) VALUES ({marks})"  # noqa: S608
    with writing(engine) as connection:
        connection.exec_driver_sql(statement, texts.rows())


if __name__ == "__main__":
    for result in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(result)
