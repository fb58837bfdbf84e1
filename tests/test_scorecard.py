"""docs/reliability.md shows the scorecard as it was measured, all 38 rows of it."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
KEPT = json.loads((ROOT / "docs" / "scorecard.json").read_text(encoding="utf-8"))
VERDICTS = {"PASS", "FAIL", "NOT RUN", "NOT AUDITED"}


def test_the_page_shows_what_was_kept(script: Callable[[str], ModuleType]) -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    start, end = script("keeping").marks("scorecard")

    shown = page.split(start)[1].split(end)[0]

    assert shown == script("table").as_markdown(KEPT)


def test_all_38_rows_are_there_and_a_measured_one_says_when() -> None:
    rows = KEPT["rows"]

    assert [row["number"] for row in rows] == list(range(1, 39))
    assert {row["verdict"] for row in rows} <= VERDICTS
    assert all(row["on"] for row in rows if row["verdict"] != "NOT RUN")
