"""The scorecard as it is kept: docs/scorecard.json, and the table in docs/reliability.md."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, flock
from typing import Any

from keeping import ROOT, described, machine, show

KEPT = ROOT / "docs" / "scorecard.json"
PAGE = ROOT / "docs" / "reliability.md"


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
    show(PAGE, "scorecard", as_markdown(whole))


def as_markdown(whole: Mapping[str, Any]) -> str:
    """The table that docs/reliability.md shows."""
    found = [row["verdict"] for row in whole["rows"]]
    counts = ", ".join(f"{found.count(v)} {v}" for v in sorted(set(found)))
    head = (
        f"{counts}. On {described(whole['machine'])}.\n\n"
        "| # | check | measured | target | | on |\n|---|---|---|---|---|---|\n"
    )
    return head + "".join(
        f"| {row['number']} | {row['name']} | {_cell(row['value'])} | "
        f"{_cell(row['target'])} | {row['verdict']} | {row['on']} |\n"
        for row in whole["rows"]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
