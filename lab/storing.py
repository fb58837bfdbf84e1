"""An import of a million exits from its bytes to the facts, beside the bare database.

python lab/storing.py [rows]

The floor is what the database itself does best with the same rows and the same table, in
one transaction: the driver's own bulk insert into a new SQLite file, COPY into a new table
of PostgreSQL. `intake.py` compares the reading with other readers.
"""

import io
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
import polars as pl
from postgresql import fresh_schema, server
from timing import Result, interleaved, ratios, seconds

import intake
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

AS_OF = date(2026, 2, 28)
AT = datetime(2026, 3, 1, tzinfo=UTC)
ROUNDS = 3
Fresh = Callable[[], Any]


def measured(rows: int) -> Iterator[Result]:
    """The lines of the table for a file of that many exits."""
    sizes = f"{rows:,} rows"
    content = intake.exits(rows)
    ways = {
        "ours": partial(_checked, content),
        "polars": partial(pl.read_csv, content),
        "pandas": lambda: pd.read_csv(io.BytesIO(content)),
    }
    took = interleaved(ways, rounds=ROUNDS)
    own, polars = took["ours"], took["polars"]
    yield Result("upload: read and validate", own.clock, "s", sizes)
    name = "upload: read and validate / read_csv"
    yield from ratios(name, own, polars, sizes=sizes, target="<=6")
    yield Result("upload: memory / the file", _memory(content), "x", sizes, "<=4")
    upload = _upload(_checked(content))
    whole = own.clock
    with _new_files() as fresh:
        for result in _stored(fresh, _insert, upload, f"SQLite, {sizes}"):
            whole += result.value * (result.unit == "s")
            yield result
        for result in _shown(fresh, upload, sizes):
            whole += result.value
            yield result
    yield Result("upload: from bytes to facts", whole, "s", sizes)
    for other in ("polars", "pandas"):
        yield Result(f"upload: whole / {other} read_csv", whole / took[other].clock, "x", sizes)  # fmt: skip
    with server() as address, _new_schemas(address) as fresh:
        if address:
            yield from _stored(fresh, _copy, upload, f"PostgreSQL, {sizes}")
        else:
            yield Result.without("PostgreSQL", "upload: store", sizes)


def _stored(
    fresh: Fresh, bare: Callable[..., None], upload: NewUpload, sizes: str
) -> Iterator[Result]:
    ours, floor = [], []
    for _ in range(ROUNDS):
        engine, other = fresh(), fresh()
        floor.append(seconds(partial(bare, other, upload.accepted)))
        ours.append(seconds(partial(_commit, engine, upload)))
    yield Result("upload: store", median(ours), "s", sizes)
    times = median(ours) / median(floor)
    yield Result("upload: store / bulk insert", times, "x", sizes, "<=1.5")


def _shown(fresh: Fresh, upload: NewUpload, sizes: str) -> Iterator[Result]:
    engine = fresh()
    _commit(engine, upload)
    with tempfile.TemporaryDirectory() as home:
        made = partial(snapshot, engine, home=Path(home))
        yield Result("upload: snapshot", seconds(made), "s", sizes)
        tables: dict[str, pl.DataFrame] = {}
        read_back = seconds(lambda: tables.update(made().tables()))
        yield Result("snapshot: check and read", read_back, "s", sizes)
    built = partial(build_facts, tables, as_of=AS_OF, choices=Choices())
    yield Result("upload: facts", seconds(built), "s", sizes)


def _checked(content: bytes) -> Checked:
    text = read("exits.csv", content)
    return validate(text, propose(text, table="exits"))


def _memory(content: bytes) -> float:
    """What a process of its own takes to read and validate, beyond the file itself."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "exits.csv")
        path.write_bytes(content)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            return pool.apply(intake.measured, ("validated", path))["memory_by_file"]


def _upload(checked: Checked) -> NewUpload:
    return NewUpload(
        file_name="exits.csv",
        sha256="a benchmark",
        table="exits",
        rows_in=checked.rows_in,
        accepted=checked.accepted,
        refused=checked.refused,
    )


@contextmanager
def _new_files() -> Iterator[Fresh]:
    with tempfile.TemporaryDirectory() as place:
        paths = (Path(place, f"{number}.db") for number in range(100))
        yield lambda: _migrated(f"sqlite:///{next(paths)}")


@contextmanager
def _new_schemas(address: str | None) -> Iterator[Fresh]:
    with ExitStack() as schemas:
        yield lambda: _migrated(schemas.enter_context(fresh_schema(address or "")))


def _migrated(url: str) -> Any:
    engine = open_engine(url)
    migrate(engine)
    return engine


def _commit(engine: Any, upload: NewUpload) -> None:
    commit(engine, [upload], by="benchmark", at=AT, as_of=AS_OF)


def _insert(engine: Any, rows: pl.DataFrame) -> None:
    names = _names()
    texts = rows.with_columns(upload_id=1).select(
        pl.col(name).to_physical().cast(pl.Int64)
        if isinstance(dtype, pl.Decimal)
        else pl.col(name).cast(pl.String if dtype == pl.Date else dtype)
        for name, dtype in rows.with_columns(upload_id=1).select(names).schema.items()
    )
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO exits ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
    with writing(engine) as connection:
        connection.exec_driver_sql(statement, texts.rows())


def _copy(engine: Any, rows: pl.DataFrame) -> None:
    names = _names()
    content = rows.with_columns(upload_id=1).select(names)
    statement = f"COPY exits ({', '.join(names)}) FROM STDIN (FORMAT csv)"
    with writing(engine) as connection:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(statement) as target:
            for part in content.iter_slices(100_000):
                target.write(part.write_csv(include_header=False))


def _names() -> list[str]:
    return [column.name for column in DATA["exits"].columns]


if __name__ == "__main__":
    for result in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(result)
