"""What each page costs the server: time cold and warm, bytes sent, points drawn.

python benchmarks/pages.py [accounts]

Every page is run in this process with Streamlit's own test runner, beside an empty page
in the same run; `times` is the warm median over that of the empty page.
"""

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import polars as pl
from streamlit.testing.v1 import AppTest
from world import world

from insight.sample.planted import AS_OF
from insight.store.engines import open_engine
from insight.store.incoming import REFUSED
from insight.store.migrate import migrate
from insight.store.uploads import NewUpload, commit
from insight.ui.sections import MENU

ROOT = Path(__file__).resolve().parents[1]
MAIN = ROOT / "src" / "insight" / "main.py"
WARM_RUNS = 5
PATIENCE = 600


def stored(accounts: int, home: Path) -> str:
    """The URL of a new store that holds the sample world of that many accounts."""
    url = f"sqlite:///{home / 'insight.db'}"
    engine = open_engine(url)
    migrate(engine)
    uploads = [
        NewUpload(
            file_name=f"{table}.csv",
            sha256=table,
            table=table,
            rows_in=rows.height,
            accepted=rows,
            refused=pl.DataFrame(schema=REFUSED),
        )
        for table, rows in world(accounts).items()
        if rows.height
    ]
    commit(engine, uploads, by="benchmark", at=datetime.now(UTC), as_of=AS_OF)
    engine.dispose()
    return url


def timed(app: AppTest) -> float:
    """Milliseconds of one run."""
    started = perf_counter()
    app.run()
    if app.exception:
        raise RuntimeError(app.exception[0].value)
    return 1000 * (perf_counter() - started)


def points(app: AppTest) -> int:
    """Marks of all figures: the length of every trace."""
    specs = (json.loads(chart.proto.spec) for chart in app.get("plotly_chart"))
    return sum(
        max(len(_values(trace.get(axis))) for axis in ("x", "y", "text", "z"))
        for spec in specs
        for trace in spec["data"]
    )


def sent(app: AppTest) -> int:
    """Bytes of the elements of the page."""
    return sum(
        element.proto.ByteSize()
        for element in app.main
        if hasattr(getattr(element, "proto", None), "ByteSize")
    )


def measured(page: str) -> dict[str, object]:
    """One page, opened cold once and run again warm."""
    app = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
    app.run()
    app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    cold = timed(app)
    warm = median(timed(app) for _ in range(WARM_RUNS))
    return {
        "page": page,
        "cold_ms": round(cold),
        "warm_ms": round(warm),
        "points": points(app),
        "kilobytes": round(sent(app) / 1000),
    }


def empty_page() -> float:
    """Warm milliseconds of a page with a title and nothing else."""
    app = AppTest.from_string("import streamlit as st\nst.title('Nothing')")
    app.run()
    return median(timed(app) for _ in range(WARM_RUNS))


def measured_pages(accounts: int) -> tuple[float, pl.DataFrame]:
    """Milliseconds of an empty page, and one row per page of the menu."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as home:
        url = stored(accounts, Path(home))
        os.environ |= {"INSIGHT_HOME": home, "INSIGHT_DATABASE_URL": url}
        nothing = empty_page()
        pages = [entry.file for section in MENU.values() for entry in section]
        rows = pl.DataFrame([measured(page) for page in pages])
    return nothing, rows.with_columns(times=(pl.col("warm_ms") / nothing).round(1))


def main() -> None:
    """Prints the table."""
    accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    nothing, rows = measured_pages(accounts)
    with pl.Config(tbl_rows=-1, tbl_hide_dataframe_shape=True):
        print(f"{accounts:,} accounts; an empty page: {nothing:.1f} ms")
        print(rows)


def _values(found: object) -> list[object]:
    if isinstance(found, dict):
        return [None] * (found["bdata"].count(",") + 1)
    return list(found) if isinstance(found, list) else []


if __name__ == "__main__":
    main()
