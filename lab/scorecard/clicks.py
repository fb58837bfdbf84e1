"""Somebody presses Import and goes on clicking: the file is stored all the same."""

import random
import tempfile
from pathlib import Path
from time import monotonic, sleep

import polars as pl
from browsing import IMPORT, Seen, browsing
from serving import ROOT, serving

from insight.store.engines import open_engine
from insight.store.history import history
from insight.store.migrate import migrate

ROWS = 3_000
PATIENCE = 60


def lost(times: int) -> int:
    """Imports that were not stored after a click elsewhere in the first half second."""
    drawn = random.Random(1)  # noqa: S311
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        engine = open_engine(f"sqlite:///{home / 'insight.db'}")
        migrate(engine)
        with serving(ROOT / "app.py", home, sample=False) as server, browsing(server.address) as seen:  # fmt: skip
            kept = sum(
                _is_kept(engine, seen, _file(home, number), drawn.uniform(0, 0.5))
                for number in range(times)
            )
        engine.dispose()
    return times - kept


def _is_kept(engine: object, seen: Seen, file: Path, wait: float) -> bool:
    seen.open("/upload")
    page = seen.page
    page.locator("input[type=file]").set_input_files(file)
    button = page.get_by_role("button", name=IMPORT)
    button.first.wait_for()
    seen.settle()
    button.click()
    sleep(wait)
    page.get_by_role("link", name="Overview").first.click()
    return _is_stored(engine, file.name)


def _is_stored(engine: object, name: str) -> bool:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        if name in history(engine)["file_name"].to_list():
            return True
        sleep(0.1)
    return False


def _file(home: Path, number: int) -> Path:
    path = home / f"accounts{number}.csv"
    ids = [f"A{number}x{n}" for n in range(ROWS)]
    pl.DataFrame({"account_id": ids, "account_name": ids}).write_csv(path)
    return path
