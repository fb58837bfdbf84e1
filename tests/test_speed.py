"""docs/speed.md shows the benchmarks as they were measured, and one may break off."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEPT = json.loads((ROOT / "lab" / "results.json").read_text(encoding="utf-8"))
PAGE = ROOT / "docs" / "speed.md"

Script = Callable[[str], ModuleType]


def test_the_page_shows_what_was_kept(script: Script) -> None:
    start, end = script("keeping").marks("results")

    shown = PAGE.read_text(encoding="utf-8").split(start)[1].split(end)[0]

    assert shown == script("results").as_markdown(KEPT)


def test_every_stage_has_a_title_and_a_module(script: Script) -> None:
    stages = list(script("stages").STAGES)

    assert stages == list(script("results").TITLES)
    assert all((ROOT / "lab" / f"{name}.py").exists() for name in stages)
    assert {stage["name"] for stage in KEPT["stages"]} <= set(stages)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("", ""),
        ("raise ValueError('no world')", "broke off: ValueError: no world"),
        ("os._exit(7)", "broke off: its process ended with 7"),
    ],
)
def test_a_stage_that_breaks_off_keeps_what_it_had_measured(
    script: Script,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    end: str,
    said: str,
) -> None:
    lines = ("import os, time", "from timing import Result", "def measured(rows):")
    body = (
        "    yield Result('read', 2.0, 's', f'{rows} rows')",
        "    time.sleep(0.1)",
        f"    {end}",
    )
    (tmp_path / "reading.py").write_text("\n".join((*lines, *body)))
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    told: list[Any] = []

    stage = script("stages").run("reading", {"rows": 5}, tell=told.append)

    assert stage.failed == said
    assert told == stage.results
    assert [(line.name, line.sizes) for line in told] == [("read", "5 rows")]


def test_a_quick_run_changes_neither_the_page_nor_what_was_kept(
    script: Script, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    results, timing = script("results"), script("timing")
    monkeypatch.setattr(results, "KEPT_OF_QUICK", tmp_path / "quick.json")
    page, kept = PAGE.read_bytes(), results.KEPT.read_bytes()
    line = timing.Result("survival curve", 20.0, "ms", "100 rows")
    stage = results.Stage("survival", "2026-02-28", 0.1, 2.0, "", [line])

    results.keep(stage, quick=True)

    assert (PAGE.read_bytes(), results.KEPT.read_bytes()) == (page, kept)
    assert json.loads((tmp_path / "quick.json").read_text())["stages"][0]["name"]


def test_a_missed_target_is_bold_and_a_missing_package_is_named(script: Script) -> None:
    result = script("timing").Result
    slow = result("seven insights", 5.15, "x", "9 accounts", "<=4")
    without = result.without("duckdb", "beside DuckDB", "9 accounts")

    assert (slow.is_missed, slow.figure) == (True, "5.15 x")
    assert (without.is_missed, without.figure) == (False, "duckdb is not installed")
