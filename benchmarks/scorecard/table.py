"""The scorecard as it is kept: docs/scorecard.json, and the table in docs/reliability.md."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "scorecard.json"
PAGE = ROOT / "docs" / "reliability.md"
START, END = "<!-- scorecard -->", "<!-- end of scorecard -->"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it was measured."""

    number: int
    name: str
    value: str
    target: str
    verdict: str
    seconds: float
    on: str

    def __str__(self) -> str:
        return f"{self.number:2} | {self.name} | {self.value} | {self.target} | {self.verdict}"


def machine() -> dict[str, Any]:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9),
        "python": platform.python_version(),
    }


def today() -> str:
    """The day of a measurement."""
    return datetime.now(UTC).date().isoformat()


def kept() -> dict[int, dict[str, Any]]:
    """What was measured before, by number."""
    if not KEPT.exists() or not KEPT.stat().st_size:
        return {}
    return {row["number"]: row for row in json.loads(KEPT.read_text())["rows"]}


def keep(lines: Sequence[Line]) -> None:
    """Puts new lines in the places of old ones, into the file and into the page."""
    with KEPT.open("a") as one_at_a_time:
        flock(one_at_a_time, LOCK_EX)
        _write(kept() | {line.number: asdict(line) for line in lines})


def _write(rows: Mapping[int, Mapping[str, Any]]) -> None:
    ordered = [rows[number] for number in sorted(rows)]
    whole = {"machine": machine(), "rows": ordered}
    KEPT.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    before, _, rest = PAGE.read_text().partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n{as_markdown(whole)}{END}{after}")


def as_markdown(whole: Mapping[str, Any]) -> str:
    """The table that docs/reliability.md shows."""
    found = [row["verdict"] for row in whole["rows"]]
    counts = ", ".join(f"{found.count(v)} {v}" for v in sorted(set(found)))
    on = whole["machine"]
    head = (
        f"{counts}. On {on['cores']} cores, {on['memory_gb']} GB, {on['system']}, "
        f"Python {on['python']}.\n\n"
        "| # | check | measured | target | | on |\n|---|---|---|---|---|---|\n"
    )
    return head + "".join(
        f"| {row['number']} | {row['name']} | {_cell(row['value'])} | "
        f"{_cell(row['target'])} | {row['verdict']} | {row['on']} |\n"
        for row in whole["rows"]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
