"""Results as they are kept: lab/results.json, and the tables in docs/speed.md."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from keeping import ROOT, described, machine, show
from timing import Result

KEPT = ROOT / "lab" / "results.json"
KEPT_OF_QUICK = ROOT / "lab" / "results-quick.json"
PAGE = ROOT / "docs" / "speed.md"
TITLES = {
    "insights": "Insights over facts",
    "raw": "Facts and insights out of stored tables",
    "growth": "Growth",
    "storing": "An upload",
    "survival": "Survival curves",
    "starting": "Start",
    "pages": "Pages",
    "load": "Many people at once",
}
WIDE = {"pages", "load"}
"""Stages whose results are told as "row: column", a table for each of their sizes."""

Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """What came of a stage.

    Attributes:
        name: One of TITLES.
        on: The day.
        load: How many processes wanted a processor before it began, its own not among them.
        seconds: How long it took.
        failed: Why it broke off; its results are then those it had before.
        results: What it measured.
    """

    name: str
    on: str
    load: float
    seconds: float
    failed: str
    results: Sequence[Result]


def keep(stage: Stage, *, quick: bool) -> None:
    """Puts a stage in the place of what was kept of it; the page shows no quick one."""
    file = KEPT_OF_QUICK if quick else KEPT
    stages = {**_stages(file), stage.name: asdict(stage)}
    whole = {
        "machine": machine(),
        "stages": [stages[name] for name in TITLES if name in stages],
    }
    file.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    if not quick:
        show(PAGE, "results", as_markdown(whole))


def as_markdown(whole: Kept) -> str:
    """The tables that docs/speed.md shows, a chapter for each stage."""
    there = {stage["name"]: stage for stage in whole["stages"]}
    on = f"On {described(whole['machine'])}. Figures in bold miss their target.\n\n"
    return on + "".join(_chapter(name, there.get(name)) for name in TITLES)


def _stages(file: Path) -> dict[str, Kept]:
    if not file.exists():
        return {}
    return {stage["name"]: stage for stage in json.loads(file.read_text())["stages"]}


def _chapter(name: str, stage: Kept | None) -> str:
    head = f"### {TITLES[name]}\n\n"
    if stage is None:
        return f"{head}`python lab {name}` was not run.\n\n"
    took = f"{stage['seconds']:,.0f} s, with a load of {stage['load']:.1f} before it"
    failed = f" **{stage['failed']}**" if stage["failed"] else ""
    lines = [Result(**line) for line in stage["results"]]
    tables = _wide(lines) if name in WIDE else _long(lines)
    return f"{head}`python lab {name}`, {stage['on']}, {took}.{failed}\n\n{tables}\n"


def _long(lines: Sequence[Result]) -> str:
    return _table(
        ("what", "of", "figure", "target"),
        ((line.name, line.sizes, _figure(line), _target(line)) for line in lines),
    )


def _wide(lines: Sequence[Result]) -> str:
    """A table for each of the sizes."""
    sizes = dict.fromkeys(line.sizes for line in lines)
    return "\n".join(
        _crossed(of, [line for line in lines if line.sizes == of]) for of in sizes
    )


def _crossed(sizes: str, lines: Sequence[Result]) -> str:
    """A row for what stands before ": " in the names, a column for what comes after."""
    rows: dict[str, dict[str, str]] = {}
    for line in lines:
        row, _, column = line.name.partition(": ")
        target = f" ({_target(line)})" if line.is_missed else ""
        rows.setdefault(row, {})[column] = _figure(line) + target
    columns = dict.fromkeys(column for cells in rows.values() for column in cells)
    filled = ((row, *map(cells.get, columns)) for row, cells in rows.items())
    return _table((sizes, *columns), filled)


def _figure(line: Result) -> str:
    return f"**{line.figure}**" if line.is_missed else line.figure


def _target(line: Result) -> str:
    return (
        f"{line.target.replace('<=', '≤ ')} {line.unit}".strip() if line.target else ""
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str | None]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell or '' for cell in line)} |\n" for line in lines)
