"""docs/reliability.md shows the scorecard as it was measured, all 36 rows of it."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
KEPT = json.loads((ROOT / "docs" / "scorecard.json").read_text(encoding="utf-8"))
VERDICTS = {"PASS", "FAIL", "NOT RUN", "NOT AUDITED"}


def table() -> ModuleType:
    path = ROOT / "benchmarks" / "scorecard" / "table.py"
    spec = importlib.util.spec_from_file_location("scorecard_table", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_page_shows_what_was_kept() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    shown = page.split("<!-- scorecard -->\n")[1].split("<!-- end of scorecard -->")[0]

    assert shown == table().as_markdown(KEPT)


def test_all_36_rows_are_there_and_a_measured_one_says_when() -> None:
    rows = KEPT["rows"]

    assert [row["number"] for row in rows] == list(range(1, 37))
    assert {row["verdict"] for row in rows} <= VERDICTS
    assert all(row["on"] for row in rows if row["verdict"] != "NOT RUN")
